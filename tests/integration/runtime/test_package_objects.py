"""Packages in the object store: named, sealed, checked, and mended when they are exported again."""

import hashlib
from uuid import UUID, uuid4

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStore
from libs.runtime.package_objects import keep, named, read

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
SEALER = Sealer(OLD)


@pytest.fixture
def tenant() -> UUID:
    return uuid4()


@pytest.mark.parametrize("has_secrets", [False, True])
async def test_a_package_is_read_back_as_it_was_kept(
    objects: ObjectStore, tenant: UUID, has_secrets: bool
) -> None:
    package = named(SEALER, tenant, b"a package", has_secrets=has_secrets)
    await keep(objects, SEALER, package, b"a package")
    assert await read(objects, SEALER, package) == b"a package"
    stored = await objects.get(package.object_key)
    assert (stored == b"a package") is not has_secrets


def test_without_secrets_the_digest_is_the_sha_256_and_with_them_it_tells_a_stranger_nothing(
    tenant: UUID,
) -> None:
    plain = hashlib.sha256(b"a package").hexdigest()
    assert named(SEALER, tenant, b"a package", has_secrets=False).digest.hex() == plain
    keyed = named(SEALER, tenant, b"a package", has_secrets=True)
    assert plain not in keyed.object_key
    others = [
        named(SEALER, uuid4(), b"a package", has_secrets=True),
        named(Sealer(NEW), tenant, b"a package", has_secrets=True),
    ]
    assert keyed.digest not in {one.digest for one in others} | {bytes.fromhex(plain)}
    assert named(SEALER, tenant, b"a package", has_secrets=True) == keyed


@pytest.mark.parametrize("has_secrets", [False, True])
async def test_a_damaged_package_is_not_handed_out_and_is_mended_by_the_next_export(
    objects: ObjectStore, tenant: UUID, has_secrets: bool
) -> None:
    package = named(SEALER, tenant, b"a package", has_secrets=has_secrets)
    await objects.put_once(package.object_key, b"something else")
    with pytest.raises(ProblemError) as caught:
        await read(objects, SEALER, package)
    assert caught.value.problem.code == ErrorCode.OBJECT_DIGEST_MISMATCH
    await keep(objects, SEALER, package, b"a package")
    assert await read(objects, SEALER, package) == b"a package"


async def test_a_whole_package_is_not_written_again(objects: ObjectStore, tenant: UUID) -> None:
    package = named(SEALER, tenant, b"a package", has_secrets=True)
    await keep(objects, SEALER, package, b"a package")
    sealed = await objects.get(package.object_key)
    await keep(objects, SEALER, package, b"a package")
    assert await objects.get(package.object_key) == sealed


async def test_it_reads_under_a_newer_key_while_the_older_is_at_hand(
    objects: ObjectStore, tenant: UUID
) -> None:
    package = named(SEALER, tenant, b"a package", has_secrets=True)
    await keep(objects, SEALER, package, b"a package")
    assert await read(objects, Sealer(NEW | OLD), package) == b"a package"
    with pytest.raises(ProblemError) as caught:
        await read(objects, Sealer(NEW), package)
    assert caught.value.problem.code == ErrorCode.OBJECT_DIGEST_MISMATCH
