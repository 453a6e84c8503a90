"""Reading a stored package back: opened where it lies sealed, and checked against its digest."""

import asyncio
import hashlib
from uuid import UUID

from libs.contracts.jobs import ExportResult
from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealing import Sealer
from libs.objects.store import ObjectMissing
from libs.store import job_secrets
from libs.store.jobs import Job
from services.gateway.auth import Acting
from services.gateway.parts import Parts


async def stored_package(parts: Parts, tenant_id: UUID, result: ExportResult) -> bytes:
    """The exact bytes that were exported. Raises `object.digest-mismatch`."""
    try:
        stored = await parts.objects.get(result.object_key)
    except ObjectMissing:
        raise _mismatch("is no longer in the object store") from None
    # Tens of milliseconds for a large package: in a thread, so that no other caller waits for it.
    return await asyncio.to_thread(_opened, parts.sealer, tenant_id, result, stored)


def _opened(sealer: Sealer, tenant_id: UUID, result: ExportResult, stored: bytes) -> bytes:
    if result.sealed:
        stored = sealer.open(stored, context=contexts.package(tenant_id, result.object_key))
    if hashlib.sha256(stored).hexdigest() != result.digest:
        raise _mismatch("is not what the exporter wrote")
    return stored


async def issued_token(parts: Parts, acting: Acting, job: Job) -> str | None:
    """The sharing token of an export: for the key that asked alone, and for an hour."""
    async with parts.database.transaction([job.tenant_id]) as tx:
        sealed = await job_secrets.get(tx, job.tenant_id, job.id, acting.caller.key_id)
    if sealed is None:
        return None
    context = contexts.job_secret(job.tenant_id, job.id)
    return parts.sealer.open(sealed, context=context).decode()


def _mismatch(what: str) -> ProblemError:
    return ProblemError(ErrorCode.OBJECT_DIGEST_MISMATCH, f"The package of this job {what}.")
