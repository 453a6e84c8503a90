"""Jobs: who holds one, how it ends, and that a worker thought dead cannot write."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.jobs import JobKind, JobState
from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.store import job_secrets, jobs, outbox, reaper, staging, uploads
from libs.store.database import Database
from libs.store.jobs import MAX_ATTEMPTS, Claim, LostLease, NewJob
from libs.store.reaper import Outcome
from libs.store.uploads import EndedUpload, Upload
from tests.databases import Admin
from tests.integration.store.examples import small_package

LEASE = timedelta(minutes=5)
OVER = timedelta(seconds=-1)
"""A lease that has run out when it is given."""


@pytest.fixture
async def job(database: Database, tenant: UUID) -> UUID:
    job_id = uuid4()
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.create(tx, NewJob(tenant, job_id, JobKind.IMPORT, {"source": "upload"}, uuid4()))
    return job_id


async def claimed(
    database: Database, tenant: UUID, job: UUID, lease: timedelta = LEASE
) -> Claim | None:
    async with database.transaction(scope=[tenant]) as tx:
        return await jobs.claim(tx, tenant, job, lease)


async def held(database: Database, tenant: UUID, job: UUID, lease: timedelta = LEASE) -> Claim:
    claim = await claimed(database, tenant, job, lease)
    assert claim is not None
    return claim


async def test_a_job_goes_from_queued_to_its_result(
    database: Database, tenant: UUID, job: UUID
) -> None:
    claim = await held(database, tenant, job)
    assert (claim.attempt, claim.kind, claim.request) == (1, JobKind.IMPORT, {"source": "upload"})
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.progress(tx, claim, {"stage": "apply", "done": 1, "total": 2})
        await jobs.renew(tx, claim, LEASE)
        assert (await jobs.get(tx, tenant, job)).state == JobState.RUNNING
        assert await jobs.finished(tx, [job]) == []
        await jobs.finish(tx, claim, {"created": 3})
        ended = await jobs.get(tx, tenant, job)
        assert await jobs.finished(tx, [job]) == [job]
    assert (ended.state, ended.result, ended.problem) == (JobState.SUCCEEDED, {"created": 3}, None)
    assert ended.progress == {"stage": "apply", "done": 2, "total": 2}
    assert await claimed(database, tenant, job) is None


async def test_a_failed_job_keeps_its_problem(database: Database, tenant: UUID, job: UUID) -> None:
    claim = await held(database, tenant, job)
    problem = Problem.of(ErrorCode.NOT_A_PACKAGE, "It is a picture.")
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.fail(tx, claim, problem)
        ended = await jobs.get(tx, tenant, job)
    assert (ended.state, ended.problem) == (JobState.FAILED, problem.document())


async def test_a_concurrent_double_claim_gives_one(
    database: Database, tenant: UUID, job: UUID
) -> None:
    claims = await asyncio.gather(*(claimed(database, tenant, job) for _ in range(5)))
    assert [claim.attempt for claim in claims if claim] == [1]


async def test_a_lost_lease_cannot_write(database: Database, tenant: UUID, job: UUID) -> None:
    dead = await held(database, tenant, job, lease=OVER)
    alive = await held(database, tenant, job)
    assert alive.attempt == 2
    now = datetime.now(UTC)
    problem = Problem.of(ErrorCode.JOB_FAILED, "late")
    async with database.transaction(scope=[tenant]) as tx:
        late_writes = (
            jobs.renew(tx, dead, LEASE),
            jobs.progress(tx, dead, {}),
            jobs.finish(tx, dead, {}),
            jobs.fail(tx, dead, problem),
            jobs.release_for_retry(tx, dead, now),
        )
        for write in late_writes:
            with pytest.raises(LostLease):
                await write
        await jobs.finish(tx, alive, {})
    async with database.transaction(scope=[tenant]) as tx:
        with pytest.raises(LostLease):
            await jobs.finish(tx, alive, {"twice": True})


async def test_what_a_late_worker_wrote_goes_with_its_transaction(
    database: Database, tenant: UUID, job: UUID
) -> None:
    dead = await held(database, tenant, job, lease=OVER)
    await held(database, tenant, job)

    async def write_and_finish() -> None:
        async with database.transaction(scope=[tenant]) as tx:
            await uploads.record(tx, Upload(tenant, job, "late", bytes(32), 1))
            await jobs.finish(tx, dead, {})

    with pytest.raises(LostLease):
        await write_and_finish()
    async with database.transaction(scope=[tenant]) as tx:
        assert await uploads.find(tx, tenant, job) is None


async def test_a_job_given_back_is_claimed_again(
    database: Database, tenant: UUID, job: UUID
) -> None:
    claim = await held(database, tenant, job)
    async with database.transaction(scope=[tenant]) as tx:
        assert await jobs.release_for_retry(tx, claim, datetime.now(UTC) + LEASE)
        assert (await jobs.get(tx, tenant, job)).state == JobState.QUEUED
    assert (await held(database, tenant, job)).attempt == 2


async def use_up(database: Database, tenant: UUID, job: UUID) -> Claim:
    for _ in range(MAX_ATTEMPTS - 1):
        await held(database, tenant, job, lease=OVER)
    return await held(database, tenant, job, lease=OVER)


async def test_after_the_last_attempt_a_job_given_back_has_failed(
    database: Database, tenant: UUID, job: UUID
) -> None:
    last = await use_up(database, tenant, job)
    assert last.is_last
    async with database.transaction(scope=[tenant]) as tx:
        assert not await jobs.release_for_retry(tx, last, datetime.now(UTC))
        ended = await jobs.get(tx, tenant, job)
    assert ended.problem is not None
    assert ended.problem["code"] == ErrorCode.JOB_ATTEMPTS_EXHAUSTED


async def test_the_reaper_sends_a_job_again_whose_worker_died(
    database: Database, tenant: UUID, job: UUID
) -> None:
    await held(database, tenant, job, lease=OVER)
    (reaped,) = await reaper.reap(database)
    assert (reaped.tenant_id, reaped.job_id, reaped.kind, reaped.outcome) == (
        tenant,
        job,
        JobKind.IMPORT,
        Outcome.REQUEUED,
    )
    async with database.transaction() as tx:
        (pending,) = await outbox.take(tx)
    assert pending.message.routing_key == "import"
    assert str(job) in pending.message.payload.decode()
    assert await reaper.reap(database) == []
    assert (await held(database, tenant, job)).attempt == 2


async def test_the_reaper_leaves_alone_what_is_new_or_worked_on(
    database: Database, tenant: UUID, job: UUID
) -> None:
    assert await reaper.reap(database) == []
    await held(database, tenant, job)
    assert await reaper.reap(database) == []


async def test_a_job_whose_message_was_lost_is_sent_after_as_long_as_it_has_waited(
    database: Database, tenant: UUID, job: UUID, admin: Admin
) -> None:
    await admin.execute(
        "update sluice.job set created_at = now() - interval '2 minutes', wake_at = now() - "
        "interval '1 second'"
    )
    reaped = await reaper.reap(database)
    assert [one.outcome for one in reaped] == [Outcome.REQUEUED]
    doubled = await admin.fetchval("select wake_at - created_at from sluice.job")
    assert doubled >= timedelta(minutes=4)


async def test_two_reapers_send_a_job_once(database: Database, tenant: UUID, job: UUID) -> None:
    await held(database, tenant, job, lease=OVER)
    results = await asyncio.gather(*(reaper.reap(database) for _ in range(3)))
    assert sorted(len(result) for result in results) == [0, 0, 1]


async def test_the_reaper_gives_up_a_job_whose_attempts_are_used_up(
    database: Database, tenant: UUID, job: UUID
) -> None:
    await use_up(database, tenant, job)
    assert await claimed(database, tenant, job) is None
    assert [one.outcome for one in await reaper.reap(database)] == [Outcome.FAILED]
    async with database.transaction(scope=[tenant]) as tx:
        ended = await jobs.get(tx, tenant, job)
        assert await outbox.take(tx) == []
    assert ended.state == JobState.FAILED
    assert ended.problem is not None
    assert ended.problem["code"] == ErrorCode.JOB_ATTEMPTS_EXHAUSTED


async def test_an_upload_without_a_job_is_let_go_after_an_hour(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    old, new = uuid4(), uuid4()
    async with database.transaction(scope=[tenant]) as tx:
        for upload in (old, new):
            await uploads.record(tx, Upload(tenant, upload, f"uploads/{upload}", bytes(32), 1))
    await admin.execute(
        "update sluice.upload set created_at = now() - interval '61 min' where job_id = $1", old
    )
    async with database.transaction() as tx:
        assert await uploads.ended(tx) == [EndedUpload(tenant, old, f"uploads/{old}")]


async def test_staging_and_upload_are_let_go_when_the_job_has_ended(
    database: Database, tenant: UUID, job: UUID, admin: Admin
) -> None:
    claim = await held(database, tenant, job)
    async with database.transaction(scope=[tenant]) as tx:
        await staging.stage(tx, tenant, job, small_package(), ())
        await uploads.record(tx, Upload(tenant, job, "uploads/x", bytes(32), 1))
    async with database.transaction() as tx:
        assert await uploads.ended(tx) == []
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.finish(tx, claim, {})
    assert await admin.fetchval("select count(*) from sluice.staging") == 0
    async with database.transaction() as tx:
        assert await uploads.ended(tx) == [EndedUpload(tenant, job, "uploads/x")]
    async with database.transaction(scope=[tenant]) as tx:
        await uploads.forget(tx, tenant, job)
        assert await uploads.find(tx, tenant, job) is None


async def test_a_jobs_secret_is_for_the_key_that_asked_and_for_a_while(
    database: Database, tenant: UUID, job: UUID, admin: Admin
) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        asked = (await jobs.get(tx, tenant, job)).requested_by
        await job_secrets.put(tx, tenant, job, b"sealed", timedelta(hours=1))
        assert await job_secrets.get(tx, tenant, job, asked) == b"sealed"
        assert await job_secrets.get(tx, tenant, job, uuid4()) is None
    await reaper.purge(database)
    assert await admin.fetchval("select count(*) from sluice.job_secret") == 1
    async with database.transaction(scope=[tenant]) as tx:
        await job_secrets.put(tx, tenant, job, b"sealed", OVER)
        assert await job_secrets.get(tx, tenant, job, asked) is None
    await reaper.purge(database)
    assert await admin.fetchval("select count(*) from sluice.job_secret") == 0


async def test_the_newest_jobs_come_first(
    database: Database, tenant: UUID, other_tenant: UUID, job: UUID
) -> None:
    newer = uuid4()
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.create(tx, NewJob(tenant, newer, JobKind.EXPORT, {}, uuid4()))
    async with database.transaction(scope=[tenant, other_tenant]) as tx:
        assert [one.id for one in await jobs.list_recent(tx, tenant, 5)] == [newer, job]
        assert [one.id for one in await jobs.list_recent(tx, tenant, 1)] == [newer]
        assert await jobs.list_recent(tx, other_tenant, 5) == []


async def test_an_unknown_job_is_a_problem_for_people(database: Database, tenant: UUID) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        with pytest.raises(ProblemError) as refused:
            await jobs.get(tx, tenant, uuid4())
    assert refused.value.problem.code == ErrorCode.JOB_NOT_FOUND
