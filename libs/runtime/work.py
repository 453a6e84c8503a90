"""The frame round every job: claim it, hold it, carry it out, and record how it ended.

What a job raises decides. A fault or a problem ends it as failed: its message is done. An outage
puts it back, and its message rests in a retry queue. Anything else is a mistake of ours: the job
ends as failed and its message goes to the dead letters, so that both can be looked at.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic
from typing import Final, TypeAlias

import structlog
from faststream.exceptions import RejectMessage
from structlog.contextvars import bound_contextvars

from libs.contracts.commands import Command
from libs.contracts.jobs import Progress
from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.contracts.topology import RETRY_SECONDS
from libs.flows.faults import Fault
from libs.runtime.clock import now
from libs.runtime.logging import where
from libs.runtime.metrics import JOB_SECONDS, JOBS_FINISHED
from libs.runtime.outages import OUTAGE
from libs.runtime.service import Runtime
from libs.store import jobs
from libs.store.database import Database
from libs.store.jobs import Claim, LostLease

Run: TypeAlias = Callable[[Claim], Awaitable[None]]

REAPER_MARGIN: Final = timedelta(seconds=30)
"""How much longer than its message a job rests until the reaper takes the message for lost."""

log = structlog.get_logger()


async def work(runtime: Runtime, command: Command, run: Run) -> bool:
    """Carries out the command's job under its lease; tells whether the job ended here.

    `run` finishes the job in the transaction that writes its effects. A job that has ended, or
    that another worker holds, is left alone. Raises what makes the message rest, and
    `RejectMessage` after a mistake.
    """
    length = timedelta(seconds=runtime.settings.lease_seconds)
    async with runtime.database.transaction([command.tenant_id]) as tx:
        claim = await jobs.claim(tx, command.tenant_id, command.job_id, length)
    if claim is None:
        return False
    with bound_contextvars(tenant_id=str(claim.tenant_id), job_id=str(claim.job_id)):
        try:
            return await _carry_out(runtime, claim, run)
        except LostLease:
            log.warning("another worker has the job, or it has ended", attempt=claim.attempt)
            return False


async def report(runtime: Runtime, claim: Claim, progress: Progress) -> None:
    """Says how far the job is. Raises `LostLease`."""
    async with runtime.database.transaction([claim.tenant_id]) as tx:
        await jobs.progress(tx, claim, progress.model_dump(mode="json"))


async def _carry_out(runtime: Runtime, claim: Claim, run: Run) -> bool:
    database, started = runtime.database, monotonic()
    try:
        async with runtime.lease(claim):
            await run(claim)
    except LostLease:
        raise
    except Fault as fault:
        await _fail(database, claim, Problem.from_fault(fault))
    except ProblemError as error:
        await _fail(database, claim, error.problem)
    except OUTAGE as error:
        log.warning("the job met an outage", reason=type(error).__name__, attempt=claim.attempt)
        if await _put_back(database, claim):
            raise
    except Exception as error:
        log.error("the job met a mistake", **where(error))  # noqa: TRY400 -- see there
        await _fail(database, claim, _mistake())
        raise RejectMessage from None
    else:
        _count(claim, "succeeded")
        seconds = monotonic() - started
        JOB_SECONDS.labels(kind=claim.kind).observe(seconds)
        log.info("the job succeeded", kind=claim.kind, seconds=round(seconds, 3))
    return True


async def _fail(database: Database, claim: Claim, problem: Problem) -> None:
    async with database.transaction([claim.tenant_id]) as tx:
        await jobs.fail(tx, claim, problem)
    _count(claim, "failed")
    log.info("the job failed", kind=claim.kind, code=problem.code)


async def _put_back(database: Database, claim: Claim) -> bool:
    """False when that was the job's last attempt, so that it failed."""
    rest = timedelta(seconds=RETRY_SECONDS[min(claim.attempt, len(RETRY_SECONDS)) - 1])
    async with database.transaction([claim.tenant_id]) as tx:
        again = await jobs.release_for_retry(tx, claim, now() + rest + REAPER_MARGIN)
    _count(claim, "retried" if again else "failed")
    return again


def _mistake() -> Problem:
    return Problem.of(ErrorCode.JOB_FAILED, "The service made a mistake, which was logged.")


def _count(claim: Claim, outcome: str) -> None:
    JOBS_FINISHED.labels(kind=claim.kind, outcome=outcome).inc()
