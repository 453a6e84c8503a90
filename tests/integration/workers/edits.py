"""Edits made in a tenant itself, as its people make them between two imports."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part, Secret
from libs.flows.references import references
from libs.flows.split import canonical
from libs.runtime.tenant_secrets import new_secret
from libs.store import drafts, secrets, tenants
from tests.integration.workers.desk import Desk


async def part_of(desk: Desk, kind: Kind, element_id: UUID) -> Part:
    """The element as the tenant's draft has it."""
    async with desk.transaction() as tx:
        (part,) = await drafts.parts(tx, desk.tenant_id, [(kind, element_id)])
    return part


async def content_of(desk: Desk, kind: Kind, element_id: UUID) -> Json:
    return orjson.loads((await part_of(desk, kind, element_id)).content)


async def edit(desk: Desk, kind: Kind, element_id: UUID, **fields: Any) -> Part:
    """Changes fields of an element's content in the draft."""
    part = await part_of(desk, kind, element_id)
    content = canonical(orjson.loads(part.content) | fields)
    edited = replace(part, content=content, digest=element_digest(content))
    async with desk.transaction() as tx:
        revision = (await tenants.lock(tx, [desk.tenant_id]))[desk.tenant_id]
        await drafts.write(tx, desk.tenant_id, revision, [edited], references([edited]))
    return edited


async def set_password(desk: Desk, kind: Kind, element_id: UUID, slot: str, value: str) -> None:
    """Sets one password of an element in the draft, of which nothing else changes."""
    sealer, tenant_id = desk.runtime.sealer, desk.tenant_id
    sealed = new_secret(sealer, tenant_id, Secret(kind, element_id, slot, value), "tenant")
    async with desk.transaction() as tx:
        await tenants.lock(tx, [tenant_id])
        await secrets.put(tx, tenant_id, secrets.DRAFT, [sealed])
