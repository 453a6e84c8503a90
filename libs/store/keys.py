"""API keys. Only the hash of a key is ever seen here; libs/runtime/credentials.py makes them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import asyncpg

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store.builders import Builder
from libs.store.database import Transaction


class KeyState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who presented a key. The key may be used only where `state` is VALID."""

    tenant_id: UUID
    key_id: UUID
    key_name: str
    builder: Builder
    scopes: frozenset[str]
    state: KeyState

    @property
    def builder_id(self) -> UUID:
        return self.builder.id


@dataclass(frozen=True, slots=True)
class NewKey:
    id: UUID
    builder_id: UUID
    name: str
    hash: bytes
    """SHA-256 of the key."""
    scopes: frozenset[str]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Key:
    id: UUID
    builder_id: UUID
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


async def authenticate(tx: Transaction) -> Caller | None:
    """The key whose hash the transaction presents; None where there is none."""
    row = await tx.fetchrow("keys.authenticate")
    if row is None:
        return None
    return Caller(
        tenant_id=row["tenant_id"],
        key_id=row["key_id"],
        key_name=row["key_name"],
        builder=Builder(row["id"], row["email"], row["first_name"], row["last_name"]),
        scopes=frozenset(row["scopes"]),
        state=KeyState(row["state"]),
    )


async def create(tx: Transaction, tenant_id: UUID, new: NewKey) -> Key:
    """Raises key.name-taken where the builder has an unrevoked key of that name in the tenant."""
    names = (tenant_id, new.id, new.builder_id, new.name)
    try:
        (row,) = await tx.fetch("keys.insert", *names, new.hash, sorted(new.scopes), new.expires_at)
    except asyncpg.UniqueViolationError as taken:
        if taken.constraint_name != "api_key_name":
            raise
        raise ProblemError(
            ErrorCode.KEY_NAME_TAKEN, f"There is already an API key named {new.name}."
        ) from taken
    return _key(row)


async def list_keys(tx: Transaction, tenant_id: UUID, builder_id: UUID) -> list[Key]:
    """The builder's keys that are not revoked, by name."""
    return [_key(row) for row in await tx.fetch("keys.of_builder", tenant_id, builder_id)]


async def revoke(tx: Transaction, tenant_id: UUID, builder_id: UUID, name: str) -> None:
    """Raises key.not-found."""
    if await tx.fetchval("keys.revoke", tenant_id, builder_id, name) is None:
        raise ProblemError(ErrorCode.KEY_NOT_FOUND, f"There is no API key named {name}.")


def _key(row: asyncpg.Record) -> Key:
    return Key(**{**row, "scopes": frozenset(row["scopes"])})
