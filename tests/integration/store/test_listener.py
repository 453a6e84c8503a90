"""The listener hears of jobs that end, and comes back after its connection is gone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.jobs import JobKind
from libs.contracts.problems import ErrorCode, Problem
from libs.store import jobs
from libs.store.database import Database
from libs.store.jobs import NewJob
from libs.store.listener import JobListener
from tests.databases import Admin


class Ear:
    """What the listener told, to be waited for."""

    def __init__(self) -> None:
        self.jobs: asyncio.Queue[UUID] = asyncio.Queue()
        self.connects: asyncio.Queue[None] = asyncio.Queue()


@pytest.fixture
async def ear(service_dsn: str) -> AsyncIterator[Ear]:
    ear = Ear()
    listener = JobListener(
        service_dsn,
        on_job=ear.jobs.put_nowait,
        on_connected=lambda: ear.connects.put_nowait(None),
    )
    running = asyncio.ensure_future(listener.run())
    await ear.connects.get()
    yield ear
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def end_a_job(database: Database, tenant: UUID, *, well: bool) -> UUID:
    job = uuid4()
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.create(tx, NewJob(tenant, job, JobKind.EXPORT, {}, uuid4()))
        claim = await jobs.claim(tx, tenant, job, timedelta(minutes=1))
        assert claim is not None
        if well:
            await jobs.finish(tx, claim, {})
        else:
            await jobs.fail(tx, claim, Problem.of(ErrorCode.JOB_FAILED, "It failed."))
    return job


async def test_every_end_of_a_job_is_heard(database: Database, tenant: UUID, ear: Ear) -> None:
    for well in (True, False):
        job = await end_a_job(database, tenant, well=well)
        assert await ear.jobs.get() == job


async def test_a_lost_connection_is_replaced_and_told(
    database: Database, tenant: UUID, ear: Ear, admin: Admin
) -> None:
    for _ in range(2):
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and query ilike 'listen%'"
        )
        await ear.connects.get()
    job = await end_a_job(database, tenant, well=True)
    assert await ear.jobs.get() == job
