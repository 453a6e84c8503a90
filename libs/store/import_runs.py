"""Imports that can be taken back: from `begin` on, triggers record what the transaction changes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class ImportRun:
    job_id: UUID
    flow_id: UUID
    revision: int
    """The tenant's, which the import had raised."""
    reverted_at: datetime | None


async def begin(tx: Transaction, job_id: UUID) -> None:
    """Before the import writes. The recording ends with the transaction."""
    await tx.fetchval("import_runs.begin", str(job_id))


async def record(
    tx: Transaction, tenant_id: UUID, job_id: UUID, flow_id: UUID, revision: int
) -> None:
    await tx.execute("import_runs.record", tenant_id, job_id, flow_id, revision)


async def find(tx: Transaction, tenant_id: UUID, job_id: UUID) -> ImportRun | None:
    row = await tx.fetchrow("import_runs.find", tenant_id, job_id)
    return None if row is None else ImportRun(**row)
