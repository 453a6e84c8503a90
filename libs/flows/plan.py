"""What an import would do to one tenant. The plan is the import: a dry run only shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, TypeAlias
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Digest, Json, Package, Part
from libs.flows.overlay import apply_overlay

Verdict: TypeAlias = Literal["create", "update", "identical", "remove"]


@dataclass(frozen=True, slots=True)
class TargetElement:
    """One row of the target's draft, as it stands now."""

    kind: Kind
    id: UUID
    digest: Digest
    """Effective: of the base with its overlay."""
    imported: Digest | None
    """Effective digest of the last import; None for an element made in the tenant."""
    name: str
    flow_id: UUID | None
    modified: str | None
    version_id: UUID | None


@dataclass(frozen=True, slots=True)
class Change:
    """One element's fate. `part`, `overlay` and `digest` are None for one that is removed."""

    kind: Kind
    id: UUID
    name: str
    verdict: Verdict
    edited: bool
    """The target's content is not the one last imported: made or changed in the tenant."""
    downgrade: bool
    """Other content, and older than the target's by date of modification."""
    part: Part | None = None
    overlay: Json | None = None
    digest: Digest | None = None
    """Effective, overlay applied."""


@dataclass(frozen=True, slots=True)
class Plan:
    changes: tuple[Change, ...]
    """Package order, then what is removed."""
    existing: tuple[TargetElement, ...]
    """What the target has of the package already, package order: the platform's 409 answer."""
    state_hash: bytes
    """Over all that was read of the target: a plan is void once it differs."""

    @property
    def connectors(self) -> tuple[Change, ...]:
        """Connectors the import brings or changes: each needs a refresh in the target."""
        return tuple(
            change
            for change in self.changes
            if change.kind == kinds.SERVICE and change.verdict in ("create", "update")
        )


def plan_draft(
    package: Package, target: Sequence[TargetElement], overlays: Mapping[UUID, Json]
) -> Plan:
    """The import of a package into a draft. `target` holds at least every row whose kind and id
    the package has, and every map, group and navigation of the package's flows; others are
    passed over. `overlays` are merge patches by element id. Removed is what a flow of the package
    owned and names no longer.
    """
    rows = {(row.kind, row.id): row for row in target}
    changes = [
        _change(part, rows.get((part.kind, part.id)), overlays.get(part.id))
        for part in package.parts
    ]
    brought = {(part.kind, part.id) for part in package.parts}
    flows = {part.id: _named(part) for part in package.parts if part.kind == kinds.FLOW}
    gone = [
        row
        for row in target
        if row.kind in kinds.FLOW_SCOPED
        and row.flow_id in flows
        and (row.kind, row.id) not in brought
        and (row.kind, str(row.id)) not in flows[row.flow_id]
    ]
    existing = [rows[part.kind, part.id] for part in package.parts if (part.kind, part.id) in rows]
    gone.sort(key=lambda row: (row.kind, row.id))
    return Plan(
        changes=(*changes, *(_removal(row) for row in gone)),
        existing=tuple(existing),
        state_hash=state_hash([*existing, *gone]),
    )


def _named(flow: Part) -> set[tuple[Kind, str]]:
    """What the flow's id maps name: a sub-flow may come along without its own elements."""
    content = orjson.loads(flow.content)
    return {
        (kind, guid.lower())
        for key, kind in kinds.MANIFESTS.items()
        if kind in kinds.FLOW_SCOPED
        for guid in content.get(key, ())
    }


def _change(part: Part, row: TargetElement | None, overlay: Json | None) -> Change:
    digest = part.digest
    if overlay is not None:
        digest = element_digest(apply_overlay(part.content, overlay))
    change = Change(
        part.kind,
        part.id,
        part.name,
        verdict="create",
        edited=False,
        downgrade=False,
        part=part,
        overlay=overlay,
        digest=digest,
    )
    if row is None:
        return change
    return replace(
        change,
        verdict="identical" if row.digest == digest else "update",
        edited=_edited(row),
        downgrade=row.digest != digest and _older(part.modified, row.modified),
    )


def _removal(row: TargetElement) -> Change:
    return Change(row.kind, row.id, row.name, "remove", edited=_edited(row), downgrade=False)


def _edited(row: TargetElement) -> bool:
    return row.imported != row.digest


def _older(ours: str | None, theirs: str | None) -> bool:
    """False where either date is unknown: age is only a hint, so doubt raises no alarm."""
    our_date, their_date = _date(ours), _date(theirs)
    return our_date is not None and their_date is not None and our_date < their_date


def _date(written: str | None) -> datetime | None:
    """ISO 8601 as the platform writes it; without an offset it is UTC."""
    try:
        date = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def state_hash(rows: Iterable[TargetElement]) -> bytes:
    """SHA-256 over the rows, in whatever order they come."""
    lines = sorted(
        [
            row.kind,
            str(row.id),
            row.digest.hex(),
            row.imported.hex() if row.imported else None,
            row.name,
            str(row.flow_id),
            row.modified,
            str(row.version_id),
        ]
        for row in rows
    )
    return sha256(orjson.dumps(lines)).digest()
