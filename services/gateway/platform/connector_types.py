"""A connector saved with the types that it brings, as the platform does after an installation."""

import asyncio
from typing import Any

from libs.flows import kinds
from libs.flows.api_elements import Edited
from libs.flows.model import Part
from libs.flows.refreshing import reconcile
from libs.flows.secret_slots import slots_of
from libs.flows.stamps import restamp
from services.gateway.platform.editing import Desk


async def save_installed(desk: Desk, said: dict[str, Any], existing: Part | None) -> Part:
    """The connector and, where the request has `install`, its actions and types: these are brought
    up to it by name, so that installing once more makes none twice.
    """
    install = said.get("install")
    own = {key: value for key, value in said.items() if key not in ("install", "actions")}
    if not install or not install.get("typeElements"):
        return (await desk.save(kinds.SERVICE, said, existing)).part
    connector = (await desk.save(kinds.SERVICE, own, existing)).part
    types = desk.drawing.of_kind(kinds.TYPE)
    actions = said["actions"] if "actions" in said else desk.drawing.said(connector).get("actions")
    description = {"actions": actions or [], "install": install}
    refreshed = await asyncio.to_thread(reconcile, connector, types, description)
    saving, properties = desk.saving, desk.drawing.around.secret_properties
    parts = [
        restamp(part, version_id=saving.version_id, modified=saving.now, by=saving.by)
        for part in refreshed.parts
    ]
    await desk.write([Edited(part, (), frozenset(slots_of(part, properties))) for part in parts])
    return next((part for part in parts if part.kind == kinds.SERVICE), connector)
