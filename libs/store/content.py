"""What a draft or snapshot consists of: effective parts, cultures of the tenant, remainder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Json, Part
from libs.flows.overlay import apply_overlay


@dataclass(frozen=True, slots=True)
class Content:
    parts: tuple[Part, ...]
    """The flow first; overlays are applied."""
    cultures: tuple[Culture, ...]
    """With the tenant's guid and body where the tenant has the culture."""
    rest: bytes
    """What belongs to no element, as libs.flows.model.Package has it."""

    @property
    def flow(self) -> Part:
        return self.parts[0]


def part_of(row: asyncpg.Record) -> Part:
    """From a row of the views `draft_part` or `snapshot_part`, its overlay applied."""
    content, digest = row["content"], row["digest"]
    if row["overlay"] is not None:
        content = apply_overlay(content, row["overlay"])
        digest = element_digest(content)
    return Part(
        kind=Kind(row["kind"]),
        id=row["element_id"],
        name=row["name"],
        content=content,
        stamp=row["stamp"],
        digest=digest,
        flow_id=row["flow_id"],
        version_id=row["version_id"],
        modified=row["modified"],
    )


def with_guids_of(tenant: Mapping[str, Culture], documents: Iterable[Json]) -> tuple[Culture, ...]:
    """A manifest's cultures, each in the tenant's own spelling where the tenant has it."""
    return tuple(
        tenant.get(document["key"])
        or Culture(document["key"], UUID(document["guid"]), document["body"].encode())
        for document in documents
    )
