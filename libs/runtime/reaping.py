"""What drives on the jobs that stand still, and clears away what ended jobs left behind."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import structlog

from libs.objects.store import ObjectStore, StoreRefused
from libs.runtime.outages import OUTAGE
from libs.store import reaper, uploads
from libs.store.database import Database

SWEEP_SECONDS: Final = 3.0
"""How long after its lease ran out a job is sent again, at most."""

PURGE_SECONDS: Final = 300.0
"""How late what nobody may ask for any more is deleted, at most."""

log = structlog.get_logger()


async def reap(database: Database, objects: ObjectStore, wake: Callable[[], None]) -> None:
    """Sweeps until cancelled; `wake` is called when a sweep wrote to the outbox.

    Any number of processes may sweep at once.
    """
    purge_at = 0.0
    while True:
        try:
            for job in await reaper.reap(database):
                log.warning(
                    "a job stood still", job_id=str(job.job_id), kind=job.kind, outcome=job.outcome
                )
                wake()
            await _delete_ended_uploads(database, objects)
            if time.monotonic() >= purge_at:
                await reaper.purge(database)
                purge_at = time.monotonic() + PURGE_SECONDS
        except OUTAGE as error:
            log.warning("the sweep waits", reason=repr(error))
        await asyncio.sleep(SWEEP_SECONDS)


async def _delete_ended_uploads(database: Database, objects: ObjectStore) -> None:
    """Workers do this themselves when a job ends; this is for those that died in between, and for
    what came in for a job that was never recorded. What cannot be deleted keeps its row."""
    async with database.transaction() as tx:
        ended = await uploads.ended(tx)
    for upload in ended:
        try:
            await objects.delete(upload.object_key)
        except StoreRefused as error:
            log.error(  # noqa: TRY400  # said again every few seconds: a line is enough
                "an upload cannot be deleted", object_key=upload.object_key, reason=str(error)
            )
            continue
        async with database.transaction([upload.tenant_id]) as tx:
            await uploads.forget(tx, upload.tenant_id, upload.job_id)
