"""Connectors and types that the tenant has under another id, mapped to the ones that are there.

| | is mapped to |
|---|---|
| connector | the only connector of the tenant with its end-point, letter by letter |
| type | the only type of the tenant with its name, letter by letter, if no property that both \
have is of another content type, and if their connectors, where both have one, are the same |
| both | what they were mapped to before, as long as that is there |

What the package itself has under the tenant's id is never mapped to, and neither is anything where
two elements of the package could be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from urllib.parse import unquote
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.additions import BINDING, PROPERTY, items_by_name, with_additions
from libs.flows.binding_places import PASSWORD, USERNAME, with_field_place
from libs.flows.image_names import objects
from libs.flows.kinds import Kind
from libs.flows.model import Json, Package, Part, Secret
from libs.flows.renaming import renamed, renamed_package
from libs.flows.secret_slots import password_properties, slots_of
from libs.flows.shape import is_guid
from libs.flows.slots import guid_of
from libs.flows.uris import uri_of
from libs.flows.wishes import Mergeable

_MERGED_KINDS: Final = (kinds.SERVICE, kinds.TYPE)
_Key: TypeAlias = tuple[Kind, UUID]


@dataclass(frozen=True, slots=True)
class Remembered:
    """An element of a package and the one of the tenant that it was mapped to."""

    kind: Kind
    source_id: UUID
    target_id: UUID
    properties: Mapping[UUID, UUID]
    """Of a type: the ids of its properties and bindings, source to target."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the tenant has to be looked at to decide what is merged."""

    ids: frozenset[tuple[Kind, UUID]]
    """Connectors and types by id: the package's own, and what they were mapped to before."""
    type_names: frozenset[str]
    endpoints: frozenset[str]


@dataclass(frozen=True, slots=True)
class Merged:
    package: Package
    remembered: tuple[Remembered, ...]
    """What is to be stored: every mapping that was applied."""
    merged: Mapping[tuple[Kind, UUID], UUID]
    """Kind and id in the tenant to the id in the package as it came."""


def wanted(
    parts: Sequence[Part], *, memory: Sequence[Remembered], uris: Mapping[UUID, str]
) -> Wanted:
    """`uris` are the end-points that connectors get by binding or mapping, by id in the package."""
    own = {(part.kind, part.id) for part in parts if part.kind in _MERGED_KINDS}
    before = {(one.kind, one.target_id) for one in memory if (one.kind, one.source_id) in own}
    endpoints = (_endpoint(part, uris) for part in parts if part.kind == kinds.SERVICE)
    return Wanted(
        ids=frozenset(own | before),
        type_names=frozenset(part.name for part in parts if part.kind == kinds.TYPE),
        endpoints=frozenset(endpoint for endpoint in endpoints if endpoint),
    )


def merge(
    package: Package,
    *,
    existing: Sequence[Part],
    memory: Sequence[Remembered],
    mergeable: frozenset[Mergeable],
    uris: Mapping[UUID, str],
) -> Merged:
    """`existing` is what the tenant has of `wanted`, with its overlays."""
    matches = _Matches(package.parts, existing, memory)
    matches.find_connectors(uris, is_asked=Mergeable.CONNECTORS in mergeable)
    matches.find_types(is_asked=Mergeable.TYPES in mergeable)
    targets = matches.targets
    if not targets:
        return Merged(package, (), {})
    inside = {source: matches.inside(source) for kind, source in targets if kind == kinds.TYPE}
    names = {source: target.id for (_, source), target in targets.items()}
    for properties in inside.values():
        names |= properties
    sources = {(part.kind, part.id): part for part in package.parts}
    secrets = [s for s in package.secrets if not _is_of_another_user(s, sources, targets)]
    fields = _fields_of(secrets)
    parts = [
        _merged(targets[key], renamed(part, names), fields.get(key, ())) if key in targets else part
        for key, part in sources.items()
    ]
    whole = renamed_package(replace(package, secrets=tuple(secrets)), parts, names)
    return Merged(
        package=_with_placed_secrets(whole, {target.id for target in targets.values()}),
        remembered=tuple(
            Remembered(kind, source, target.id, inside.get(source, {}))
            for (kind, source), target in targets.items()
        ),
        merged={(kind, target.id): source for (kind, source), target in targets.items()},
    )


def _fields_of(secrets: Iterable[Secret]) -> dict[_Key, list[str]]:
    """Those that are secret as a whole, by element."""
    fields: dict[_Key, list[str]] = {}
    for secret in secrets:
        if not {"/", "@"} & set(secret.slot):
            fields.setdefault((secret.kind, secret.element_id), []).append(unquote(secret.slot))
    return fields


def _merged(standing: Part, coming: Part, secret_fields: Sequence[str]) -> Part:
    """With a place for each password that comes for the element, or it could never leave again."""
    merged = with_additions(standing, coming)
    for field in secret_fields:
        merged = with_field_place(merged, field)
    return merged


def _with_placed_secrets(package: Package, merged: Set[UUID]) -> Package:
    """Without those that the merged element, which is the tenant's, has no place for."""
    concerned = {(s.kind, s.element_id) for s in package.secrets if s.element_id in merged}
    if not concerned:
        return package
    properties = password_properties(package.parts)
    parts = [part for part in package.parts if (part.kind, part.id) in concerned]
    slots = {slot for part in parts for slot in slots_of(part, properties)}
    secrets = tuple(
        s
        for s in package.secrets
        if (s.kind, s.element_id) not in concerned or (s.kind, s.element_id, s.slot) in slots
    )
    return replace(package, secrets=secrets)


