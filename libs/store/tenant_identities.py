"""The key pair of a tenant that files can be sealed to."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Identity:
    recipient: str
    """The public half: age1..."""
    sealed: bytes = field(repr=False)
    """The private half, under the tenant's key."""


async def get(tx: Transaction, tenant_id: UUID) -> Identity | None:
    row = await tx.fetchrow("tenant_identities.get", tenant_id)
    return None if row is None else Identity(**row)


async def create(tx: Transaction, tenant_id: UUID, new: Identity) -> Identity:
    """Gives the one that stands: another request may have been first."""
    await tx.execute("tenant_identities.create", tenant_id, new.recipient, uuid4(), new.sealed)
    return await get(tx, tenant_id) or new
