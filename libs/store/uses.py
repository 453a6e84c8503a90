"""What a tenant's draft elements refer to, as it was noted when their bodies were staged."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import asyncpg

from libs.flows.kinds import VALUE, Kind
from libs.flows.target import TargetElement, Use
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class DraftReference:
    """One thing that an element refers to, however often (libs.flows.references.Reference)."""

    kind: Kind
    element_id: UUID
    how: str
    target_kind: Kind | None
    target_id: UUID | None
    name: str | None


async def references_of(
    tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]
) -> list[DraftReference]:
    """In the order of the keys. An overlay's references are not among them."""
    rows = await tx.fetch("uses.references_of", tenant_id, *_columns(keys))
    return [DraftReference(**row) for row in rows]


async def used_by(tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]) -> list[Use]:
    """What refers to these elements, but for themselves and what the flows among them own."""
    own = [_Target(*row) for row in await tx.fetch("uses.own", tenant_id, *_columns(keys))]
    return await _used_by(tx, tenant_id, own, own)


async def reaching(
    tx: Transaction, tenant_id: UUID, elements: Iterable[TargetElement]
) -> list[Use]:
    """What refers to the elements, or to a shared element that was found to, and is none of them: a
    statement for each step away from the elements, which are two or three.
    """
    own = [_Target(one.kind, one.id, one.name) for one in elements]
    found = step = await _used_by(tx, tenant_id, own, own)
    seen: set[_Target] = set()
    while further := {_Target(u.kind, u.id, u.name) for u in step if u.flow_id is None} - seen:
        seen |= further
        step = await _used_by(tx, tenant_id, further, own)
        found = found + step
    return found


class _Target(NamedTuple):
    kind: Kind
    id: UUID
    name: str


async def _used_by(
    tx: Transaction, tenant_id: UUID, targets: Collection[_Target], own: Collection[_Target]
) -> list[Use]:
    rows = await tx.fetch(
        "uses.used_by",
        tenant_id,
        [target.id for target in targets],
        [target.name for target in targets if target.kind == VALUE],
        *_columns((one.kind, one.id) for one in own),
    )
    by_id: dict[UUID | None, list[_Target]] = {}
    by_name: dict[str | None, list[_Target]] = {}
    for target in targets:
        by_id.setdefault(target.id, []).append(target)
        if target.kind == VALUE:
            by_name.setdefault(target.name, []).append(target)
    found: dict[Use, None] = {}
    for row in rows:
        meant = by_name if row["how"] == "name" else by_id
        for target in meant.get(row["name" if row["how"] == "name" else "target_id"], ()):
            if row["target_kind"] in (None, target.kind):
                found[_use(row, target)] = None
    return list(found)


def _use(row: asyncpg.Record, target: _Target) -> Use:
    return Use(
        kind=row["kind"],
        id=row["id"],
        name=row["element_name"],
        flow_id=row["flow_id"],
        target_kind=target.kind,
        target_id=target.id,
        action=row["name"] if row["how"] == "action" else None,
    )


def _columns(keys: Iterable[tuple[Kind, UUID]]) -> tuple[list[Kind], list[UUID]]:
    listed = list(keys)
    return [kind for kind, _ in listed], [element_id for _, element_id in listed]
