"""Drafts and snapshots in the platform's shape of a flow."""

from typing import Any
from uuid import UUID

from libs.contracts.jobs import ImportResult
from libs.flows.image import flow_response
from libs.flows.model import Part
from libs.store import drafts, snapshots
from libs.store.database import Transaction
from libs.store.snapshots import Snapshot
from services.gateway.platform.fitting import fitted
from services.gateway.shapes.flow import FlowResponse, FlowResponseAPI


def draft_view(flow: Part) -> FlowResponseAPI:
    """A draft is no version of the flow, so nothing of it is active."""
    return fitted(FlowResponseAPI, flow_response(flow) | {"isActive": False, "isDefault": False})


def snapshot_view(snapshot: Snapshot) -> FlowResponseAPI:
    return fitted(FlowResponseAPI, flow_response(snapshot.flow) | flags_of(snapshot))


def active_view(snapshot: Snapshot) -> FlowResponse:
    return fitted(FlowResponse, flow_response(snapshot.flow) | flags_of(snapshot))


def flags_of(snapshot: Snapshot) -> dict[str, Any]:
    """What the tenant says of a snapshot, whatever its package said."""
    return {
        "isActive": snapshot.is_active,
        "isDefault": snapshot.is_default,
        "comment": snapshot.comment,
    }


async def imported_flow(tx: Transaction, tenant_id: UUID, result: ImportResult) -> FlowResponseAPI:
    """The flow as the import left it."""
    if result.version_id is None:
        return draft_view(await drafts.get_flow(tx, tenant_id, result.flow_id))
    snapshot = await snapshots.get(tx, tenant_id, result.flow_id, result.version_id)
    return snapshot_view(snapshot)
