"""One import, from the stored bytes to the tenant: read, stage, then all of it or nothing."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from libs.contracts.jobs import ImportRequest, ImportResult, MappedUri, Progress
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import SERVICE
from libs.flows.model import Json, Package
from libs.flows.read import Limits, read_package
from libs.flows.secret_slots import secret_slots
from libs.flows.uris import UriMapping, map_uris
from libs.runtime.metrics import IMPORTED_ELEMENTS
from libs.runtime.service import Runtime
from libs.runtime.work import report
from libs.store import cultures, elements, jobs, snapshots, staging, tenants
from libs.store.database import Transaction
from libs.store.jobs import Claim
from libs.store.secrets import DRAFT
from services.importer import draft, passwords, snapshot
from services.importer.announcing import announce
from services.importer.applied import Applied, shown_uri, uri_of
from services.importer.fetch import fetch
from services.importer.staged import Staged


async def run_import(runtime: Runtime, claim: Claim) -> None:
    """Raises `Fault` and `ProblemError` for what can never succeed; nothing is changed then."""
    request = ImportRequest.model_validate(claim.request)
    await report(runtime, claim, Progress(stage="fetching"))
    data = await fetch(runtime, claim, request)
    await report(runtime, claim, Progress(stage="reading"))
    package = await asyncio.to_thread(read_package, data, Limits(bytes=runtime.settings.body_limit))
    _check_flow(package, request)
    slots = await asyncio.to_thread(secret_slots, package.parts, package.rest)
    overlays, unmatched = _mapped(package, request.uri_mappings)
    await report(runtime, claim, Progress(stage="staging", total=len(package.parts)))
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        manifest = await staging.stage(tx, claim.tenant_id, claim.job_id, package)
    await report(runtime, claim, Progress(stage="applying", total=len(package.parts)))
    staged = Staged(claim, request, package, manifest, overlays, unmatched, slots)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        applied = await _apply(tx, runtime, staged)
    runtime.relay.wake()
    for verdict in ("created", "updated", "identical", "removed"):
        IMPORTED_ELEMENTS.labels(verdict=verdict).inc(getattr(applied, verdict))


def _check_flow(package: Package, request: ImportRequest) -> None:
    expected = request.expected_flow_id
    if expected is not None and expected != package.flow.id:
        raise ProblemError(
            ErrorCode.IMPORT_OTHER_FLOW,
            f"The address names the flow {expected}, the package holds {package.flow.id}.",
        )


def _mapped(
    package: Package, mappings: tuple[MappedUri, ...]
) -> tuple[Mapping[UUID, Json], tuple[MappedUri, ...]]:
    """Merge patches by connector, and the mappings that no connector of the package answers to."""
    overlays = map_uris(package.parts, [UriMapping(one.from_, one.to) for one in mappings])
    uris = [uri_of(part) for part in package.parts if part.kind == SERVICE]
    return overlays, tuple(one for one in mappings if one.from_ not in uris)


async def _apply(tx: Transaction, runtime: Runtime, staged: Staged) -> Applied:
    """Everything that the import writes, and the end of its job."""
    tenant_id, package = staged.tenant_id, staged.package
    revision = (await tenants.lock(tx, [tenant_id]))[tenant_id]
    if not staged.request.overwrite_existing:
        await _refuse_conflicts(tx, staged)
    previous = await snapshots.latest(tx, tenant_id, package.flow.id)
    write = snapshot.write if staged.request.is_snapshot else draft.write
    applied = await write(tx, staged)
    version_id = applied.version_id or DRAFT
    await passwords.put(tx, runtime.sealer, tenant_id, version_id, package)
    if applied.changed:
        sources = [DRAFT] if previous is None else [DRAFT, previous.version_id]
        await passwords.inherit(tx, tenant_id, version_id, staged.keys, sources)
        await passwords.drop_stale(tx, tenant_id, version_id, staged, applied)
        await cultures.merge(tx, tenant_id, package.cultures)
    result = ImportResult(
        flow_id=package.flow.id,
        version_id=applied.version_id,
        snapshot=staged.request.is_snapshot,
        created=applied.created,
        updated=applied.updated,
        identical=applied.identical,
        removed=applied.removed,
        connectors=applied.connectors,
        unmatched_mappings=tuple(
            MappedUri(from_=shown_uri(one.from_), to=shown_uri(one.to)) for one in staged.unmatched
        ),
        missing_secrets=await passwords.missing(tx, tenant_id, version_id, staged),
    )
    await announce(tx, staged.claim, result, revision)
    await jobs.finish(tx, staged.claim, result.model_dump(mode="json"))
    return applied


async def _refuse_conflicts(tx: Transaction, staged: Staged) -> None:
    existing = await elements.existing(tx, staged.tenant_id, staged.keys)
    if existing:
        raise ProblemError(
            ErrorCode.IMPORT_CONFLICT,
            f"{len(existing)} of the package's {len(staged.keys)} elements are in the tenant.",
            existingElements=[
                {"kind": one.kind, "id": str(one.id), "name": one.name} for one in existing
            ],
        )
