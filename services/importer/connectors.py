"""Connectors that an import brings or changes: each wants a refresh in the tenant."""

from typing import Literal
from uuid import UUID

from libs.contracts.jobs import ChangedConnector
from libs.flows.arrival import Arrival
from libs.flows.kinds import SERVICE
from libs.flows.model import Part
from libs.flows.plan import Plan
from libs.flows.shown_uri import shown_uri
from libs.flows.uris import uri_of
from libs.store import drafts, elements
from libs.store.database import Transaction


def of_draft(arrival: Arrival, plan: Plan) -> tuple[ChangedConnector, ...]:
    """Those that the plan writes."""
    parts = _connectors(arrival)
    return tuple(
        _changed(parts[change.id], known=change.verdict == "update") for change in plan.connectors
    )


async def of_snapshot(
    tx: Transaction, tenant_id: UUID, arrival: Arrival
) -> tuple[ChangedConnector, ...]:
    """Compared with the draft's, else with the newest snapshot's that holds the connector."""
    parts = _connectors(arrival)
    keys = [(SERVICE, id_) for id_ in parts]
    latest = await elements.latest_parts(tx, tenant_id, keys)
    known = {part.id: part.digest for part in latest}
    target = await drafts.target_state(tx, tenant_id, keys)
    known |= {element.id: element.digest for element in target}
    return tuple(
        _changed(part, known=id_ in known)
        for id_, part in parts.items()
        if known.get(id_) != part.digest
    )


def _connectors(arrival: Arrival) -> dict[UUID, Part]:
    """As they will be, overlays applied."""
    return {part.id: part for part in arrival.effective if part.kind == SERVICE}


def _changed(part: Part, *, known: bool) -> ChangedConnector:
    """`known`: the tenant had the connector before, so it is updated rather than created."""
    uri = uri_of(part)
    reason: Literal["created", "updated"] = "updated" if known else "created"
    shown = None if uri is None else shown_uri(uri)
    return ChangedConnector(id=part.id, name=part.name, uri=shown, reason=reason)
