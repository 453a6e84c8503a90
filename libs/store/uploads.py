"""Incoming bodies: sealed in the object store until the job that they came with has ended.

The row stands before the object is written and before the job, so that no object lies unnamed.
"""

from dataclasses import astuple, dataclass
from uuid import UUID

from libs.flows.model import Digest
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Upload:
    tenant_id: UUID
    job_id: UUID
    object_key: str
    digest: Digest
    """Of the plain bytes."""
    size: int
    """Plain bytes."""


@dataclass(frozen=True, slots=True)
class EndedUpload:
    """An object that nobody needs any more."""

    tenant_id: UUID
    job_id: UUID
    object_key: str


async def record(tx: Transaction, upload: Upload) -> None:
    await tx.execute("uploads.record", *astuple(upload))


async def find(tx: Transaction, tenant_id: UUID, job_id: UUID) -> Upload | None:
    row = await tx.fetchrow("uploads.find", tenant_id, job_id)
    return None if row is None else Upload(**row)


async def of_tenant(tx: Transaction, tenant_id: UUID) -> list[str]:
    """Object keys of what has come in and is still needed."""
    return [row["object_key"] for row in await tx.fetch("uploads.of_tenant", tenant_id)]


async def forget(tx: Transaction, tenant_id: UUID, job_id: UUID) -> None:
    """After the object was deleted."""
    await tx.execute("uploads.forget", tenant_id, job_id)


async def ended(tx: Transaction, most: int = 100) -> list[EndedUpload]:
    """Of any tenant, with an empty scope: what a worker left behind that died after its commit, and
    what is an hour old without a job, because the gateway died or the object store was away.

    The object is deleted first, then the row is forgotten in a transaction of its tenant.
    """
    return [EndedUpload(**row) for row in await tx.fetch("uploads.ended", most)]
