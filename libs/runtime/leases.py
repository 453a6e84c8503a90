"""A worker's hold on a job while it works: renewed three times in its length.

The lease is a courtesy that keeps others from starting the same work; what keeps a late worker from
writing is the attempt number that the finishing transaction checks.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

import structlog

from libs.runtime.clock import now
from libs.store import jobs
from libs.store.database import TRANSIENT, Database

UNRELEASED: Final[tuple[type[Exception], ...]] = (jobs.LostLease, *TRANSIENT)

log = structlog.get_logger()


@asynccontextmanager
async def lease(database: Database, claim: jobs.Claim, length: timedelta) -> AsyncIterator[None]:
    """Renews the claim while the body runs.

    When the claim is lost to another worker, or could not be renewed in time, the body is cancelled
    and `jobs.LostLease` is raised. When the body is cancelled from outside, because the process
    stops or lost its connection, the claim is given back so that another worker need not wait.
    """
    body = asyncio.current_task()
    if body is None:
        raise RuntimeError("a lease is held by a task")
    lost = asyncio.Event()

    async def hold() -> None:
        await _renew_until_lost(database, claim, length)
        lost.set()
        body.cancel()

    holding = asyncio.create_task(hold(), name=f"lease of job {claim.job_id}")
    try:
        yield
    except asyncio.CancelledError:
        # Cancelled by the lease and by nobody else: the task goes on with an error instead.
        if lost.is_set() and body.uncancel() == 0:
            raise jobs.LostLease(claim.job_id) from None
        await _give_back(database, claim)
        raise
    finally:
        holding.cancel()
        with suppress(asyncio.CancelledError):
            await holding


async def _give_back(database: Database, claim: jobs.Claim) -> None:
    """Best effort: a claim that cannot be given back runs out by itself."""
    try:
        async with database.transaction([claim.tenant_id]) as tx:
            await jobs.release_for_retry(tx, claim, now())
    except UNRELEASED as error:
        log.warning("the claim could not be given back", reason=repr(error))


async def _renew_until_lost(database: Database, claim: jobs.Claim, length: timedelta) -> None:
    """Returns when the claim no longer holds."""
    loop = asyncio.get_running_loop()
    holds_until = loop.time() + length.total_seconds()
    while loop.time() < holds_until:
        await asyncio.sleep(length.total_seconds() / 3)
        asked = loop.time()
        try:
            async with (
                asyncio.timeout_at(holds_until),
                database.transaction([claim.tenant_id]) as tx,
            ):
                await jobs.renew(tx, claim, length)
        except jobs.LostLease:
            break
        except TRANSIENT as error:
            log.warning("the lease could not be renewed", reason=repr(error))
        else:
            holds_until = asked + length.total_seconds()
    log.warning("the lease is lost; another worker may have the job", job_id=str(claim.job_id))
