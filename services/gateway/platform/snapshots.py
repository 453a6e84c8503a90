"""Snapshots: making them, looking at them, and putting them to use."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Response

from libs.flows.image import flow_image
from libs.runtime.clock import new_id, now
from libs.store import builders, environments, publishing, releases, snapshots, tenants
from libs.store.database import Transaction
from libs.store.publishing import Publication
from libs.store.snapshots import Flags, Snapshot
from services.gateway.auth import FlowWriter, PackageReader
from services.gateway.filters import NameFilter, WithFilter
from services.gateway.ids import AsText
from services.gateway.paging import Page, WithPage
from services.gateway.parts import WithParts
from services.gateway.platform.fitting import fitted
from services.gateway.platform.flow_views import flags_of, snapshot_view
from services.gateway.platform.release_views import environment_view, released_view
from services.gateway.shapes.flow import FlowResponseAPI, FlowResponseAPIItemCollectionResponse
from services.gateway.shapes.image import FlowImageResponseAPI
from services.gateway.shapes.release import ReleasesWithEnvironments

router = APIRouter(prefix="/api/draw", tags=["Snapshot"])


@router.post("/1/flow/snap/{flow}")
async def snap(
    parts: WithParts, acting: FlowWriter, flow: UUID, comment: Annotated[str | None, Body()] = None
) -> FlowResponseAPI:
    """Make a snapshot of the draft; the body is a comment."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        made = await publishing.create_from_draft(
            tx,
            acting.tenant_id,
            flow,
            Publication(new_id(), now(), acting.caller.builder_id, comment),
        )
    return snapshot_view(made)


@router.get("/1/flow/snap/environments/{flow}")
async def list_released(
    parts: WithParts, acting: PackageReader, flow: UUID
) -> ReleasesWithEnvironments:
    """Snapshots of a flow with the releases and environments they are in."""
    tenant_id = acting.tenant_id
    async with parts.database.transaction([tenant_id]) as tx:
        found = await releases.list_released(tx, tenant_id, flow)
        places = await environments.list_environments(tx, tenant_id)
        makers = await builders.by_ids(
            tx, tenant_id, {one.created_by for one in found if one.created_by}
        )
    return ReleasesWithEnvironments(
        releases=[released_view(one, makers) for one in found],
        environments=[environment_view(place) for place in places],
    )


@router.get("/1/flow/snap/{flow}")
async def list_snapshots(
    parts: WithParts, acting: PackageReader, flow: UUID, wanted: WithFilter
) -> list[FlowResponseAPI]:
    """Snapshots of a flow, the newest first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await snapshots.list_snapshots(
            tx, acting.tenant_id, flow, name_contains=wanted.contained
        )
    return [snapshot_view(one) for one in found if wanted.admits(one.name)]


@router.get("/2/flow/snap/{flow}")
async def page_snapshots(
    parts: WithParts, acting: PackageReader, flow: UUID, wanted: WithFilter, page: WithPage
) -> FlowResponseAPIItemCollectionResponse:
    """Snapshots of a flow, page by page, the newest first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found, total = await _on_page(tx, acting.tenant_id, flow, wanted, page)
    return FlowResponseAPIItemCollectionResponse(
        items=[snapshot_view(one) for one in found],
        meta=page.meta(total),
        links=page.links(total),
    )


async def _on_page(
    tx: Transaction, tenant_id: UUID, flow: UUID, wanted: NameFilter, page: Page
) -> tuple[Sequence[Snapshot], int]:
    """What is on the page, and how many there are in all."""
    part = wanted.contained
    if wanted.whole:  # a query knows names that contain the text, not those that are the text
        found = await snapshots.list_snapshots(tx, tenant_id, flow, name_contains=part)
        admitted = [one for one in found if wanted.admits(one.name)]
        return page.cut(admitted), len(admitted)
    window = snapshots.Page(page.size, page.offset)
    found = await snapshots.list_snapshots(tx, tenant_id, flow, name_contains=part, page=window)
    return found, await snapshots.count(tx, tenant_id, flow, name_contains=part)


@router.get("/1/flow/snap/{flow}/{version}")
async def get_snapshot(
    parts: WithParts, acting: PackageReader, flow: AsText, version: AsText
) -> FlowImageResponseAPI:
    """One snapshot with everything in it."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        snapshot = await snapshots.get(tx, acting.tenant_id, flow, version)
        content = await snapshots.load(tx, acting.tenant_id, flow, version)
    image = flow_image(content.parts, content.cultures)
    return fitted(FlowImageResponseAPI, image | flags_of(snapshot))


def _flags(
    is_default: Annotated[bool, Path(alias="isDefault")],
    is_activated: Annotated[bool, Path(alias="isActivated")],
) -> Flags:
    return Flags(is_active=is_activated, is_default=is_default)


@router.post("/1/flow/activation/{flow}/{version}/{isDefault}/{isActivated}")
async def activate(
    parts: WithParts,
    acting: FlowWriter,
    flow: AsText,
    version: AsText,
    flags: Annotated[Flags, Depends(_flags)],
) -> FlowResponseAPI:
    """Activate a snapshot, make it the default, or undo either."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        snapshot = await snapshots.activate(tx, acting.tenant_id, flow, version, flags)
    return snapshot_view(snapshot)


@router.post("/1/flow/deactivate/{flow}", response_class=Response)
async def deactivate(parts: WithParts, acting: FlowWriter, flow: AsText) -> None:
    """Deactivate every snapshot of a flow."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await snapshots.deactivate(tx, acting.tenant_id, flow)
