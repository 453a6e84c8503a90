"""The reaper: drives on the jobs that stand still, whatever became of their messages."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.jobs import JobKind
from libs.contracts.messages import command_message
from libs.store import inbox, outbox
from libs.store.database import Database, Transaction
from libs.store.jobs import FIRST_WAKE, MAX_ATTEMPTS, attempts_exhausted

_LONGEST_WAIT: Final = timedelta(minutes=10)
"""Between two commands for a job that nobody claims. A purged queue is refilled within it."""

_COMMANDS: Final[dict[JobKind, type[Command]]] = {
    JobKind.EXPORT: ExportCommand,
    JobKind.IMPORT: ImportCommand,
    JobKind.PLAN: ImportCommand,
}


class Outcome(StrEnum):
    REQUEUED = "requeued"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reaped:
    tenant_id: UUID
    job_id: UUID
    kind: JobKind
    outcome: Outcome


async def reap(database: Database, most: int = 100) -> list[Reaped]:
    """Sends at most `most` stalled jobs again, or fails them where their attempts are used up.

    One transaction per job, with its tenant alone in scope. Any number of reapers may run.
    """
    async with database.transaction() as tx:
        stalled = await tx.fetch("reaper.stalled", most)
    reaped = []
    for row in stalled:
        async with database.transaction(scope=[row["tenant_id"]]) as tx:
            outcome = await _drive_on(tx, **row)
        if outcome is not None:
            reaped.append(Reaped(row["tenant_id"], row["job_id"], JobKind(row["kind"]), outcome))
    return reaped


async def purge(database: Database) -> None:
    """Deletes what no one may ask for any more: expired job secrets, old inbox rows."""
    async with database.transaction() as tx:
        await tx.execute("reaper.purge_job_secrets")
        await inbox.purge(tx)


async def _drive_on(tx: Transaction, tenant_id: UUID, job_id: UUID, kind: str) -> Outcome | None:
    """None: the job moved on by itself meanwhile."""
    job = (tenant_id, job_id, MAX_ATTEMPTS)
    if await tx.fetchrow("reaper.requeue", *job, FIRST_WAKE, _LONGEST_WAIT):
        command = _COMMANDS[JobKind(kind)](job_id=job_id, tenant_id=tenant_id)
        await outbox.add(tx, [command_message(command, message_id=uuid4())])
        return Outcome.REQUEUED
    if await tx.fetchrow("reaper.give_up", *job, attempts_exhausted(job_id).document()):
        return Outcome.FAILED
    return None
