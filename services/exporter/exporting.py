"""One export: the snapshot's package in the object store, a token if asked, and the job's end."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID

from libs.contracts.jobs import ExportRequest, ExportResult, Progress
from libs.contracts.plans import ElementName
from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.job_inputs import open_input
from libs.runtime.package_objects import keep, named
from libs.runtime.packing import Snapshot, read_snapshot
from libs.runtime.service import Runtime
from libs.runtime.work import report
from libs.store import job_inputs, job_secrets, jobs, packages
from libs.store.database import Transaction
from libs.store.jobs import Claim
from libs.store.packages import NewToken, StoredPackage
from services.exporter.announcing import announce
from services.exporter.finishing import Finished, Keys, finish

TOKEN_SHOWN: Final = timedelta(hours=1)
"""How long the key that asked may read a new token from the job's result; then only hash stays."""


async def run_export(runtime: Runtime, claim: Claim) -> None:
    """Raises `ProblemError` for what can never succeed."""
    request = ExportRequest.model_validate(claim.request)
    await report(runtime, claim, Progress(stage="reading"))
    async with runtime.database.transaction([claim.tenant_id], isolated=True) as tx:
        snapshot = await read_snapshot(tx, claim.tenant_id, request)
        passphrase = await _passphrase(tx, runtime, claim) if request.with_passphrase else None
    keys = Keys(runtime.sealer, runtime.signer, passphrase)
    finished = await asyncio.to_thread(finish, snapshot, request, keys)
    await report(runtime, claim, Progress(stage="storing"))
    package = await _store(runtime, claim.tenant_id, snapshot, finished)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        await packages.record(tx, package)
        token_id = await _issue_token(tx, runtime, claim, package) if request.share else None
        result = _result(package, snapshot, finished, token_id)
        await announce(tx, claim, result)
        await jobs.finish(tx, claim, result.model_dump(mode="json"))
    runtime.relay.wake()


async def _passphrase(tx: Transaction, runtime: Runtime, claim: Claim) -> str:
    sealed = await job_inputs.get(tx, claim.tenant_id, claim.job_id)
    if sealed is not None:
        given = open_input(runtime.sealer, claim.tenant_id, claim.job_id, sealed)
        if given.passphrase is not None:
            return given.passphrase.get_secret_value()
    raise ProblemError(ErrorCode.JOB_FAILED, "The passphrase did not come with the job.")


async def _store(
    runtime: Runtime, tenant_id: UUID, snapshot: Snapshot, finished: Finished
) -> StoredPackage:
    package = await asyncio.to_thread(
        named, runtime.sealer, tenant_id, finished.data, has_secrets=finished.has_secrets
    )
    await keep(runtime.objects, runtime.sealer, package, finished.data)
    return StoredPackage(
        tenant_id=tenant_id,
        object_key=package.object_key,
        digest=package.digest,
        size=len(finished.data),
        sealed=package.sealed,
        flow_id=snapshot.main.content.flow.id,
        version_id=snapshot.main.version_id,
    )


async def _issue_token(
    tx: Transaction, runtime: Runtime, claim: Claim, package: StoredPackage
) -> UUID:
    token, token_id = Credential.make(CredentialKind.TOKEN), new_id()
    await packages.issue(tx, package, NewToken(token_id, token.hash, claim.requested_by))
    context = contexts.job_secret(claim.tenant_id, claim.job_id)
    sealed = runtime.sealer.seal(token.reveal().encode(), context=context)
    await job_secrets.put(tx, claim.tenant_id, claim.job_id, sealed, TOKEN_SHOWN)
    return token_id


def _result(
    package: StoredPackage, snapshot: Snapshot, finished: Finished, token_id: UUID | None
) -> ExportResult:
    return ExportResult(
        flow_id=package.flow_id,
        version_id=package.version_id,
        object_key=package.object_key,
        digest=package.digest.hex(),
        size=package.size,
        sealed=package.sealed,
        token_id=token_id,
        blanked=finished.blanked,
        likely_secrets=finished.likely_secrets,
        encrypted=finished.encrypted,
        subflows=finished.united.subflows,
        missing_subflows=snapshot.missing_subflows,
        overruled=tuple(
            ElementName(kind=one.kind, id=one.id, name=one.name)
            for one in finished.united.overruled
        ),
    )
