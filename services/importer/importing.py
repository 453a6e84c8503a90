"""One import or plan, from the stored bytes to the tenant: all of it, or nothing."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from libs.contracts.jobs import ImportResult, MappedUri, MissingSecret, Progress
from libs.flows.arrival import Arrival
from libs.flows.references import Reference, references
from libs.runtime.metrics import IMPORTED_ELEMENTS
from libs.runtime.service import Runtime
from libs.runtime.work import report
from libs.store import jobs, staging, tenants
from libs.store.database import Transaction
from libs.store.jobs import Claim
from services.importer import refusing
from services.importer.announcing import announce
from services.importer.applying import apply
from services.importer.arriving import Beside, arrivals, read_beside
from services.importer.document import counts, issues, mappings, snapshots
from services.importer.planned import Planned
from services.importer.planning import plan_all
from services.importer.received import Received
from services.importer.receiving import receive


async def run_plan(runtime: Runtime, claim: Claim) -> None:
    """Reads in one view of the database and writes nothing but the end of the job."""
    received = await receive(runtime, claim)
    await report(runtime, claim, Progress(stage="planning", total=received.elements))
    async with runtime.database.transaction(received.path, isolated=True) as tx:
        beside = await read_beside(tx, runtime, received)
        arrived = await asyncio.to_thread(arrivals, received, beside)
        planned = await plan_all(tx, runtime, received, arrived, beside.digest)
        told = await refusing.told(tx, received, planned)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        await jobs.finish(tx, claim, told.model_dump(mode="json"))


async def run_import(runtime: Runtime, claim: Claim) -> None:
    """Raises `Fault` and `ProblemError` for what can never succeed; nothing is changed then."""
    received = await receive(runtime, claim)
    total = received.elements
    await report(runtime, claim, Progress(stage="staging", total=total))
    async with runtime.database.transaction(received.path, isolated=True) as tx:
        beside = await read_beside(tx, runtime, received)
    arrived = await asyncio.to_thread(arrivals, received, beside)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        await _stage(tx, claim, arrived)
    await report(runtime, claim, Progress(stage="applying", total=total))
    async with runtime.database.transaction(received.path) as tx:
        result = await _carry_out(tx, runtime, received, beside, arrived)
    runtime.relay.wake()
    for verdict in ("created", "updated", "identical", "removed"):
        IMPORTED_ELEMENTS.labels(verdict=verdict).inc(getattr(result, verdict))


async def _carry_out(
    tx: Transaction,
    runtime: Runtime,
    received: Received,
    beside: Beside,
    arrived: Sequence[Arrival],
) -> ImportResult:
    """What the tenant has now decides: an arrival that was made of something else is made anew."""
    claim, tenant_id = received.claim, received.tenant_id
    revision = (await tenants.lock(tx, [tenant_id]))[tenant_id]
    present = await read_beside(tx, runtime, received)
    if present.digest != beside.digest:
        arrived = await asyncio.to_thread(arrivals, received, present)
        await _stage(tx, claim, arrived)
    planned = await plan_all(tx, runtime, received, arrived, present.digest)
    await refusing.check(tx, received, planned)
    versions = await apply(tx, runtime, received, planned, revision)
    await announce(tx, claim, planned, versions, revision)
    result = _result(received, planned, versions)
    await jobs.finish(tx, claim, result.model_dump(mode="json"))
    return result


async def _stage(tx: Transaction, claim: Claim, arrived: Sequence[Arrival]) -> None:
    for arrival in arrived:
        found = await asyncio.to_thread(_references, arrival)
        await staging.stage(tx, claim.tenant_id, claim.job_id, arrival.package, found)


def _references(arrival: Arrival) -> Sequence[Reference]:
    """Of the bodies that are staged: what an overlay says is the tenant's alone."""
    return references(arrival.package.parts) if arrival.overlays else arrival.references


def _result(
    received: Received, planned: Sequence[Planned], versions: Sequence[UUID | None]
) -> ImportResult:
    number = counts(planned)
    of_flow = {
        one.arrival.package.flow.id: version for one, version in zip(planned, versions, strict=True)
    }
    return ImportResult(
        flow_id=received.flow.id,
        version_id=of_flow[received.flow.id],
        snapshot=received.request.is_snapshot,
        created=number.create,
        updated=number.update,
        identical=number.identical,
        removed=number.remove,
        kept=number.keep,
        connectors=tuple(connector for one in planned for connector in one.connectors),
        unmatched_mappings=tuple(
            MappedUri(from_=hit.from_, to=hit.to) for hit in mappings(planned) if not hit.connectors
        ),
        missing_secrets=tuple(
            dict.fromkeys(
                MissingSecret(kind=fate.kind, id=fate.id, name=fate.name, slot=fate.slot)
                for one in planned
                for fate in one.plan.secrets
                if fate.fate == "missing"
            )
        ),
        issues=issues(planned),
        snapshots=snapshots(planned),
    )
