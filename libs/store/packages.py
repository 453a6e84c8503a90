"""Exported packages in the object store, and the sharing tokens that stand for them."""

from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from libs.flows.model import Digest
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class StoredPackage:
    tenant_id: UUID
    object_key: str
    digest: Digest
    """Of the exact bytes, before sealing: under a key where `sealed`, else SHA-256."""
    size: int
    """Bytes, before sealing."""
    sealed: bool
    """It holds secrets, so it lies encrypted."""
    flow_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True)
class NewToken:
    id: UUID
    hash: bytes
    """SHA-256 of the token."""
    created_by: UUID
    """The API key's id."""
    expires_at: datetime | None = None


class TokenState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class SharedPackage:
    """What a token stands for. It may be fetched only where `state` is VALID."""

    token_id: UUID
    state: TokenState
    package: StoredPackage


async def record(tx: Transaction, package: StoredPackage) -> None:
    """A package that is recorded already stays as it is: the object key names its bytes."""
    await tx.execute("packages.record", *astuple(package))


async def list_sealed(tx: Transaction, tenant_id: UUID) -> list[StoredPackage]:
    """Those of the tenant that hold secrets, in the order of their keys."""
    rows = await tx.fetch("packages.list_sealed", tenant_id)
    return [StoredPackage(**row) for row in rows]


async def issue(tx: Transaction, package: StoredPackage, token: NewToken) -> None:
    """A token for a recorded package. Only its hash is ever seen here."""
    owner, key = package.tenant_id, package.object_key
    await tx.execute("packages.issue", owner, key, *astuple(token))


async def redeem(tx: Transaction) -> SharedPackage | None:
    """The package of the token whose hash the transaction presents; None where there is none."""
    row = await tx.fetchrow("packages.redeem")
    if row is None:
        return None
    token_id, state, *package = row.values()
    return SharedPackage(token_id, TokenState(state), StoredPackage(*package))
