"""The bytes of the package that a job imports, checked against what was recorded of them."""

import asyncio
import hashlib

from libs.contracts.jobs import ImportRequest, TokenPackage
from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealed_stream import OpeningStream
from libs.objects.sealing import SealBroken
from libs.objects.store import ObjectMissing
from libs.runtime import package_objects
from libs.runtime.package_objects import PackageObject
from libs.runtime.service import Runtime
from libs.store import uploads
from libs.store.jobs import Claim
from libs.store.uploads import Upload


async def fetch(runtime: Runtime, claim: Claim, request: ImportRequest) -> bytes:
    """Raises `ProblemError` when the object is gone or is not the one that was recorded."""
    if request.token_package is not None:
        return await _shared(runtime, request.token_package)
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        upload = await uploads.find(tx, claim.tenant_id, claim.job_id)
    if upload is None:
        raise _mismatch("The upload is not recorded any more.")
    return await _uploaded(runtime, upload)


async def _shared(runtime: Runtime, shared: TokenPackage) -> bytes:
    digest = bytes.fromhex(shared.digest)
    package = PackageObject(shared.tenant_id, shared.object_key, digest, shared.sealed)
    return await package_objects.read(runtime.objects, runtime.sealer, package)


async def _uploaded(runtime: Runtime, upload: Upload) -> bytes:
    context = contexts.upload(upload.tenant_id, upload.job_id)
    opening = OpeningStream(runtime.sealer, context=context)
    try:
        sealed = await runtime.objects.get(upload.object_key)
        data = await asyncio.to_thread(lambda: opening.update(sealed) + opening.finish())
    except (ObjectMissing, SealBroken):
        raise _mismatch("It could not be read back from the object store.") from None
    if len(data) != upload.size:
        raise _mismatch(f"It has {len(data)} bytes in place of {upload.size}.")
    if (await asyncio.to_thread(hashlib.sha256, data)).digest() != upload.digest:
        raise _mismatch("Its SHA-256 is not the one that was recorded.")
    return data


def _mismatch(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.OBJECT_DIGEST_MISMATCH, detail)
