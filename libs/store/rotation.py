"""Whatever lies sealed for a tenant for good, when the keys of the service change.

Everything of that kind lies under a content id. Its bytes or its wrapped key change here; rows that
name it, and the pre-images that imports recorded, do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from libs.store.database import Transaction

_FIRST: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Held:
    content_id: UUID
    sealed: bytes = field(repr=False)
    wrapped: bytes | None = field(repr=False)
    """None: `sealed` under the tenant's key, in the context that the next two tell."""
    purpose: str
    """`secret`, `binding`, `environment-variable` or `tenant-identity`."""
    names: tuple[str, ...]
    """Kind, element and slot of a secret; kind, id or name, and field of a binding; a variable's
    id."""


async def tenants(tx: Transaction, after: UUID | None = None, most: int = 100) -> list[UUID]:
    """All tenants there are, in the order of their ids. The scope may be empty."""
    rows = await tx.fetch("rotation.tenants", after or _FIRST, most)
    return [row["id"] for row in rows]


async def held(tx: Transaction, tenant_id: UUID) -> list[Held]:
    """Each content once, also where only a recorded pre-image names it."""
    rows = await tx.fetch("rotation.held", tenant_id)
    return [Held(**{**row, "names": tuple(row["names"])}) for row in rows]


async def rewrap(tx: Transaction, tenant_id: UUID, keys: Sequence[tuple[UUID, bytes]]) -> None:
    """Content ids with their newly wrapped keys."""
    contents, wrapped = [content for content, _ in keys], [key for _, key in keys]
    await tx.execute("rotation.rewrap", tenant_id, contents, wrapped)


async def reseal(tx: Transaction, tenant_id: UUID, contents: Sequence[tuple[UUID, bytes]]) -> None:
    """Content ids with their newly sealed bytes; those that have a wrapped key are passed over."""
    ids, sealed = [content for content, _ in contents], [data for _, data in contents]
    await tx.execute("rotation.reseal", tenant_id, ids, sealed)


async def passing(tx: Transaction, tenant_id: UUID) -> list[tuple[str, bytes]]:
    """What is sealed for a while: `job-input` or `job-secret`, and the sealed bytes."""
    rows = await tx.fetch("rotation.passing", tenant_id)
    return [(row["purpose"], row["sealed"]) for row in rows]
