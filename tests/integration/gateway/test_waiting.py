"""Callers wait for jobs that nobody works on until the test ends them: no worker runs here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from deploy.local.addresses import S3
from libs.contracts.problems import ErrorCode, Problem
from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStore
from libs.runtime.brokers import Brokers
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.relay import Relay
from libs.runtime.settings import Settings
from libs.store import jobs
from libs.store.database import Database
from libs.store.listener import JobListener
from services.gateway.app import create_app
from services.gateway.bootstrap import ROOT, bootstrap
from services.gateway.parts import Parts
from services.gateway.waiting import Waiter
from tests.databases import admin_dsn, service_dsn
from tests.integration.gateway.api import Api, assert_problem
from tests.integration.gateway.conftest import settings_of

__all__ = ["admin_dsn", "service_dsn"]
CALLERS = 200
POOL = 5
PATH = f"/api/package/1/flow/{uuid4()}/share"


@pytest.fixture
def own_settings(service_dsn: str, s3: S3) -> Settings:
    """RabbitMQ is named and never called: the relay does not run."""
    return settings_of(service_dsn, "amqp://127.0.0.1:1/", s3)


@pytest.fixture
async def database(service_dsn: str) -> AsyncIterator[Database]:
    database = await Database.connect(service_dsn, max_size=POOL)
    yield database
    await database.close()


@pytest.fixture
async def waiting(own_settings: Settings, database: Database) -> Parts:
    brokers = Brokers(own_settings.amqp_url.get_secret_value(), grace=timedelta(seconds=1))
    return Parts(
        settings=own_settings,
        database=database,
        objects=ObjectStore.open(own_settings.object_store),
        sealer=Sealer.from_text(own_settings.sealing_keys.get_secret_value()),
        signer=own_settings.signer,
        brokers=brokers,
        relay=Relay(database, brokers.publish),
        waiter=Waiter(database, poll_seconds=0.05),
    )


@pytest.fixture
async def caller(waiting: Parts) -> Api:
    return await calling(waiting)


async def calling(parts: Parts) -> Api:
    app = create_app(parts.settings)
    app.state.parts = parts
    key = Credential.make(CredentialKind.KEY)
    await bootstrap(parts.database, key)
    transport = httpx.ASGITransport(app)
    return Api(httpx.AsyncClient(transport=transport, base_url="http://sluice"), key.reveal())


async def recorded(admin_dsn: str, count: int) -> list[UUID]:
    """The jobs, once there are so many; asked as an administrator, past the gateway's pool."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        while len(rows := await connection.fetch("table sluice.job")) < count:  # noqa: ASYNC110  # rows tell no event
            await asyncio.sleep(0.02)
        return [row["id"] for row in rows]
    finally:
        await connection.close()


async def end(database: Database, job_id: UUID) -> None:
    """As a worker would that finds no snapshot to export."""
    async with database.transaction([ROOT]) as tx:
        claim = await jobs.claim(tx, ROOT, job_id, timedelta(minutes=1))
        assert claim is not None
        problem = Problem.of(ErrorCode.FLOW_NO_SNAPSHOT, f"Nothing to export: {job_id}.")
        await jobs.fail(tx, claim, problem)


async def all_connections_are_free(database: Database) -> None:
    """Takes as many connections at once as the pool has."""
    async with AsyncExitStack() as stack:
        for _ in range(POOL):
            await stack.enter_async_context(database.transaction())


