"""From the stored bytes, or another tenant's snapshot, to a package that may be looked at."""

import asyncio

from libs.contracts.bindings import JobInput
from libs.contracts.jobs import ImportRequest, JobKind, Progress, SnapshotSource
from libs.contracts.plans import Signer
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.issues import Issue
from libs.flows.model import Package
from libs.flows.read import Limits, read_package
from libs.flows.subflows import divided
from libs.objects.sealed_files import is_sealed_file, open_file
from libs.runtime.job_inputs import open_input
from libs.runtime.packing import gathered, read_snapshot
from libs.runtime.service import Runtime
from libs.runtime.signing import judge, refuse_unsigned, shown
from libs.runtime.tenant_identity import identity_of
from libs.runtime.work import report
from libs.store import job_inputs, tenant_settings, tenants
from libs.store.jobs import Claim
from services.importer.fetch import fetch
from services.importer.received import Received


async def receive(runtime: Runtime, claim: Claim) -> Received:
    """Raises `Fault` and `ProblemError` for what can never succeed."""
    request = ImportRequest.model_validate(claim.request)
    await report(runtime, claim, Progress(stage="fetching"))
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        path = (await tenants.get(tx, claim.tenant_id)).path
        setting = (await tenant_settings.get(tx, claim.tenant_id)).unsigned_packages
        sealed = await job_inputs.get(tx, claim.tenant_id, claim.job_id)
    given = JobInput()
    if sealed is not None:
        given = open_input(runtime.sealer, claim.tenant_id, claim.job_id, sealed)
    issues: tuple[Issue, ...] = ()
    signer: Signer | None = None
    if request.snapshot is not None:
        package = await _snapshot(runtime, request.snapshot)
    else:
        data = await _opened(runtime, claim, given, await fetch(runtime, claim, request))
        await report(runtime, claim, Progress(stage="reading"))
        package = await asyncio.to_thread(_read, runtime, claim, data)
        issues = judge(package.provenance, setting, runtime.signer)
        if claim.kind is not JobKind.PLAN:
            refuse_unsigned(issues)
        signer = shown(package.provenance, runtime.signer)
    _check_flow(package, request)
    return Received(
        claim=claim,
        request=request,
        flow=package.flow,
        packages=await asyncio.to_thread(divided, package) if request.is_snapshot else (package,),
        given=given.bindings,
        issues=issues,
        signer=signer,
        path=path,
    )


async def _snapshot(runtime: Runtime, source: SnapshotSource) -> Package:
    """What the snapshot's export would hold. It never left Sluice: nobody has to vouch for it."""
    async with runtime.database.transaction([source.tenant_id]) as tx:
        snapshot = await read_snapshot(tx, source.tenant_id, source)
    return (await asyncio.to_thread(gathered, snapshot, runtime.sealer)).package


async def _opened(runtime: Runtime, claim: Claim, given: JobInput, data: bytes) -> bytes:
    """A file sealed to a passphrase or to this tenant's public key, opened; any other as it is."""
    if not is_sealed_file(data):
        return data
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        identity = await identity_of(tx, runtime.sealer, claim.tenant_id)
    passphrase = None if given.passphrase is None else given.passphrase.get_secret_value()
    return await asyncio.to_thread(open_file, data, passphrase=passphrase, identity=identity)


def _read(runtime: Runtime, claim: Claim, data: bytes) -> Package:
    """A plan tells of an altered package as one issue among all; an import refuses it at once."""
    limits = Limits(bytes=runtime.settings.body_limit)
    return read_package(data, limits, altered_too=claim.kind is JobKind.PLAN)


def _check_flow(package: Package, request: ImportRequest) -> None:
    expected = request.expected_flow_id
    if expected is not None and expected != package.flow.id:
        raise ProblemError(
            ErrorCode.IMPORT_OTHER_FLOW,
            f"The address names the flow {expected}, the package holds {package.flow.id}.",
        )
