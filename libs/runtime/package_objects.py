"""Packages in the object store: how they are named, sealed, and checked when they are read back.

A package without secrets is known by the SHA-256 of its bytes. Of one that holds secrets that
would tell who guesses a weak password when the guess is right, since the rest of the package is no
secret; it is known by a digest under a key of its tenant instead. That is a name and stays when the
master keys change: what lies under it is vouched for by the seal, which is bound to the name.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.model import Digest
from libs.objects import contexts
from libs.objects.sealing import MOST_HEADER_BYTES, Context, SealBroken, Sealer, key_id_of
from libs.objects.store import ObjectMissing, ObjectStore


@dataclass(frozen=True, slots=True)
class PackageObject:
    tenant_id: UUID
    """Whose it is: it opens with that tenant's key, whoever reads it."""
    object_key: str
    digest: Digest
    """Of the plain bytes: keyed where `sealed`, else SHA-256."""
    sealed: bool
    """It holds secrets, so it lies encrypted."""


def named(sealer: Sealer, tenant_id: UUID, data: bytes, *, has_secrets: bool) -> PackageObject:
    """Where the package belongs. Takes tens of milliseconds for a large one: call it in a thread.

    Equal packages of a tenant have equal names, for as long as the sealing key is the same.
    """
    if has_secrets:
        digest = sealer.fingerprint(data, context=contexts.package_digest(tenant_id))
        return PackageObject(tenant_id, f"{tenant_id}/{digest.hex()}.sealed", digest, sealed=True)
    digest = hashlib.sha256(data).digest()
    return PackageObject(tenant_id, f"{tenant_id}/{digest.hex()}", digest, sealed=False)


async def keep(objects: ObjectStore, sealer: Sealer, package: PackageObject, data: bytes) -> None:
    """Writes the package unless it is there and whole; one that cannot be read is written anew."""
    stored = data
    if package.sealed:
        stored = await asyncio.to_thread(sealer.seal, data, context=_context(package))
    if await objects.put_once(package.object_key, stored):
        return
    try:
        await read(objects, sealer, package)
    except ProblemError:
        await objects.put_file(package.object_key, BytesIO(stored))


async def read(objects: ObjectStore, sealer: Sealer, package: PackageObject) -> bytes:
    """The plain bytes. Raises `object.digest-mismatch` where they are not what was written."""
    try:
        stored = await objects.get(package.object_key)
        return await asyncio.to_thread(_checked, sealer, package, stored)
    except ObjectMissing:
        raise _mismatch("It is no longer in the object store.") from None
    except SealBroken:
        raise _mismatch("It does not open with the sealing keys that are configured.") from None


async def reseal(objects: ObjectStore, sealer: Sealer, package: PackageObject) -> bool:
    """Seals it with the current master key unless it is; tells whether it wrote.

    Raises `ObjectMissing`, and `SealBroken` where its own master key is gone.
    """
    start = await objects.get_start(package.object_key, MOST_HEADER_BYTES)
    if key_id_of(start) == sealer.current:
        return False
    stored = await objects.get(package.object_key)
    await objects.put_file(
        package.object_key, BytesIO(await asyncio.to_thread(_resealed, sealer, package, stored))
    )
    return True


def _resealed(sealer: Sealer, package: PackageObject, stored: bytes) -> bytes:
    context = _context(package)
    return sealer.seal(sealer.open(stored, context=context), context=context)


def _checked(sealer: Sealer, package: PackageObject, data: bytes) -> bytes:
    if package.sealed:
        return sealer.open(data, context=_context(package))
    if hashlib.sha256(data).digest() != package.digest:
        raise _mismatch("Its digest is not the one that was recorded.")
    return data


def _context(package: PackageObject) -> Context:
    return contexts.package(package.tenant_id, package.object_key)


def _mismatch(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.OBJECT_DIGEST_MISMATCH, detail)
