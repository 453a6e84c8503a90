"""Which elements a tenant has, in its draft or in any snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.store.content import part_of
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Existing:
    kind: Kind
    id: UUID
    name: str


async def existing(
    tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]
) -> list[Existing]:
    """Those of the keys that the tenant has, in the order given."""
    wanted = list(keys)
    kinds, ids = [kind for kind, _ in wanted], [element_id for _, element_id in wanted]
    return [Existing(**row) for row in await tx.fetch("elements.existing", tenant_id, kinds, ids)]


async def latest_parts(
    tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]
) -> list[Part]:
    """Those of the keys that a snapshot of any flow holds, as the newest such snapshot has them.

    In the order given.
    """
    wanted = list(keys)
    kinds, ids = [kind for kind, _ in wanted], [element_id for _, element_id in wanted]
    rows = await tx.fetch("elements.latest_parts", tenant_id, kinds, ids)
    return [part_of(row) for row in rows]
