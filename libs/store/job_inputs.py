"""What a request gave to its job in confidence, sealed, until the job ends (jobs.sql)."""

from uuid import UUID

from libs.store.database import Transaction


async def put(tx: Transaction, tenant_id: UUID, job_id: UUID, sealed: bytes) -> None:
    """After the job was created, in its transaction."""
    await tx.execute("job_inputs.put", tenant_id, job_id, sealed)


async def get(tx: Transaction, tenant_id: UUID, job_id: UUID) -> bytes | None:
    sealed: bytes | None = await tx.fetchval("job_inputs.get", tenant_id, job_id)
    return sealed
