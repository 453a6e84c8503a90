"""Everything that lies sealed for good, brought under the first of the configured master keys.

The services run on meanwhile: each row or object opens before and after, and none of them is read
by its old bytes once the new ones are there. Running it again finds less to do, until nothing.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from libs.objects.envelope import unwrap, wrap
from libs.objects.sealing import MOST_HEADER_BYTES, Context, SealBroken, Sealer, key_id_of
from libs.objects.store import ObjectMissing, ObjectStore
from libs.runtime import package_objects
from libs.runtime.package_objects import PackageObject
from libs.store import packages, rotation, uploads
from libs.store.database import Database
from libs.store.rotation import Held

PACKAGE: Final = "package"
UPLOAD: Final = "upload"
UNREADABLE: Final = "unreadable"


@dataclass(slots=True)
class Tally:
    """Of what: `secret`, `binding`, `environment-variable`, `tenant-identity`, `package`."""

    changed: Counter[str] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(master key, what) that does not open: the key is not configured, or it is damaged."""
    passing: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(master key, what) that goes away by itself: what jobs under way were given and gave."""

    @property
    def needed(self) -> set[str]:
        """Master keys that something still needs."""
        return {key for key, _ in [*self.lost, *self.passing]}


async def rotate(database: Database, objects: ObjectStore, sealer: Sealer) -> Tally:
    """Goes through all tenants, one transaction each, then through their packages."""
    tally, after = Tally(), None
    while True:
        async with database.transaction() as tx:
            tenants = await rotation.tenants(tx, after)
        if not tenants:
            return tally
        for tenant_id in tenants:
            await _rotate_rows(database, sealer, tenant_id, tally)
            await _rotate_packages(database, objects, sealer, tenant_id, tally)
            await _count_passing(database, objects, sealer, tenant_id, tally)
        after = tenants[-1]


@dataclass(slots=True)
class _Batch:
    wrapped: list[tuple[UUID, bytes]] = field(default_factory=list)
    sealed: list[tuple[UUID, bytes]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


async def _rotate_rows(database: Database, sealer: Sealer, tenant_id: UUID, tally: Tally) -> None:
    async with database.transaction([tenant_id]) as tx:
        held = await rotation.held(tx, tenant_id)
        batch = await asyncio.to_thread(_renewed, sealer, tenant_id, held)
        await rotation.rewrap(tx, tenant_id, batch.wrapped)
        await rotation.reseal(tx, tenant_id, batch.sealed)
    tally.changed += batch.tally.changed
    tally.lost += batch.tally.lost


def _renewed(sealer: Sealer, tenant_id: UUID, held: list[Held]) -> _Batch:
    batch = _Batch()
    for one in held:
        key_id = _key_id(one.sealed if one.wrapped is None else one.wrapped)
        if key_id == sealer.current:
            continue
        try:
            if one.wrapped is None:
                context = Context(tenant_id, one.purpose, one.names)
                plain = sealer.open(one.sealed, context=context)
                batch.sealed.append((one.content_id, sealer.seal(plain, context=context)))
            else:
                names = {"tenant_id": tenant_id, "content_id": one.content_id}
                data_key = unwrap(sealer, one.wrapped, **names)
                batch.wrapped.append((one.content_id, wrap(sealer, data_key, **names)))
        except SealBroken:
            batch.tally.lost[key_id, one.purpose] += 1
        else:
            batch.tally.changed[one.purpose] += 1
    return batch


async def _rotate_packages(
    database: Database, objects: ObjectStore, sealer: Sealer, tenant_id: UUID, tally: Tally
) -> None:
    async with database.transaction([tenant_id]) as tx:
        stored = await packages.list_sealed(tx, tenant_id)
    for one in stored:
        package = PackageObject(tenant_id, one.object_key, one.digest, sealed=True)
        try:
            if await package_objects.reseal(objects, sealer, package):
                tally.changed[PACKAGE] += 1
        except SealBroken:
            start = await objects.get_start(one.object_key, MOST_HEADER_BYTES)
            tally.lost[_key_id(start), PACKAGE] += 1
        except ObjectMissing:  # it can be exported again, under whichever key is then the first
            continue


async def _count_passing(
    database: Database, objects: ObjectStore, sealer: Sealer, tenant_id: UUID, tally: Tally
) -> None:
    async with database.transaction([tenant_id]) as tx:
        sealed = await rotation.passing(tx, tenant_id)
        waiting = await uploads.of_tenant(tx, tenant_id)
    for object_key in waiting:
        try:
            sealed.append((UPLOAD, await objects.get_start(object_key, MOST_HEADER_BYTES)))
        except ObjectMissing:  # its job has just ended, or its body is still on its way
            continue
    for what, data in sealed:
        if (key_id := _key_id(data)) != sealer.current:
            tally.passing[key_id, what] += 1


def _key_id(sealed: bytes) -> str:
    try:
        return key_id_of(sealed)
    except SealBroken:
        return UNREADABLE
