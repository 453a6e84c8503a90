"""A connection that dies at each statement of an import, and of a revert: all of it, or nothing."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.jobs import ImportRequest, JobKind, JobState
from libs.contracts.problems import ErrorCode, Problem
from libs.runtime.service import Runtime
from libs.runtime.settings import Settings
from libs.store import import_runs, jobs, reverting, tenants, uploads
from libs.store.database import TRANSIENT, Database
from libs.store.jobs import Claim, NewJob
from services.importer.importing import run_import
from tests.dying import Dying
from tests.integration.workers.desk import Desk
from tests.integration.workers.rows import dump
from tests.sample import Sample

LEASE = timedelta(minutes=5)
"""Longer than any test: these jobs are carried out here, and nowhere else."""
REACHES = pytest.mark.parametrize("reaches", [False, True], ids=["before", "behind"])
"""Whether PostgreSQL still sees the statement: behind a commit nobody learns that it is done."""


@pytest.fixture(scope="session")
async def dying(settings: Settings) -> AsyncIterator[Dying]:
    proxy = Dying(settings.database_dsn.get_secret_value())
    async with proxy.running():
        yield proxy


@pytest.fixture
async def mortal(workers: Runtime, dying: Dying) -> AsyncIterator[Runtime]:
    database = await Database.connect(dying.url, max_size=2)
    yield replace(workers, database=database)
    await database.close()


async def claimed(desk: Desk, package: bytes, *, is_snapshot: bool) -> Claim:
    """A job that is this test's own to carry out."""
    job_id = uuid4()
    upload = await desk.upload(job_id, package)
    request = ImportRequest(source="upload", is_snapshot=is_snapshot, is_active=is_snapshot)
    document = request.model_dump(mode="json")
    async with desk.transaction() as tx:
        new = NewJob(desk.tenant_id, job_id, JobKind.IMPORT, document, desk.key_id)
        await jobs.create(tx, new)
        await uploads.record(tx, upload)
        claim = await jobs.claim(tx, desk.tenant_id, job_id, LEASE)
    assert claim is not None
    return claim


async def given_up(desk: Desk, claim: Claim) -> None:
    """Ends the job, so that nobody else takes it up."""
    async with desk.transaction() as tx:
        problem = Problem.of(ErrorCode.JOB_FAILED, "Its connection died in a test.")
        await jobs.fail(tx, claim, problem)


async def revert(desk: Desk, database: Database, job_id: UUID) -> None:
    async with database.transaction([desk.tenant_id]) as tx:
        await tenants.lock(tx, [desk.tenant_id])
        await reverting.revert(tx, desk.tenant_id, job_id, desk.key_id)


@REACHES
@pytest.mark.parametrize("is_snapshot", [False, True], ids=["draft", "snapshot"])
async def test_an_import_is_whole_or_not_there_whichever_statement_its_connection_dies_at(
    desk: Desk, mortal: Runtime, dying: Dying, office_dsn: str, is_snapshot: bool, reaches: bool
) -> None:
    sample = Sample(secret="first")
    await desk.import_ok(sample.data(), is_snapshot=is_snapshot)
    before = await dump(office_dsn, desk.tenant_id)
    later = replace(sample, version=uuid4(), step=None, summary="Changed", secret="second").data()
    ended: list[JobState] = []
    while not ended or dying.died:
        claim = await claimed(desk, later, is_snapshot=is_snapshot)
        dying.arm(len(ended) + 1, reaches=reaches)
        with suppress(*TRANSIENT):
            await run_import(mortal, claim)
        dying.disarm()
        ended.append((await desk.job(claim.job_id)).state)
        if ended[-1] is JobState.SUCCEEDED:
            assert await dump(office_dsn, desk.tenant_id) != before
            await revert(desk, desk.runtime.database, claim.job_id)
        else:
            await given_up(desk, claim)
        assert await dump(office_dsn, desk.tenant_id) == before
    # The pool tidies its connection up behind the commit: a death there changes nothing any more.
    whole = ended.index(JobState.SUCCEEDED)
    assert whole > 0
    assert set(ended[whole:]) == {JobState.SUCCEEDED}


@REACHES
async def test_a_revert_is_whole_or_not_there_whichever_statement_its_connection_dies_at(
    desk: Desk, mortal: Runtime, dying: Dying, office_dsn: str, reaches: bool
) -> None:
    sample = Sample(secret="first")
    await desk.import_ok(sample.data())
    before = await dump(office_dsn, desk.tenant_id)
    job = await desk.import_(replace(sample, version=uuid4(), summary="Changed").data())
    after = await dump(office_dsn, desk.tenant_id)
    reverted, statement = False, 0
    while not reverted:
        statement += 1
        dying.arm(statement, reaches=reaches)
        with suppress(*TRANSIENT):
            await revert(desk, mortal.database, job.id)
        dying.disarm()
        async with desk.transaction() as tx:
            run = await import_runs.find(tx, desk.tenant_id, job.id)
        assert run is not None
        reverted = run.reverted_at is not None
        expected = before if reverted else after
        assert await dump(office_dsn, desk.tenant_id) == expected
