"""Refreshing a connector from a description of it: Sluice itself never calls a connector."""

import asyncio
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import Field

from libs.contracts.plans import ElementName, FieldDifference
from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.told_difference import told_difference
from libs.runtime.clock import new_id, now
from libs.store import refreshes, tenants
from libs.store.secrets import DRAFT
from services.gateway import refreshing
from services.gateway.auth import PackageWriter
from services.gateway.limits import allow
from services.gateway.native.base import Camel, read
from services.gateway.native.documented import REFRESH
from services.gateway.parts import WithParts
from services.gateway.refreshing import Changed, Refresh, Refreshable, Save

router = APIRouter(prefix="/v1/connectors", tags=["Connectors"])


class RefreshAsked(Camel):
    description: dict[str, Any]
    """What the connector says of itself: its `actions` and its `typeElements` (or those below
    `install`), as the platform's connectors describe themselves."""
    apply: bool = False
    """Write it to the draft; otherwise it is only said what would change."""
    state_hash: str | None = Field(None, pattern=r"^[0-9a-f]+$")
    """Of what was shown: refuse when the connector, its types or their uses changed since."""


class ConnectorChange(ElementName):
    verdict: Literal["create", "update"]
    differences: tuple[FieldDifference, ...]

    @classmethod
    def of(cls, changed: Changed) -> Self:
        return cls(
            kind=changed.part.kind,
            id=changed.part.id,
            name=changed.part.name,
            verdict="create" if changed.is_new else "update",
            differences=tuple(told_difference(one) for one in changed.differences),
        )


class RemovedAction(Camel):
    """An action that the connector offers no longer, and what in the draft still calls it."""

    uri_part: str
    used_by: tuple[ElementName, ...]


class ConnectorRefresh(Camel):
    """What a refresh changes in the draft, or has changed."""

    connector_id: UUID
    name: str
    changes: tuple[ConnectorChange, ...]
    removed_actions: tuple[RemovedAction, ...]
    unnamed_types: tuple[str, ...]
    """Types of the connector that the description does not name: they stay."""
    state_hash: str
    """Of what this was computed from."""
    applied: bool

    @classmethod
    def of(cls, present: Refreshable, refresh: Refresh, *, applied: bool) -> Self:
        return cls(
            connector_id=present.connector.id,
            name=present.connector.name,
            changes=tuple(ConnectorChange.of(changed) for changed in refresh.changes),
            removed_actions=tuple(_removed(present, action) for action in refresh.removed_actions),
            unnamed_types=refresh.unnamed_types,
            state_hash=present.state_hash,
            applied=applied,
        )


def _removed(present: Refreshable, action: str) -> RemovedAction:
    users = {(use.kind, use.id): use for use in present.users_of(action)}.values()
    named = tuple(ElementName(kind=use.kind, id=use.id, name=use.name) for use in users)
    return RemovedAction(uri_part=action, used_by=named)


async def _asked(parts: WithParts, request: Request) -> RefreshAsked:
    """A connector with hundreds of types describes itself in megabytes."""
    allow(request, parts.settings.body_limit)
    return await asyncio.to_thread(_read, await request.body())


def _read(body: bytes) -> RefreshAsked:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, "The body is not valid JSON.") from None
    return read(RefreshAsked, said, "body")


@router.post("/{connector_id}/refresh", openapi_extra=REFRESH)
async def refresh_connector(
    parts: WithParts,
    acting: PackageWriter,
    connector_id: UUID,
    asked: Annotated[RefreshAsked, Depends(_asked)],
) -> ConnectorRefresh:
    """Bring a connector's actions and types up to a description, by name and shape.

    Types that it has keep their ids, none is made twice and none is removed. Without `apply` this
    says what would change; with it, the draft is written and the connector's refresh is done.
    """
    tenant_id, by = acting.tenant_id, acting.caller.builder_id
    if not asked.apply:
        async with parts.database.transaction([tenant_id], isolated=True) as tx:
            present = await refreshing.read(tx, tenant_id, connector_id)
        plan = await refreshing.planned(present, asked.description)
        return ConnectorRefresh.of(present, plan, applied=False)
    async with parts.database.transaction([tenant_id]) as tx:
        revision = (await tenants.lock(tx, [tenant_id]))[tenant_id]
        present = await refreshing.read(tx, tenant_id, connector_id)
        plan = await refreshing.planned(present, asked.description)
        view = ConnectorRefresh.of(present, plan, applied=True)
        if asked.state_hash not in (None, present.state_hash):
            raise _moved(view)
        await refreshing.apply(tx, tenant_id, plan, Save(revision, new_id(), now(), by))
        await refreshes.done_of(tx, tenant_id, connector_id, DRAFT, by)
    return view


def _moved(fresh: ConnectorRefresh) -> ProblemError:
    plan = fresh.model_copy(update={"applied": False}).model_dump(mode="json")
    return ProblemError(
        ErrorCode.IMPORT_STATE_MOVED,
        f'The connector "{fresh.name}", its types or what uses them changed since it was shown.',
        plan=plan,
    )
