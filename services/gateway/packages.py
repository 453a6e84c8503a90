"""What an export made, for who asked: the package read back, and the sharing token."""

from uuid import UUID

from libs.contracts.jobs import ExportResult
from libs.objects import contexts
from libs.runtime import package_objects
from libs.runtime.package_objects import PackageObject
from libs.store import job_secrets
from libs.store.jobs import Job
from services.gateway.auth import Acting
from services.gateway.parts import Parts


async def stored_package(parts: Parts, tenant_id: UUID, result: ExportResult) -> bytes:
    """The exact bytes that were exported. Raises `object.digest-mismatch`."""
    digest = bytes.fromhex(result.digest)
    package = PackageObject(tenant_id, result.object_key, digest, result.sealed)
    return await package_objects.read(parts.objects, parts.sealer, package)


async def issued_token(parts: Parts, acting: Acting, job: Job) -> str | None:
    """The sharing token of an export: for the key that asked alone, and for an hour."""
    async with parts.database.transaction([job.tenant_id]) as tx:
        sealed = await job_secrets.get(tx, job.tenant_id, job.id, acting.caller.key_id)
    if sealed is None:
        return None
    context = contexts.job_secret(job.tenant_id, job.id)
    return parts.sealer.open(sealed, context=context).decode()
