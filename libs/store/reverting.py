"""Taking an import back: every row that it changed, as it was before, or none."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.model import Json
from libs.store import import_runs
from libs.store.database import Transaction

_MOST_SHOWN: Final = 100
"""Of what has changed since, in one problem document; its detail tells the whole number."""


@dataclass(frozen=True, slots=True)
class Reverted:
    flow_id: UUID
    rows: int
    """That were written, put back or deleted."""


async def revert(tx: Transaction, tenant_id: UUID, job_id: UUID, by: UUID) -> Reverted:
    """The tenant is locked by the caller; `by` is a builder's id.

    Raises import.not-found, import.reverted, and import.changed-since with `changes`: relation, key
    and what became of it, and the later import that wrote it, where one did.
    """
    run = await import_runs.find(tx, tenant_id, job_id)
    if run is None:
        raise ProblemError(
            ErrorCode.IMPORT_NOT_FOUND, f"The tenant has no import {job_id} that has succeeded."
        )
    if run.reverted_at is not None:
        when = run.reverted_at.isoformat(timespec="seconds")
        raise ProblemError(ErrorCode.IMPORT_REVERTED, f"It was taken back at {when}.")
    changes = [
        *await tx.fetch("reverting.changed_since", tenant_id, job_id),
        *await tx.fetch("reverting.in_use_since", tenant_id, job_id, run.revision),
    ]
    if changes:
        raise ProblemError(
            ErrorCode.IMPORT_CHANGED_SINCE,
            f"{len(changes)} of the things that the import wrote or needs have changed since.",
            changes=[_told(change) for change in changes[:_MOST_SHOWN]],
        )
    rows: int = await tx.fetchval("reverting.take_back", tenant_id, job_id)
    await tx.execute("reverting.finish", tenant_id, job_id, by)
    return Reverted(run.flow_id, rows)


def _told(change: asyncpg.Record) -> Json:
    told = {"relation": change["relation"], "key": change["key"], "what": change["what"]}
    optional = {"name": change["name"], "laterImport": change["later_job"]}
    return told | {name: str(value) for name, value in optional.items() if value is not None}
