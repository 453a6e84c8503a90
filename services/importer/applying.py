"""Carrying out plans: drafts or snapshots, secrets, cultures, what is remembered, and the news."""

from collections.abc import Sequence
from uuid import UUID

from libs.flows.kinds import FLOW
from libs.runtime.clock import new_id, now
from libs.runtime.kept_bindings import keep
from libs.runtime.service import Runtime
from libs.store import cultures, drafts, element_mappings, import_runs, publishing, snapshots
from libs.store.database import Transaction
from libs.store.drafts import Staged
from libs.store.publishing import Publication
from libs.store.secrets import DRAFT
from services.importer import passwords
from services.importer.planned import Planned
from services.importer.received import Received


async def apply(
    tx: Transaction,
    runtime: Runtime,
    received: Received,
    planned: Sequence[Planned],
    revision: int,
) -> list[UUID | None]:
    """The version under which each package came to stand; None for the draft.

    The tenant is locked. From here on what it had before is recorded, for the way back.
    """
    tenant_id, claim = received.tenant_id, received.claim
    await import_runs.begin(tx, claim.job_id)
    if received.request.automatic_snapshot_comment is not None:
        await _keep_draft(tx, received, planned)
    versions = [await _write(tx, runtime, tenant_id, one, revision) for one in planned]
    if received.request.keep_bindings:
        await keep(tx, runtime.sealer, tenant_id, received.given)
    await import_runs.record(tx, tenant_id, claim.job_id, received.flow.id, revision)
    return versions


async def _keep_draft(tx: Transaction, received: Received, planned: Sequence[Planned]) -> None:
    """A snapshot of the flow's draft as it was, where there is one."""
    flow_id = received.flow.id
    if any((had.kind, had.id) == (FLOW, flow_id) for one in planned for had in one.plan.existing):
        new = Publication(
            version_id=new_id(),
            now=now(),
            created_by=received.claim.requested_by,
            comment=received.request.automatic_snapshot_comment,
        )
        await publishing.create_from_draft(tx, received.tenant_id, flow_id, new)


async def _write(
    tx: Transaction, runtime: Runtime, tenant_id: UUID, planned: Planned, revision: int
) -> UUID | None:
    arrival, place = planned.arrival, planned.place
    version_id = None
    if place is None:
        staged = Staged(arrival.package, planned.manifest)
        await drafts.apply(tx, tenant_id, revision, staged, planned.plan.changes)
    else:
        placed = await snapshots.insert(tx, tenant_id, place.new, fresh_id=place.fresh_id)
        version_id = placed.version_id
    await passwords.write(tx, runtime.sealer, tenant_id, version_id or DRAFT, planned)
    if planned.is_new:
        await cultures.merge(tx, tenant_id, arrival.package.cultures)
        await element_mappings.remember(tx, tenant_id, arrival.remembered)
    return version_id
