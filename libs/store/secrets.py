"""Secret slots of elements, sealed, of the draft and of each snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from uuid import UUID

from libs.flows.kinds import Kind
from libs.store.database import Transaction
from libs.store.storable import key

Origin: TypeAlias = Literal["package", "binding", "tenant"]
"""Who brought a secret: an import's package or its bindings, or an edit in the tenant."""

DRAFT: Final = UUID(int=0)
"""Stands for the draft where a snapshot's version id is asked."""


@dataclass(frozen=True, slots=True)
class SealedSecret:
    kind: Kind
    element_id: UUID
    slot: str
    content_id: UUID
    """Made when the secret was sealed; copies and other tenants share it."""
    sealed: bytes = field(repr=False)
    wrapped: bytes | None = field(repr=False)
    """The key it is sealed under, wrapped for the tenant; None: the tenant's own key."""
    origin: Origin
    """Copies keep it."""


async def put(
    tx: Transaction, tenant_id: UUID, version_id: UUID, secrets: Sequence[SealedSecret]
) -> None:
    """Sets the slots given; the others keep what they hold. Raises Fault for an unusable slot."""
    await tx.execute(
        "secrets.put",
        tenant_id,
        version_id,
        [key(secret.kind, "kind") for secret in secrets],
        [secret.element_id for secret in secrets],
        [key(secret.slot, "slot") for secret in secrets],
        [secret.content_id for secret in secrets],
        [secret.sealed for secret in secrets],
        [secret.wrapped for secret in secrets],
        [secret.origin for secret in secrets],
    )


async def get(tx: Transaction, tenant_id: UUID, version_id: UUID) -> list[SealedSecret]:
    """Every slot that is set, in the order of kind, element and slot."""
    rows = await tx.fetch("secrets.get", tenant_id, version_id)
    return [SealedSecret(**row) for row in rows]


async def slots(tx: Transaction, tenant_id: UUID, version_id: UUID) -> set[tuple[Kind, UUID, str]]:
    """Which slots are set, without what they hold."""
    rows = await tx.fetch("secrets.slots", tenant_id, version_id)
    return {(Kind(row["kind"]), row["element_id"], row["slot"]) for row in rows}


async def drop(
    tx: Transaction,
    tenant_id: UUID,
    version_id: UUID,
    gone: Iterable[tuple[Kind, UUID, str]],
) -> None:
    """Empties these slots, in one statement."""
    keys = list(gone)
    await tx.execute(
        "secrets.drop",
        tenant_id,
        version_id,
        [kind for kind, _, _ in keys],
        [element_id for _, element_id, _ in keys],
        [slot for _, _, slot in keys],
    )


async def copy(
    tx: Transaction,
    tenant_id: UUID,
    source_version: UUID,
    target_version: UUID,
    elements: Iterable[tuple[Kind, UUID]],
) -> None:
    """Fills the elements' empty slots of one version from another; set ones keep what they hold."""
    keys = list(elements)
    kinds, ids = [kind for kind, _ in keys], [element_id for _, element_id in keys]
    await tx.execute("secrets.copy", tenant_id, source_version, target_version, kinds, ids)


async def fill(
    tx: Transaction,
    tenant_id: UUID,
    source_version: UUID,
    target_version: UUID,
    empty: Iterable[tuple[Kind, UUID, str]],
) -> None:
    """Fills these slots of one version from another, in one statement; set ones keep what they
    hold.
    """
    keys = list(empty)
    await tx.execute(
        "secrets.fill",
        tenant_id,
        source_version,
        target_version,
        [kind for kind, _, _ in keys],
        [element_id for _, element_id, _ in keys],
        [slot for _, _, slot in keys],
    )
