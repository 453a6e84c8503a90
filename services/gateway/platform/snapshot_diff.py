"""Two snapshots of one flow compared, element by element, in the platform's shape."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path

from libs.flows import kinds
from libs.flows.difference import Difference, differences
from libs.flows.image import element_response, flow_response
from libs.flows.image_names import names_of
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.store import snapshots
from libs.store.content import Content
from services.gateway.auth import PackageReader
from services.gateway.filters import NameFilter, WithFilter
from services.gateway.parts import WithParts
from services.gateway.platform.drawing import default_culture
from services.gateway.shapes.base import NO_MOMENT
from services.gateway.shapes.element_change import ElementChange, ElementDiff

router = APIRouter(prefix="/api/draw/1/flow/snap", tags=["Snapshot"])

_STAMPS: Final = frozenset(
    {"dateCreated", "dateModified", "whoCreated", "whoModified", "whoOwner"}
    | {"comment", "isActive", "isDefault", "editingToken"}
)
"""What is new in every version, whether anything else is or not."""


@dataclass(frozen=True, slots=True)
class Versions:
    before: Annotated[UUID, Path(alias="versionBefore")]
    after: Annotated[UUID, Path(alias="versionAfter")]


@router.get("/{flow}/diff/{versionBefore}/{versionAfter}")
async def compare(
    parts: WithParts,
    acting: PackageReader,
    flow: UUID,
    versions: Annotated[Versions, Depends()],
    wanted: WithFilter,
) -> list[ElementChange]:
    """What differs between two snapshots of a flow."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        before = await snapshots.load(tx, acting.tenant_id, flow, versions.before)
        after = await snapshots.load(tx, acting.tenant_id, flow, versions.after)
    return await asyncio.to_thread(_changes, before, after, wanted)


def _changes(before: Content, after: Content, wanted: NameFilter) -> list[ElementChange]:
    old, new = _Side(before), _Side(after)
    keys = dict.fromkeys([*old.parts, *new.parts])
    changes = (_change(old, new, key) for key in keys)
    return [one for one in changes if one is not None and wanted.admits(one.developer_name)]


class _Side:
    def __init__(self, content: Content) -> None:
        self.parts: Mapping[tuple[Kind, UUID], Part] = {
            (part.kind, part.id): part for part in content.parts
        }
        self._names = names_of(content.parts)
        self._culture = default_culture(content.flow.id, content.cultures).key

    def said(self, key: tuple[Kind, UUID]) -> dict[str, Any] | None:
        """As the API shows it; None where it is not there."""
        part = self.parts.get(key)
        if part is None:
            return None
        if part.kind == kinds.FLOW:
            said = flow_response(part) | {"id": str(part.id), "elementType": "FLOW"}
        else:
            said = element_response(part, self._names, self._culture)
        actions = said.get("actions")
        if part.kind == kinds.SERVICE and isinstance(actions, list):
            actions.sort(key=lambda action: str(action.get("uriPart")))  # their order is noise
        return said


def _change(old: _Side, new: _Side, key: tuple[Kind, UUID]) -> ElementChange | None:
    before, after = old.parts.get(key), new.parts.get(key)
    if before is not None and after is not None and before.digest == after.digest:
        return None
    sides = old.said(key), new.said(key)
    diffs = [_diff(one) for one in _differences(*(_without_stamps(said) for said in sides))]
    part, said = (before, sides[0]) if after is None else (after, sides[1])
    if not diffs or part is None or said is None:
        return None
    return ElementChange(
        id=str(part.id),
        developer_name=part.name,
        element_type=said.get("elementType"),
        last_modified_user_id=(said.get("whoModified") or {}).get("id"),
        last_modified_date=part.modified or NO_MOMENT,
        diffs=diffs,
    )


def _without_stamps(said: dict[str, Any] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {name: value for name, value in said.items() if name not in _STAMPS}


def _differences(before: Any, after: Any) -> Iterator[Difference]:
    """One for an element that only one side has."""
    if before is None:
        yield Difference("add", (), None, after)
    elif after is None:
        yield Difference("remove", (), before, None)
    else:
        yield from differences(before, after)


def _diff(one: Difference) -> ElementDiff:
    return ElementDiff(
        operation_type=one.operation,
        path=[*one.path],
        before=_text(one.before),
        after=_text(one.after),
    )


def _text(value: Any) -> str | None:
    """A text as it is, anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
