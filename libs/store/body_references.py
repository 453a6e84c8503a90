"""What bodies refer to, as rows: each thing once for each body, in an order of its own."""

from collections.abc import Iterable
from typing import TypeAlias
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.model import Digest, Part
from libs.flows.references import How, Reference
from libs.store.storable import label

Columns: TypeAlias = tuple[
    list[Digest], list[int], list[str], list[str | None], list[UUID | None], list[str | None]
]
"""Digest, ordinal, how, target kind, target id, name."""

_Target: TypeAlias = tuple[How, Kind | None, UUID | None, str | None]


def columns(parts: Iterable[Part], references: Iterable[Reference]) -> Columns:
    """`references` are those of the parts (libs.flows.references); the path is of no interest."""
    digests = {(part.kind, part.id): part.digest for part in parts}
    targets: dict[Digest, dict[_Target, None]] = {}
    for one in references:
        target = (one.how, one.target_kind, one.target_id, one.name and label(one.name))
        targets.setdefault(digests[one.kind, one.source_id], {})[target] = None
    rows = [
        (digest, ordinal, *target)
        for digest, found in targets.items()
        for ordinal, target in enumerate(found)
    ]
    return (
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
        [row[4] for row in rows],
        [row[5] for row in rows],
    )
