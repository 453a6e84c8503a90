"""One export: the snapshot's package in the object store, a token if asked, and the job's end."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID

from libs.contracts.events import FlowPackageExported, FlowPackageShared, cloud_event
from libs.contracts.jobs import ExportRequest, ExportResult, Progress
from libs.contracts.messages import event_message
from libs.objects import contexts
from libs.runtime.clock import new_id, now
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.package_objects import keep, named
from libs.runtime.service import Runtime
from libs.runtime.work import report
from libs.store import job_secrets, jobs, outbox, packages, tenants
from libs.store.database import Transaction
from libs.store.jobs import Claim
from libs.store.packages import NewToken, StoredPackage
from services.exporter.packing import Packed, pack, read_snapshot

TOKEN_SHOWN: Final = timedelta(hours=1)
"""How long the key that asked may read a new token from the job's result; then only hash stays."""


async def run_export(runtime: Runtime, claim: Claim) -> None:
    """Raises `ProblemError` for what can never succeed."""
    request = ExportRequest.model_validate(claim.request)
    await report(runtime, claim, Progress(stage="reading"))
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        snapshot = await read_snapshot(tx, claim.tenant_id, request)
    packed = await asyncio.to_thread(pack, snapshot, runtime.sealer, claim.tenant_id)
    await report(runtime, claim, Progress(stage="storing"))
    package = await _store(runtime, claim.tenant_id, request.flow_id, packed)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        await packages.record(tx, package)
        token_id = await _issue_token(tx, runtime, claim, package) if request.share else None
        result = ExportResult(
            flow_id=package.flow_id,
            version_id=package.version_id,
            object_key=package.object_key,
            digest=package.digest.hex(),
            size=package.size,
            sealed=package.sealed,
            token_id=token_id,
            blanked=packed.blanked,
        )
        await _announce(tx, claim, result)
        await jobs.finish(tx, claim, result.model_dump(mode="json"))
    runtime.relay.wake()


async def _store(runtime: Runtime, tenant_id: UUID, flow_id: UUID, packed: Packed) -> StoredPackage:
    package = await asyncio.to_thread(
        named, runtime.sealer, tenant_id, packed.data, has_secrets=packed.has_secrets
    )
    await keep(runtime.objects, runtime.sealer, package, packed.data)
    return StoredPackage(
        tenant_id=tenant_id,
        object_key=package.object_key,
        digest=package.digest,
        size=len(packed.data),
        sealed=package.sealed,
        flow_id=flow_id,
        version_id=packed.version_id,
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


async def _announce(tx: Transaction, claim: Claim, result: ExportResult) -> None:
    tenant = await tenants.get(tx, claim.tenant_id)
    events: list[FlowPackageExported | FlowPackageShared] = [
        FlowPackageExported(
            job_id=claim.job_id,
            flow_id=result.flow_id,
            version_id=result.version_id,
            digest=result.digest,
            size=result.size,
            sealed=result.sealed,
        )
    ]
    if result.token_id is not None:
        events.append(
            FlowPackageShared(
                job_id=claim.job_id,
                flow_id=result.flow_id,
                version_id=result.version_id,
                token_id=result.token_id,
            )
        )
    wrapped = [
        cloud_event(
            event, event_id=new_id(), time=now(), tenant_id=tenant.id, revision=tenant.revision
        )
        for event in events
    ]
    await outbox.add(tx, [event_message(event) for event in wrapped])
