"""The draft: a tenant's current elements, one narrow row each, and the writing of an import."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import COLLECTIONS, FLOW, Kind
from libs.flows.model import Digest, Part
from libs.flows.plan import Change, TargetElement
from libs.store import cultures
from libs.store.content import Content, part_of, with_guids_of
from libs.store.database import Transaction
from libs.store.secrets import DRAFT
from libs.store.staging import stamp_digest
from libs.store.storable import label

_KIND_ORDER: Final = {kind: position for position, kind in enumerate(COLLECTIONS.values())}


async def target_state(
    tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]
) -> list[TargetElement]:
    """What a plan needs to know: the elements named, and all that the flows among them own."""
    wanted = list(keys)
    kinds, ids = [kind for kind, _ in wanted], [element_id for _, element_id in wanted]
    return [
        TargetElement(**row) for row in await tx.fetch("drafts.target_state", tenant_id, kinds, ids)
    ]


async def apply(
    tx: Transaction,
    tenant_id: UUID,
    flow_id: UUID,
    manifest: Digest,
    changes: Sequence[Change],
) -> None:
    """Writes a plan's changes to the draft in one statement.

    Created and updated elements have been staged before, and count as imported. Identical ones are
    not touched. Removed ones go with their draft secrets. The tenant is locked by the caller.
    """
    written = [
        (change, change.part)
        for change in changes
        if change.verdict in ("create", "update") and change.part is not None
    ]
    flows = {change.id for change in changes if change.kind == FLOW}
    removed = [change for change in changes if change.verdict == "remove"]
    parts = [part for _, part in written]
    await tx.execute(
        "drafts.apply",
        tenant_id,
        flow_id,
        manifest,
        [change.kind for change in removed],
        [change.id for change in removed],
        DRAFT,
        [part.kind for part in parts],
        [part.id for part in parts],
        [part.flow_id for part in parts],
        [label(part.name) for part in parts],
        [part.digest for part in parts],
        [change.overlay for change, _ in written],
        [change.digest for change, _ in written],
        [stamp_digest(part.stamp) for part in parts],
        [part.version_id for part in parts],
        [None if part.modified is None else label(part.modified) for part in parts],
        sorted(flows | {flow_id}),
    )


async def load(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Content:
    """The flow, what it owns, and every shared element of the tenant, in the platform's order.

    Which shared elements belong to the flow, libs.flows.references.closure tells. The cultures are
    those of the flow's last import, then the tenant's others: a shared element may have texts in
    them. Raises flow.not-found.
    """
    parts = [part_of(row) for row in await tx.fetch("drafts.parts", tenant_id, flow_id)]
    remainder = await tx.fetchrow("drafts.remainder", tenant_id, flow_id)
    if remainder is None or not any(part.kind == FLOW for part in parts):
        raise _not_found(flow_id)
    parts.sort(key=lambda part: _KIND_ORDER.get(part.kind, len(_KIND_ORDER)))
    of_tenant = await cultures.of_tenant(tx, tenant_id)
    of_flow = with_guids_of(of_tenant, remainder["cultures"])
    named = {culture.key for culture in of_flow}
    others = tuple(culture for key, culture in of_tenant.items() if key not in named)
    return Content(tuple(parts), of_flow + others, remainder["rest"])


async def list_flows(
    tx: Transaction, tenant_id: UUID, name_contains: str | None = None
) -> list[Part]:
    """The tenant's draft flows, by name. `name_contains` is a part of it, whatever its case."""
    return [part_of(row) for row in await tx.fetch("drafts.flows", tenant_id, None, name_contains)]


async def get_flow(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Part:
    """Raises flow.not-found."""
    row = await tx.fetchrow("drafts.flows", tenant_id, flow_id, None)
    if row is None:
        raise _not_found(flow_id)
    return part_of(row)


def _not_found(flow_id: UUID) -> ProblemError:
    return ProblemError(ErrorCode.FLOW_NOT_FOUND, f"The tenant has no draft of a flow {flow_id}.")
