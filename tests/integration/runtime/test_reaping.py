"""The sweep over jobs that stand still, on real parts."""

import asyncio
from uuid import uuid4

import pytest

from libs.objects.store import ObjectMissing, ObjectStore
from libs.runtime import reaping
from libs.store import jobs, outbox, uploads
from libs.store.database import Database
from tests.integration.runtime.conftest import a_job


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
