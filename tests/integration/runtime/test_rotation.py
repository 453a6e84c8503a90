"""Another master key: everything that lies sealed follows, and the older key can go."""

import asyncio
import base64
import os
import sys
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.addresses import S3
from libs.flows.kinds import SERVICE, VALUE
from libs.flows.model import Secret
from libs.objects import contexts
from libs.objects.sealing import SealBroken, Sealer
from libs.objects.store import ObjectStore
from libs.runtime.package_objects import PackageObject, keep, named, read
from libs.runtime.rotate import report
from libs.runtime.rotation import rotate
from libs.runtime.tenant_identity import identity_of, recipient_of
from libs.runtime.tenant_secrets import new_secret, open_secret
from libs.store import bindings, environment_variables, environments, job_inputs, packages, secrets
from libs.store.bindings import KeptBinding
from libs.store.database import Database
from libs.store.environment_variables import Variable
from libs.store.packages import StoredPackage
from libs.store.secrets import DRAFT, SealedSecret
from tests.integration.runtime.conftest import a_job, object_store

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
BEFORE, DURING, AFTER = Sealer(OLD), Sealer(NEW | OLD), Sealer(NEW)
EVERYTHING = {
    "secret": 2, "binding": 1, "environment-variable": 1, "tenant-identity": 1, "package": 1
}  # fmt: skip


@dataclass(frozen=True)
class Holder:
    """A tenant that has something sealed in every place."""

    id: UUID
    environment: UUID
    package: PackageObject

    async def opened(self, database: Database, objects: ObjectStore, sealer: Sealer) -> list[str]:
        """Everything of it, in the clear."""
        async with database.transaction([self.id]) as tx:
            held = await secrets.get(tx, self.id, DRAFT)
            ((_, (binding,)),) = await bindings.of_tenants(tx, [self.id])
            (variable,) = await environment_variables.of_environment(tx, self.id, self.environment)
            identity = await identity_of(tx, sealer, self.id)
        place = contexts.binding(self.id, SERVICE, "Orders", "password")
        bound = sealer.open(binding.sealed, context=place)
        assert variable.sealed is not None
        value = sealer.open(variable.sealed, context=contexts.variable(self.id, variable.id))
        package = await read(objects, sealer, self.package)
        return [
            *(open_secret(sealer, self.id, one) for one in held),
            *(data.decode() for data in (bound, value, package)),
            str(identity),
        ]


@pytest.fixture
async def holder(database: Database, objects: ObjectStore) -> Holder:
    tenant_id, _ = await a_job(database)
    package = named(BEFORE, tenant_id, b"a package", has_secrets=True)
    await keep(objects, BEFORE, package, b"a package")
    enveloped = Secret(VALUE, uuid4(), "defaultContentValue", "in an envelope")
    direct = Secret(SERVICE, uuid4(), "password", "directly")
    context = contexts.secret(tenant_id, direct.kind, direct.element_id, direct.slot)
    sealed = BEFORE.seal(direct.value.encode(), context=context)
    earlier = SealedSecret(
        direct.kind, direct.element_id, direct.slot, uuid4(), sealed, None, "package"
    )
    place = contexts.binding(tenant_id, SERVICE, "Orders", "password")
    bound = KeptBinding(SERVICE, None, "Orders", "password", BEFORE.seal(b"bound", context=place))
    async with database.transaction([tenant_id]) as tx:
        kept = [new_secret(BEFORE, tenant_id, enveloped, "package"), earlier]
        await secrets.put(tx, tenant_id, DRAFT, kept)
        await bindings.keep(tx, tenant_id, [bound])
        await recipient_of(tx, BEFORE, tenant_id)
        environment = (await environments.list_environments(tx, tenant_id))[0].id
        variable_id = uuid4()
        value = BEFORE.seal(b"of a variable", context=contexts.variable(tenant_id, variable_id))
        variable = Variable(variable_id, environment, "key", None, value, True, None, None)
        await environment_variables.save(tx, tenant_id, variable)
        stored = StoredPackage(
            tenant_id, package.object_key, package.digest, 9, True, uuid4(), uuid4()
        )
        await packages.record(tx, stored)
    return Holder(tenant_id, environment, package)


