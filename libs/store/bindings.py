"""Bindings that a tenant keeps for its next imports. A tenant below it inherits them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Final
from uuid import UUID, uuid4

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import Kind
from libs.store.database import Transaction

_BY_NAME: Final = UUID(int=0)
_LONGEST: Final = 1000
"""Bytes of a name or a field, which stand in the row's key; the migration checks the same."""


@dataclass(frozen=True, slots=True)
class KeptBinding:
    """One field of an element that is given by id or by name."""

    kind: Kind
    element_id: UUID | None
    name: str | None
    field: str
    """`value`, `uri`, `username`, `password` or `configuration/<name>`."""
    sealed: bytes = dataclass_field(repr=False)
    """Under the tenant's key."""


async def keep(tx: Transaction, tenant_id: UUID, bindings: Sequence[KeptBinding]) -> None:
    """Adds them; a field that is kept already gets the new value. Raises binding.malformed."""
    await tx.execute(
        "bindings.keep",
        tenant_id,
        [binding.kind for binding in bindings],
        [binding.element_id or _BY_NAME for binding in bindings],
        [_bounded(binding.name or "") for binding in bindings],
        [_bounded(binding.field) for binding in bindings],
        [uuid4() for _ in bindings],
        [binding.sealed for binding in bindings],
    )


async def drop(
    tx: Transaction, tenant_id: UUID, elements: Iterable[tuple[Kind, UUID | None, str | None]]
) -> None:
    """Forgets all fields of the elements, each named as it was kept: by id or by name."""
    keys = list(elements)
    await tx.execute(
        "bindings.drop",
        tenant_id,
        [kind for kind, _, _ in keys],
        [element_id or _BY_NAME for _, element_id, _ in keys],
        [name or "" for _, _, name in keys],
    )


async def of_tenants(
    tx: Transaction, path: Sequence[UUID]
) -> list[tuple[UUID, tuple[KeptBinding, ...]]]:
    """Of the tenants that keep any, the last of `path` first. The scope must hold them all."""
    kept: dict[UUID, list[KeptBinding]] = {}
    for row in await tx.fetch("bindings.of_tenants", list(path)):
        fields = dict(row)
        owner = fields.pop("tenant_id")
        kept.setdefault(owner, []).append(KeptBinding(**fields))
    return [(tenant, tuple(kept[tenant])) for tenant in reversed(path) if tenant in kept]


def _bounded(text: str) -> str:
    if len(text.encode()) > _LONGEST or "\x00" in text:
        raise ProblemError(
            ErrorCode.BINDING_MALFORMED,
            f"A name in a binding is longer than {_LONGEST} bytes or has a NUL: {text[:40]!r}",
        )
    return text
