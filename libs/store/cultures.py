"""The languages a tenant has texts in. A culture is known by its key; guids differ by tenant."""

from collections.abc import Sequence
from uuid import UUID

from libs.flows.model import Culture
from libs.store.database import Transaction
from libs.store.storable import key


async def merge(tx: Transaction, tenant_id: UUID, cultures: Sequence[Culture]) -> None:
    """Adds those whose key the tenant does not have; the others keep the tenant's guid and body."""
    await tx.execute(
        "cultures.merge",
        tenant_id,
        [key(culture.key, "culture") for culture in cultures],
        [culture.guid for culture in cultures],
        [culture.body for culture in cultures],
    )


async def of_tenant(tx: Transaction, tenant_id: UUID) -> dict[str, Culture]:
    """By key, in the order of the keys."""
    rows = await tx.fetch("cultures.of_tenant", tenant_id)
    return {row["key"]: Culture(**row) for row in rows}
