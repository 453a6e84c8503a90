"""Waiting for jobs: one listener for the whole process, a future per caller, no connection held.

A notification ends a wait within milliseconds. Where one is lost (the listener reconnects), a
poll over all jobs waited for at once finds what has ended.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog

from libs.store import jobs
from libs.store.database import TRANSIENT, Database

POLL_SECONDS = 2.0
log = structlog.get_logger()


class Waiter:
    """Give `wake` and `look` to the listener, and keep `run` running."""

    def __init__(self, database: Database, poll_seconds: float = POLL_SECONDS) -> None:
        self._database = database
        self._poll_seconds = poll_seconds
        self._waiting: dict[UUID, tuple[UUID, set[asyncio.Future[None]]]] = {}
        """By job: its tenant, and a future for each who waits."""
        self._look = asyncio.Event()
        self._closed = False

    @contextmanager
    def watching(self, tenant_id: UUID, job_id: UUID) -> Iterator[asyncio.Future[None]]:
        """To be entered before the job is recorded, or read, so that its end cannot be missed.

        The future is done when the job has ended.
        """
        ended = asyncio.get_running_loop().create_future()
        _, waiting = self._waiting.setdefault(job_id, (tenant_id, set()))
        waiting.add(ended)
        try:
            yield ended
        finally:
            waiting.remove(ended)
            if not waiting:
                del self._waiting[job_id]

    def wake(self, job_id: UUID) -> None:
        _, waiting = self._waiting.get(job_id, (None, ()))
        for ended in waiting:
            if not ended.done():
                ended.set_result(None)

    def look(self) -> None:
        """Poll now: notifications may have been missed."""
        self._look.set()

    def close(self) -> None:
        """Every wait is over, within `poll_seconds`: the process is about to stop, the jobs go on.

        May be called in a signal handler.
        """
        self._closed = True

    async def run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._poll_seconds):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            if self._closed:
                for job_id in self._waiting:
                    self.wake(job_id)
                continue
            try:
                await self._poll()
            except TRANSIENT as error:
                log.warning("cannot poll for ended jobs", error=type(error).__name__)

    async def _poll(self) -> None:
        waiting = {
            job: tenant
            for job, (tenant, callers) in self._waiting.items()
            if not all(ended.done() for ended in callers)
        }
        if not waiting:
            return
        async with self._database.transaction(set(waiting.values())) as tx:
            found = await jobs.finished(tx, list(waiting))
        for job_id in found:
            self.wake(job_id)
