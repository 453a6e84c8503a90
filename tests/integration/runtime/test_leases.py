"""A worker's hold on a job, on a real PostgreSQL."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from libs.runtime.leases import lease
from libs.store import jobs
from libs.store.database import Database
from tests.integration.runtime.conftest import a_job

SHORT = timedelta(seconds=1.5)
LONG = timedelta(minutes=5)


async def claimed(database: Database, length: timedelta) -> jobs.Claim:
    tenant_id, job_id = await a_job(database)
    async with database.transaction([tenant_id]) as tx:
        claim = await jobs.claim(tx, tenant_id, job_id, length)
    assert claim is not None
    return claim


async def column(database: Database, claim: jobs.Claim, name: str) -> Any:
    async with database.transaction([claim.tenant_id]) as tx:
        return await tx.connection.fetchval(
            f"select {name} from sluice.job where id = $1", claim.job_id
        )


async def taken_over(database: Database, claim: jobs.Claim) -> None:
    """Another worker claims the job, whose lease has run out."""
    async with database.transaction([claim.tenant_id]) as tx:
        await tx.connection.execute(
            "update sluice.job set lease_until = now() - interval '1 s' where id = $1",
            claim.job_id,
        )
        assert await jobs.claim(tx, claim.tenant_id, claim.job_id, LONG)


async def test_it_is_renewed_while_the_work_runs(database: Database) -> None:
    claim = await claimed(database, SHORT)
    until: datetime = await column(database, claim, "lease_until")
    async with lease(database, claim, SHORT):
        renewals = 0
        while renewals < 3:
            await asyncio.sleep(0.05)
            now: datetime = await column(database, claim, "lease_until")
            renewals += now > until
            until = now
    assert await column(database, claim, "state") == "running"


async def test_work_whose_lease_another_worker_has_is_stopped(database: Database) -> None:
    claim = await claimed(database, SHORT)
    stopped = asyncio.Event()

    async def work() -> None:
        async with lease(database, claim, SHORT):
            await taken_over(database, claim)
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()

    with pytest.raises(jobs.LostLease):
        await work()
    assert stopped.is_set()
    assert await column(database, claim, "attempt") == 2
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_work_that_is_cancelled_gives_its_claim_back(database: Database) -> None:
    claim = await claimed(database, LONG)
    working = asyncio.Event()

    async def work() -> None:
        async with lease(database, claim, LONG):
            working.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await working.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await column(database, claim, "state") == "queued"
    async with database.transaction([claim.tenant_id]) as tx:
        again = await jobs.claim(tx, claim.tenant_id, claim.job_id, LONG)
    assert again is not None
    assert again.attempt == 2


async def test_an_error_of_the_work_passes_through_and_the_claim_stays(database: Database) -> None:
    claim = await claimed(database, LONG)
    with pytest.raises(ZeroDivisionError):
        async with lease(database, claim, LONG):
            raise ZeroDivisionError
    assert await column(database, claim, "state") == "running"
