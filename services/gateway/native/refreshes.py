"""Connector refreshes: which connectors an import brought or changed, until someone saw to them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query

from libs.store import refreshes, tenants
from libs.store.refreshes import Refresh
from libs.store.secrets import DRAFT
from services.gateway.auth import AnyKey, PackageWriter
from services.gateway.native.base import Camel
from services.gateway.parts import WithParts

router = APIRouter(prefix="/v1/connectors/refreshes", tags=["Connectors"])


class RefreshView(Camel):
    id: UUID
    connector_id: UUID
    name: str
    uri: str | None
    reason: str
    flow_id: UUID
    version_id: UUID | None
    """The snapshot that holds the connector; none for the draft."""
    job_id: UUID
    requested_at: datetime
    announced_at: datetime | None
    done_at: datetime | None

    @classmethod
    def of(cls, refresh: Refresh) -> Self:
        return cls(
            id=refresh.id,
            connector_id=refresh.connector_id,
            name=refresh.name,
            uri=refresh.uri,
            reason=refresh.reason,
            flow_id=refresh.flow_id,
            version_id=None if refresh.version_id == DRAFT else refresh.version_id,
            job_id=refresh.job_id,
            requested_at=refresh.requested_at,
            announced_at=refresh.announced_at,
            done_at=refresh.done_at,
        )


class RefreshList(Camel):
    items: list[RefreshView]


@router.get("")
async def list_open(
    parts: WithParts,
    acting: AnyKey,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> RefreshList:
    """Connectors that are still to be refreshed, the longest waiting first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await refreshes.list_open(tx, acting.tenant_id, limit=limit, offset=offset)
    return RefreshList(items=[RefreshView.of(one) for one in found])


@router.post("/{refresh_id}/done")
async def mark_done(parts: WithParts, acting: PackageWriter, refresh_id: UUID) -> RefreshView:
    """Say that the connector was refreshed. Saying it again changes nothing."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        done = await refreshes.done(tx, acting.tenant_id, refresh_id, acting.caller.builder_id)
    return RefreshView.of(done)
