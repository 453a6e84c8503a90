"""New stamps for parts whose content stays: new versions, and the versions a flow pins."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.split import canonical


def platform_time(moment: datetime) -> str:
    """ISO 8601 in UTC with seven fractional digits, as the platform writes dates."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0+00:00")


def moment_of(written: str | None) -> datetime | None:
    """Of a date as the platform writes it; UTC where it has no offset. None for what is no date."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def restamp(
    part: Part, *, version_id: UUID, modified: str | None = None, by: UUID | None = None
) -> Part:
    """The part as a new version of itself: content, digest and id are equal.

    Nested `versionId`, `parentVersionId` and `elementVersionId` that named the old version name
    the new one. `modified` is ISO 8601; the old modifier's name and address go with `by`.
    """
    stamp = orjson.loads(part.stamp)
    if part.version_id is not None:
        stamp = _replaced(stamp, str(part.version_id), str(version_id))
    added = stamp.setdefault("+", {})
    composite = stamp.setdefault("=", {}).setdefault("compositeId", {})
    composite.setdefault("+", {})["versionId"] = str(version_id)
    if modified is not None:
        added["dateModified"] = modified
    if by is not None:
        for name in [name for name in added if name.lower() == "usermodifiedobject"]:
            del added[name]
        added["userModified"] = str(by)
    return replace(
        part,
        stamp=canonical(stamp),
        version_id=version_id,
        modified=modified if modified is not None else part.modified,
    )


def _replaced(node: Json, old: str, new: str) -> Json:
    if type(node) is dict:
        return {key: _replaced(value, old, new) for key, value in node.items()}
    if type(node) is list:
        return [_replaced(value, old, new) for value in node]
    return new if node == old else node


def with_references_pinned(flow: Part, versions: Mapping[tuple[Kind, UUID], UUID | None]) -> Part:
    """The flow with id maps that name exactly these elements, each at the version given.

    None keeps the version the flow names already. Kinds without an id map, and the flow itself,
    are passed over. The digest changes only where the set of elements does.
    """
    content, stamp = orjson.loads(flow.content), orjson.loads(flow.stamp)
    inner, added = stamp.setdefault("=", {}), stamp.setdefault("+", {})
    for key, kind in kinds.MANIFESTS.items():
        named = inner.pop(key, {}).get("@", {})
        spelled = {guid.lower(): guid for guid in named}
        ids: dict[str, Json] = {}
        for (its_kind, id_), version in versions.items():
            if its_kind == kind and id_ != flow.id:
                guid = spelled.get(str(id_), str(id_))
                pin = {} if version is None else {"versionId": str(version)}
                ids[guid] = (named.get(guid) or {"guid": guid}) | pin
        content.pop(key, None)
        if ids:
            content[key] = sorted(ids)
            inner[key] = {"@": ids}
            added.pop(key, None)
        elif named:
            added[key] = {}
    encoded = canonical(content)
    return replace(flow, content=encoded, stamp=canonical(stamp), digest=element_digest(encoded))