async def _rows(admin_dsn: str) -> list[asyncpg.Record]:
    """What names sealed content, as it lies in the tables."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        return [
            row
            for table in ("secret", "binding", "environment_variable", "tenant_identity")
            for row in await connection.fetch(f"select ctid, xmin, t.* from sluice.{table} t")
        ]
    finally:
        await connection.close()


async def test_everything_follows_and_then_opens_without_the_older_key(
    database: Database, objects: ObjectStore, holder: Holder
) -> None:
    plain = await holder.opened(database, objects, BEFORE)
    assert await holder.opened(database, objects, DURING) == plain
    tally = await rotate(database, objects, DURING)
    assert (dict(tally.changed), tally.needed) == (EVERYTHING, set())
    for sealer in (DURING, AFTER):
        assert await holder.opened(database, objects, sealer) == plain
    with pytest.raises(SealBroken):
        await holder.opened(database, objects, BEFORE)


async def test_a_second_run_finds_nothing_to_do(
    database: Database, objects: ObjectStore, holder: Holder
) -> None:
    await rotate(database, objects, DURING)
    again = await rotate(database, objects, DURING)
    assert (dict(again.changed), again.needed) == ({}, set())
    assert list(report(again, DURING)) == [
        "Brought under the key 'new': nothing, it was all there.",
        "Key 'old': nothing needs it; remove it once every process runs without it.",
    ]


async def test_no_row_that_an_import_can_have_recorded_is_written(
    database: Database, objects: ObjectStore, holder: Holder, admin_dsn: str
) -> None:
    before = await _rows(admin_dsn)
    assert len(before) >= 5
    await rotate(database, objects, DURING)
    assert await _rows(admin_dsn) == before


async def test_what_does_not_open_stays_as_it_was_and_is_told(
    database: Database, objects: ObjectStore, holder: Holder
) -> None:
    plain = await holder.opened(database, objects, BEFORE)
    tally = await rotate(database, objects, AFTER)
    assert not tally.changed
    assert dict(tally.lost) == {("old", what): count for what, count in EVERYTHING.items()}
    assert await holder.opened(database, objects, BEFORE) == plain
    assert "Key 'old': 2 x secret did not open and stayed as it was." in report(tally, AFTER)


async def test_what_a_job_was_given_needs_the_older_key_until_it_ends(
    database: Database, objects: ObjectStore
) -> None:
    tenant_id, job_id = await a_job(database)
    sealed = BEFORE.seal(b"a passphrase", context=contexts.job_input(tenant_id, job_id))
    async with database.transaction([tenant_id]) as tx:
        await job_inputs.put(tx, tenant_id, job_id, sealed)
    tally = await rotate(database, objects, DURING)
    assert dict(tally.passing) == {("old", "job-input"): 1}
    told = list(report(tally, DURING))
    assert told[1:] == ["Key 'old': 1 x job-input until the job ends, an hour at most after it."]


async def test_the_command_says_with_its_exit_code_whether_the_older_key_can_go(
    database: Database, objects: ObjectStore, holder: Holder, service_dsn: str, s3: S3
) -> None:
    store = object_store(s3)
    environment = {
        **os.environ,
        "SLUICE_DATABASE_DSN": service_dsn,
        "SLUICE_AMQP_URL": "amqp://unused",
        "SLUICE_S3_ENDPOINT": store.endpoint,
        "SLUICE_S3_BUCKET": store.bucket,
        "SLUICE_S3_ACCESS_KEY": store.access_key,
        "SLUICE_S3_SECRET_KEY": store.secret_key,
        "SLUICE_S3_REGION": store.region,
    }
    keys = {key_id: base64.b64encode(key).decode() for key_id, key in (NEW | OLD).items()}
    both = ",".join(f"{key_id}:{text}" for key_id, text in keys.items())
    plain = await holder.opened(database, objects, BEFORE)
    for setting, code in [(f"new:{keys['new']}", 1), (both, 0)]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "libs.runtime.rotate",
            env=environment | {"SLUICE_SEALING_KEYS": setting},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        assert process.returncode == code, said.decode()
        assert not [one for one in plain if one in said.decode()]
    assert await holder.opened(database, objects, AFTER) == plain
