"""Drafts, made, changed and deleted, and the flows that have a snapshot."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows import kinds
from libs.flows.model import Part
from libs.store import drafts, environments, snapshots
from services.gateway.auth import FlowWriter, PackageReader
from services.gateway.filters import WithFilter
from services.gateway.ids import EnvironmentId, Id, IdAsText
from services.gateway.parts import WithParts
from services.gateway.platform.editing import Desk, editing
from services.gateway.platform.flow_views import active_view, draft_view
from services.gateway.platform.said import said_in
from services.gateway.shapes.flow import FlowRequestAPI, FlowResponse, FlowResponseAPI

router = APIRouter(prefix="/api/draw/1/flow", tags=["Flow"])


@router.get("")
async def list_drafts(
    parts: WithParts, acting: PackageReader, wanted: WithFilter
) -> list[FlowResponseAPI]:
    """Drafts of the tenant."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await drafts.list_flows(tx, acting.tenant_id, wanted.contained)
    return [draft_view(flow) for flow in found if wanted.admits(flow.name)]


@router.get("/active")
async def list_snapshotted(
    parts: WithParts, acting: PackageReader, wanted: WithFilter
) -> list[FlowResponse]:
    """Flows that have a snapshot: of each the default, else the latest active, else the latest."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await snapshots.list_snapshotted(
            tx, acting.tenant_id, name_contains=wanted.contained
        )
    return [active_view(one) for one in found if wanted.admits(one.name)]


@router.get("/active/name/{name}")
async def get_active_by_name(parts: WithParts, acting: PackageReader, name: str) -> FlowResponse:
    """One flow that has a snapshot, by name."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await snapshots.list_snapshotted(tx, acting.tenant_id, name=name)
    if not found:
        raise ProblemError(ErrorCode.FLOW_NOT_FOUND, f"No flow with a snapshot is called '{name}'.")
    return active_view(found[0])


@router.get("/active/environment/{environmentId}")
async def list_deployed(
    parts: WithParts, acting: PackageReader, environment_id: EnvironmentId, wanted: WithFilter
) -> list[FlowResponse]:
    """Flows that are deployed to an environment."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await environments.get(tx, acting.tenant_id, environment_id)
        found = await snapshots.list_deployed(
            tx, acting.tenant_id, environment_id, name_contains=wanted.contained
        )
    return [active_view(one) for one in found if wanted.admits(one.name)]


@router.get("/active/{id}")
async def get_active(parts: WithParts, acting: PackageReader, flow_id: Id) -> FlowResponse:
    """One flow that has a snapshot, by id."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await snapshots.list_snapshotted(tx, acting.tenant_id, flow_id=flow_id)
    if not found:
        raise ProblemError(ErrorCode.FLOW_NOT_FOUND, f"There is no snapshot of {flow_id}.")
    return active_view(found[0])


@router.get("/{id}")
async def get_draft(parts: WithParts, acting: PackageReader, flow_id: Id) -> FlowResponseAPI:
    """One draft."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return draft_view(await drafts.get_flow(tx, acting.tenant_id, flow_id))


@router.post("")
async def save_flow(parts: WithParts, acting: FlowWriter, asked: FlowRequestAPI) -> FlowResponseAPI:
    """Make a flow with the element it starts with, or change the one of the `id` given."""
    said = said_in(asked)
    async with editing(parts, acting) as desk:
        existing = await _existing(desk, asked)
        if existing is None:
            return draft_view(await desk.create_flow(said))
        return draft_view((await desk.save(kinds.FLOW, said, existing)).part)


async def _existing(desk: Desk, asked: FlowRequestAPI) -> Part | None:
    """Raises request.malformed for an id that is none."""
    flow_id = asked.id and asked.id.id
    if not flow_id:
        return None
    try:
        keys = [(kinds.FLOW, UUID(flow_id))]
    except ValueError:
        detail = "The body's `id.id` is not an id."
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, detail) from None
    return next(iter(await drafts.parts(desk.tx, desk.tenant_id, keys)), None)


@router.delete("/{id}", response_class=Response)
async def delete_flow(parts: WithParts, acting: FlowWriter, flow_id: IdAsText) -> None:
    """Delete a draft that no other flow calls; its snapshots, and what runs, stay."""
    async with editing(parts, acting) as desk:
        await desk.delete(await drafts.get_flow(desk.tx, desk.tenant_id, flow_id))
