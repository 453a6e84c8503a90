"""The sweep over jobs that stand still, on real parts."""

import asyncio
from uuid import uuid4

import pytest

from deploy.local.addresses import S3
from libs.objects.store import ObjectMissing, ObjectStore, StoreRefused
from libs.runtime import reaping
from libs.store import jobs, outbox, uploads
from libs.store.database import Database
from tests.integration.runtime.conftest import a_job, object_store
from tests.listening import seen


@pytest.fixture(autouse=True)
def _sweep_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaping, "SWEEP_SECONDS", 0.05)


async def test_a_job_that_stands_still_is_sent_again(
    database: Database, objects: ObjectStore
) -> None:
    tenant_id, job_id = await a_job(database)
    async with database.transaction([tenant_id]) as tx:
        await tx.connection.execute(
            "update sluice.job set wake_at = now() - interval '1 s' where id = $1", job_id
        )
    woken = asyncio.Event()
    sweep = asyncio.create_task(reaping.reap(database, objects, woken.set))
    await woken.wait()
    sweep.cancel()
    async with database.transaction() as tx:
        (pending,) = await outbox.take(tx)
        await outbox.settle(tx, [pending.id], {})
    assert pending.message.routing_key == "export"
    assert str(job_id).encode() in pending.message.payload


async def test_the_upload_of_a_job_that_ended_is_deleted(
    database: Database, objects: ObjectStore
) -> None:
    tenant_id, job_id = await a_job(database)
    key = f"uploads/{tenant_id}/{uuid4()}"
    await objects.put_once(key, b"sealed")
    upload = uploads.Upload(tenant_id, job_id, key, b"d" * 32, 6)
    async with database.transaction([tenant_id]) as tx:
        await uploads.record(tx, upload)
        claim = await jobs.claim(tx, tenant_id, job_id, lease=jobs.FIRST_WAKE)
        assert claim is not None
        await jobs.finish(tx, claim, {})
    sweep = asyncio.create_task(reaping.reap(database, objects, lambda: None))
    found: uploads.Upload | None = upload
    while found is not None:
        await asyncio.sleep(0.05)
        async with database.transaction([tenant_id]) as tx:
            found = await uploads.find(tx, tenant_id, job_id)
    sweep.cancel()
    with pytest.raises(ObjectMissing):
        await objects.get(key)


class Refusing(ObjectStore):
    """The real store, but for one object that must not be deleted."""

    protected = ""

    async def delete(self, key: str) -> None:
        if key == self.protected:
            raise StoreRefused("AccessDenied")
        await super().delete(key)


async def test_an_upload_that_cannot_be_deleted_holds_up_no_other(
    database: Database, s3: S3
) -> None:
    objects = Refusing.open(object_store(s3))
    ended = [await _ended_upload(database) for _ in range(3)]
    objects.protected = ended[0].object_key
    sweep = asyncio.create_task(reaping.reap(database, objects, lambda: None))

    async def the_others_are_gone() -> bool:
        return await _recorded(database, ended) == [ended[0]]

    await seen(the_others_are_gone)
    assert not sweep.done()
    sweep.cancel()
    async with database.transaction([ended[0].tenant_id]) as tx:
        await uploads.forget(tx, ended[0].tenant_id, ended[0].job_id)
    await objects.close()


async def _ended_upload(database: Database) -> uploads.Upload:
    tenant_id, job_id = await a_job(database)
    upload = uploads.Upload(tenant_id, job_id, f"uploads/{tenant_id}/{uuid4()}", b"d" * 32, 6)
    async with database.transaction([tenant_id]) as tx:
        await uploads.record(tx, upload)
        claim = await jobs.claim(tx, tenant_id, job_id, lease=jobs.FIRST_WAKE)
        assert claim is not None
        await jobs.finish(tx, claim, {})
    return upload


async def _recorded(database: Database, among: list[uploads.Upload]) -> list[uploads.Upload]:
    found = []
    for one in among:
        async with database.transaction([one.tenant_id]) as tx:
            found.append(await uploads.find(tx, one.tenant_id, one.job_id))
    return [one for one in found if one is not None]
