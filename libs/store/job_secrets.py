"""What a job brought forth that is shown only to the key that asked, for a while: a token."""

from datetime import timedelta
from uuid import UUID

from libs.store.database import Transaction


async def put(
    tx: Transaction, tenant_id: UUID, job_id: UUID, sealed: bytes, keep: timedelta
) -> None:
    await tx.execute("job_secrets.put", tenant_id, job_id, sealed, keep)


async def get(tx: Transaction, tenant_id: UUID, job_id: UUID, key_id: UUID) -> bytes | None:
    """None for another key than the one that asked for the job, and when the time is over."""
    sealed: bytes | None = await tx.fetchval("job_secrets.get", tenant_id, job_id, key_id)
    return sealed
