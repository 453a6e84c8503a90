"""Builders: the people who act in a tenant, as the platform's user objects name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Builder:
    id: UUID
    email: str
    first_name: str = ""
    last_name: str = ""


async def create(tx: Transaction, tenant_id: UUID, builder: Builder) -> None:
    """E-mail addresses are unique in a tenant, whatever their case."""
    await tx.execute(
        "builders.insert",
        tenant_id,
        builder.id,
        builder.email,
        builder.first_name,
        builder.last_name,
    )


async def by_ids(tx: Transaction, tenant_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Builder]:
    """Those of the ids that are known."""
    rows = await tx.fetch("builders.by_ids", tenant_id, list(ids))
    return {row["id"]: Builder(**row) for row in rows}


async def by_email(tx: Transaction, tenant_id: UUID, email: str) -> Builder | None:
    row = await tx.fetchrow("builders.by_email", tenant_id, email)
    return None if row is None else Builder(**row)
