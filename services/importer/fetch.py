"""The bytes of the package that a job imports, checked against what was recorded of them."""

import asyncio
import hashlib

from libs.contracts.jobs import ImportRequest, TokenPackage
from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealed_stream import OpeningStream
from libs.objects.sealing import SealBroken
from libs.objects.store import ObjectMissing
from libs.runtime.service import Runtime
from libs.store import uploads
from libs.store.jobs import Claim


async def fetch(runtime: Runtime, claim: Claim, request: ImportRequest) -> bytes:
    """Raises `ProblemError` when the object is gone or is not the one that was recorded."""
    try:
        if request.token_package is not None:
            return await _shared(runtime, request.token_package)
        return await _uploaded(runtime, claim)
    except (ObjectMissing, SealBroken):
        raise _mismatch("It could not be read back from the object store.") from None


async def _uploaded(runtime: Runtime, claim: Claim) -> bytes:
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        upload = await uploads.find(tx, claim.tenant_id, claim.job_id)
    if upload is None:
        raise _mismatch("The upload is not recorded any more.")
    opening = OpeningStream(runtime.sealer, context=contexts.upload(claim.tenant_id, claim.job_id))
    sealed = await runtime.objects.get(upload.object_key)
    data = await asyncio.to_thread(lambda: opening.update(sealed) + opening.finish())
    if len(data) != upload.size:
        raise _mismatch(f"It has {len(data)} bytes in place of {upload.size}.")
    return await _checked(data, upload.digest)


async def _shared(runtime: Runtime, package: TokenPackage) -> bytes:
    """Lies in the tenant that shared it, and opens with that tenant's key."""
    data = await runtime.objects.get(package.object_key)
    if package.sealed:
        context = contexts.package(package.tenant_id, package.object_key)
        data = await asyncio.to_thread(runtime.sealer.open, data, context=context)
    return await _checked(data, bytes.fromhex(package.digest))


async def _checked(data: bytes, digest: bytes) -> bytes:
    if (await asyncio.to_thread(hashlib.sha256, data)).digest() != digest:
        raise _mismatch("Its SHA-256 is not the one that was recorded.")
    return data


def _mismatch(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.OBJECT_DIGEST_MISMATCH, detail)