@pytest.mark.parametrize("heard", [True, False], ids=["told by the listener", "found by the poll"])
async def test_two_hundred_callers_wait_on_five_connections(
    waiting: Parts, caller: Api, service_dsn: str, admin_dsn: str, heard: bool
) -> None:
    async with asyncio.TaskGroup() as tasks:
        beside = [] if heard else [tasks.create_task(waiting.waiter.run())]
        if heard:
            listener = JobListener(
                service_dsn, on_job=waiting.waiter.wake, on_connected=waiting.waiter.look
            )
            beside.append(tasks.create_task(listener.run()))
        calls = [tasks.create_task(caller.post(PATH)) for _ in range(CALLERS)]
        job_ids = await recorded(admin_dsn, CALLERS)
        await all_connections_are_free(waiting.database)
        assert not any(call.done() for call in calls)
        for job_id in job_ids:
            await end(waiting.database, job_id)
        answers = await asyncio.gather(*calls)
        for task in beside:
            task.cancel()
    problems = [assert_problem(answer, "flow.no-snapshot", 409) for answer in answers]
    assert {problem["instance"] for problem in problems} == {f"/v1/jobs/{one}" for one in job_ids}


async def test_a_wait_that_is_over_names_the_job_which_goes_on(
    waiting: Parts, admin_dsn: str
) -> None:
    hasty = waiting.settings.model_copy(update={"wait_seconds": 0.01})
    caller = await calling(replace(waiting, settings=hasty))
    answer = await caller.post(PATH)
    problem = assert_problem(answer, "job.wait-over", 504)
    (job_id,) = await recorded(admin_dsn, 1)
    assert answer.headers["location"] == problem["job"] == f"/v1/jobs/{job_id}"
    assert (await caller.get(problem["job"])).json()["state"] == "queued"
    await end(waiting.database, job_id)
    ended = (await caller.get(problem["job"])).json()
    assert (ended["state"], ended["problem"]["code"]) == ("failed", "flow.no-snapshot")


async def test_several_may_wait_for_one_plan(waiting: Parts, caller: Api, admin_dsn: str) -> None:
    body, prefer = {"snapshot": {"flowId": str(uuid4())}}, {"Prefer": "respond-async"}
    await caller.post("/v1/plans", json=body, headers=prefer)
    (job_id,) = await recorded(admin_dsn, 1)
    async with asyncio.TaskGroup() as tasks:
        polling = tasks.create_task(waiting.waiter.run())
        calls = [tasks.create_task(caller.get(f"/v1/plans/{job_id}")) for _ in range(3)]
        calls[0].cancel()
        await end(waiting.database, job_id)
        answers = await asyncio.gather(*calls[1:])
        polling.cancel()
    for answer in answers:
        assert_problem(answer, "flow.no-snapshot", 409)


async def test_nobody_is_kept_waiting_when_the_gateway_stops(
    waiting: Parts, caller: Api, admin_dsn: str
) -> None:
    async with asyncio.TaskGroup() as tasks:
        call = tasks.create_task(caller.post(PATH))
        (job_id,) = await recorded(admin_dsn, 1)
        waiting.waiter.close()
        polling = tasks.create_task(waiting.waiter.run())
        problem = assert_problem(await call, "job.wait-over", 504)
        polling.cancel()
    assert problem["job"] == f"/v1/jobs/{job_id}"


async def test_the_service_is_not_ready_while_a_part_is_silent(waiting: Parts, caller: Api) -> None:
    await waiting.objects.ensure_bucket()
    answer = await caller.http.get("/health")
    assert assert_problem(answer, "service.unavailable", 503)["silent"] == ["RabbitMQ"]


async def test_who_prefers_not_to_wait_is_told_where_the_job_is(
    caller: Api, admin_dsn: str
) -> None:
    answer = await caller.post(PATH, headers={"Prefer": "return=minimal, respond-async;x=1"})
    (job_id,) = await recorded(admin_dsn, 1)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/jobs/{job_id}"
    assert answer.headers["preference-applied"] == "respond-async"


async def test_a_job_and_its_command_are_recorded_together(caller: Api, admin_dsn: str) -> None:
    await caller.post(PATH, headers={"Prefer": "respond-async"})
    (job_id,) = await recorded(admin_dsn, 1)
    connection = await asyncpg.connect(admin_dsn)
    try:
        (message,) = await connection.fetch("table sluice.outbox")
    finally:
        await connection.close()
    assert (message["exchange"], message["routing_key"]) == ("sluice.commands", "export")
    assert str(job_id) in message["payload"].decode()