class _Matches:
    """Which elements of a package are mapped, and to what."""

    def __init__(
        self, parts: Sequence[Part], existing: Sequence[Part], memory: Sequence[Remembered]
    ) -> None:
        self._own = {(part.kind, part.id): part for part in parts if part.kind in _MERGED_KINDS}
        self._there = {(part.kind, part.id): part for part in existing}
        self._memory = {(one.kind, one.source_id): one for one in memory}
        self.targets: dict[_Key, Part] = {}
        """Kind and id in the package to the tenant's element."""

    def find_connectors(self, uris: Mapping[UUID, str], *, is_asked: bool) -> None:
        own = {key: _endpoint(part, uris) for key, part in self._own.items()}
        there = {key: _endpoint(part, {}) for key, part in self._there.items()}
        self._find(kinds.SERVICE, own, there, is_asked=is_asked)

    def find_types(self, *, is_asked: bool) -> None:
        """After the connectors, whose mapping decides which types have the same one."""
        own = {key: part.name for key, part in self._own.items()}
        there = {key: part.name for key, part in self._there.items()}
        self._find(kinds.TYPE, own, there, is_asked=is_asked)

    def _find(
        self,
        kind: Kind,
        own: Mapping[_Key, str | None],
        there: Mapping[_Key, str | None],
        *,
        is_asked: bool,
    ) -> None:
        how_often = Counter(said for key, said in own.items() if key[0] == kind)
        having: dict[str | None, list[Part]] = {}
        for key, said in there.items():
            if key[0] == kind:
                having.setdefault(said, []).append(self._there[key])
        taken = {part.id for part in self._own.values() if part.kind == kind}
        for key, said in own.items():
            if key[0] != kind:
                continue
            target = self._remembered(key)
            if target is None and is_asked and said and how_often[said] == 1:
                target = self._only(key, having.get(said, []))
            if target is not None and target.id not in taken:
                taken.add(target.id)
                self.targets[key] = target

    def _remembered(self, key: _Key) -> Part | None:
        one = self._memory.get(key)
        return None if one is None else self._there.get((one.kind, one.target_id))

    def _only(self, key: _Key, found: Sequence[Part]) -> Part | None:
        is_new = key not in self._there
        return found[0] if is_new and len(found) == 1 and self._suits(key, found[0]) else None

    def _suits(self, key: _Key, target: Part) -> bool:
        if target.kind != kinds.TYPE:
            return True
        ours, theirs = orjson.loads(self._own[key].content), orjson.loads(target.content)
        connector = guid_of(ours.get("serviceElementId"))
        if connector is not None and is_guid(connector):
            mapped = self.targets.get((kinds.SERVICE, UUID(connector)))
            connector = str(mapped.id) if mapped else connector
        their_connector = guid_of(theirs.get("serviceElementId"))
        if connector and their_connector and connector != their_connector:
            return False
        properties = items_by_name(theirs, PROPERTY)
        return all(
            _content_type(item) == _content_type(properties[name])
            for name, item in items_by_name(ours, PROPERTY).items()
            if name in properties
        )

    def inside(self, source: UUID) -> dict[UUID, UUID]:
        """Of a type that is mapped: its properties and bindings to the tenant's, by name, or as
        they were mapped before where the tenant has renamed its own.
        """
        key = (kinds.TYPE, source)
        ours, theirs = (orjson.loads(p.content) for p in (self._own[key], self.targets[key]))
        before = self._memory[key].properties if key in self._memory else {}
        mapped: dict[UUID, UUID] = {}
        for name, field in (PROPERTY, BINDING):
            there = items_by_name(theirs, (name, field))
            standing = {_guid(item) for item in objects(theirs.get(name))}
            for item in objects(ours.get(name)):
                guid = _guid(item)
                if guid is None:
                    continue
                target = before.get(guid)
                if target is None or target not in standing:
                    target = _guid(there.get(guid_of(item.get(field)) or "", {}))
                if target is not None and target != guid:
                    mapped[guid] = target
        return mapped


def _guid(item: Mapping[str, Json]) -> UUID | None:
    guid = item.get("guid")
    return UUID(guid) if is_guid(guid) else None


def _content_type(item: Json) -> str:
    return str(item.get("contentType")).lower()


def _endpoint(part: Part, uris: Mapping[UUID, str]) -> str | None:
    return (uris.get(part.id) or uri_of(part)) if part.kind == kinds.SERVICE else None


def _is_of_another_user(
    secret: Secret, sources: Mapping[_Key, Part], targets: Mapping[_Key, Part]
) -> bool:
    """Whether it is a mapped connector's password for another user than the tenant's connector has:
    that one would stand beside the tenant's user name.
    """
    key = (secret.kind, secret.element_id)
    target = targets.get(key)
    if target is None or secret.slot != PASSWORD:
        return False
    ours, theirs = (orjson.loads(p.content).get(USERNAME) for p in (sources[key], target))
    return bool(ours != theirs)
