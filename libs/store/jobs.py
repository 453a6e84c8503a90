"""Jobs: one row per accepted request. Who works on it holds a claim: a lease and an attempt number.

Every write of a worker names its attempt. A worker that was thought dead finds that another has
claimed the job since, and its transaction ends with LostLease instead of writing late.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from libs.contracts.jobs import JobKind, JobState
from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.flows.model import Json
from libs.store.database import Transaction

MAX_ATTEMPTS: Final = 10
"""With the rests between them (5 s, 30 s, then 300 s each: 35 minutes in all) a job outlasts half
an hour without the object store, and one that kills its worker each time is given up. An outage
in which the job cannot even be claimed counts no attempt."""

FIRST_WAKE: Final = timedelta(seconds=30)
"""How long a new job may stay unclaimed before it is sent again; a message takes milliseconds."""


class LostLease(Exception):
    """The job has ended or another worker has claimed it. The transaction must not be committed."""


@dataclass(frozen=True, slots=True)
class NewJob:
    tenant_id: UUID
    id: UUID
    kind: JobKind
    request: Json
    """As libs.contracts.jobs has it for the kind, dumped to JSON values."""
    requested_by: UUID
    """The API key's id."""


@dataclass(frozen=True, slots=True)
class Job:
    tenant_id: UUID
    id: UUID
    kind: JobKind
    state: JobState
    request: Json
    progress: Json
    result: Json | None
    problem: Json | None
    requested_by: UUID
    """The API key's id."""
    attempt: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    tenant_id: UUID
    job_id: UUID
    kind: JobKind
    attempt: int
    request: Json
    requested_by: UUID

    @property
    def is_last(self) -> bool:
        return self.attempt >= MAX_ATTEMPTS


async def create(tx: Transaction, new: NewJob) -> None:
    """A queued job. Its command goes to the outbox in the same transaction."""
    await tx.execute("jobs.insert", *astuple(new), FIRST_WAKE)


async def get(tx: Transaction, tenant_id: UUID, job_id: UUID) -> Job:
    """Raises job.not-found."""
    row = await tx.fetchrow("jobs.get", tenant_id, job_id)
    if row is None:
        raise ProblemError(ErrorCode.JOB_NOT_FOUND, f"The tenant has no job {job_id}.")
    return _job(row)


async def list_recent(tx: Transaction, tenant_id: UUID, limit: int) -> list[Job]:
    """The newest first."""
    return [_job(row) for row in await tx.fetch("jobs.recent", tenant_id, limit)]


async def claim(tx: Transaction, tenant_id: UUID, job_id: UUID, lease: timedelta) -> Claim | None:
    """Takes the job for `lease`, to be committed before the work begins.

    None: the job has ended, is unknown, another worker holds it, or its attempts are used up. The
    message that named it is then done with; the reaper looks after the job.
    """
    row = await tx.fetchrow("jobs.claim", tenant_id, job_id, lease, MAX_ATTEMPTS)
    return None if row is None else Claim(**{**row, "kind": JobKind(row["kind"])})


async def renew(tx: Transaction, claim: Claim, lease: timedelta) -> None:
    """Holds the claim for `lease` from now. Raises LostLease."""
    _held(claim, await tx.fetchrow("jobs.renew", *_fence(claim), lease))


async def progress(tx: Transaction, claim: Claim, progress: Json) -> None:
    """Shows how far the work is, as libs.contracts.jobs.Progress. Raises LostLease."""
    _held(claim, await tx.fetchrow("jobs.progress", *_fence(claim), progress))


async def finish(tx: Transaction, claim: Claim, result: Json) -> None:
    """Ends the job with a result and tells who waits for it, at commit. Raises LostLease."""
    _held(claim, await _ended(tx, claim, JobState.SUCCEEDED, result, None))


async def fail(tx: Transaction, claim: Claim, problem: Problem) -> None:
    """Ends the job with a problem and tells who waits for it, at commit. Raises LostLease."""
    _held(claim, await _ended(tx, claim, JobState.FAILED, None, problem.document()))


async def release_for_retry(tx: Transaction, claim: Claim, wake_at: datetime) -> bool:
    """Gives the claim back after a passing failure. Raises LostLease.

    `wake_at`: when the reaper sends the job again, should the retry's own message be lost.
    False: this was the last attempt, so the job has failed with job.attempts-exhausted.
    """
    if claim.is_last:
        await fail(tx, claim, attempts_exhausted(claim.job_id))
        return False
    _held(claim, await tx.fetchrow("jobs.release", *_fence(claim), wake_at))
    return True


async def finished(tx: Transaction, job_ids: Iterable[UUID]) -> list[UUID]:
    """Those of the jobs that have ended. The scope holds the tenants of all who wait."""
    return [row["id"] for row in await tx.fetch("jobs.finished", list(job_ids))]


def attempts_exhausted(job_id: UUID) -> Problem:
    detail = f"The job {job_id} was tried {MAX_ATTEMPTS} times and did not come to an end."
    return Problem.of(ErrorCode.JOB_ATTEMPTS_EXHAUSTED, detail)


def _job(row: asyncpg.Record) -> Job:
    return Job(**{**row, "kind": JobKind(row["kind"]), "state": JobState(row["state"])})


def _fence(claim: Claim) -> tuple[UUID, UUID, int]:
    return claim.tenant_id, claim.job_id, claim.attempt


async def _ended(
    tx: Transaction, claim: Claim, state: JobState, result: Json | None, problem: Json | None
) -> asyncpg.Record | None:
    return await tx.fetchrow("jobs.end", *_fence(claim), state, result, problem)


def _held(claim: Claim, row: asyncpg.Record | None) -> None:
    if row is None:
        raise LostLease(f"attempt {claim.attempt} no longer holds the job {claim.job_id}")
