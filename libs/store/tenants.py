"""Tenants: a tree, and the lock and revision that every write to a tenant takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import environments
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Tenant:
    id: UUID
    parent_id: UUID | None
    path: tuple[UUID, ...]
    """From the root down to this tenant, itself included."""
    name: str
    summary: str | None
    revision: int
    """Raised by every transaction that writes to the tenant."""
    created_at: datetime


async def create_root(
    tx: Transaction, tenant_id: UUID, name: str, summary: str | None = None
) -> Tenant:
    """A tenant without a parent, with its three environments. The scope must hold it.

    Raises tenant.name-taken.
    """
    row = await _inserted(tx, "tenants.insert_root", tenant_id, name, summary)
    await environments.create_standard(tx, tenant_id)
    return _tenant(row)


async def create_subtenant(
    tx: Transaction, parent_id: UUID, tenant_id: UUID, name: str, summary: str | None = None
) -> Tenant:
    """A tenant below another, with its three environments. The scope must hold both.

    Raises tenant.name-taken, and tenant.not-found for the parent.
    """
    await get(tx, parent_id)
    row = await _inserted(tx, "tenants.insert_subtenant", parent_id, tenant_id, name, summary)
    await environments.create_standard(tx, tenant_id)
    return _tenant(row)


async def list_subtenants(tx: Transaction, parent_id: UUID) -> list[Tenant]:
    """The tenants directly below, by name."""
    return [_tenant(row) for row in await tx.fetch("tenants.children", parent_id)]


async def find(tx: Transaction, tenant_id: UUID) -> Tenant | None:
    """A tenant in scope, or below one in scope."""
    row = await tx.fetchrow("tenants.find", tenant_id)
    return None if row is None else _tenant(row)


async def get(tx: Transaction, tenant_id: UUID) -> Tenant:
    """Like find. Raises tenant.not-found."""
    tenant = await find(tx, tenant_id)
    if tenant is None:
        raise ProblemError(ErrorCode.TENANT_NOT_FOUND, f"There is no tenant {tenant_id}.")
    return tenant


async def is_within(tx: Transaction, ancestor_id: UUID, tenant_id: UUID) -> bool:
    """Whether the tenant is the ancestor or stands below it. The scope must hold the ancestor."""
    within: bool = await tx.fetchval("tenants.is_within", ancestor_id, tenant_id)
    return within


async def lock(tx: Transaction, tenant_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Locks the tenants until the transaction ends and raises their revisions; gives the new ones.

    One call per transaction, before anything is written: the order of the locks is what keeps two
    transactions from waiting for each other. Raises tenant.not-found.
    """
    wanted = set(tenant_ids)
    await tx.fetch("tenants.lock", list(wanted))
    rows = await tx.fetch("tenants.raise_revision", list(wanted))
    revisions: dict[UUID, int] = {row["id"]: row["revision"] for row in rows}
    for tenant_id in sorted(wanted - revisions.keys()):
        raise ProblemError(ErrorCode.TENANT_NOT_FOUND, f"There is no tenant {tenant_id}.")
    return revisions


async def _inserted(tx: Transaction, query: str, *args: object) -> asyncpg.Record:
    try:
        (row,) = await tx.fetch(query, *args)
    except asyncpg.UniqueViolationError as taken:
        if taken.constraint_name != "tenant_name":
            raise
        name = args[-2]
        raise ProblemError(
            ErrorCode.TENANT_NAME_TAKEN, f"There is already a tenant named {name}."
        ) from taken
    return row


def _tenant(row: asyncpg.Record) -> Tenant:
    return Tenant(**{**row, "path": tuple(row["path"])})
