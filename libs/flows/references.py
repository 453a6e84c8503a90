"""What refers to what: by GUID, by connector action, inside texts, by name, by component key."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.fields import (
    BINDING_FIELDS,
    BUILT_IN_COMPONENTS,
    FLOWKEY,
    GUID_FIELDS,
    NESTED_FIELDS,
    PROPERTY_FIELDS,
    VALUE_FIELD,
    VALUE_OBJECTS,
)
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.noise import TEXTS
from libs.flows.shape import ZERO, Path, id_in, is_guid
from libs.flows.system_ids import SYSTEM_IDS

How: TypeAlias = Literal[
    "guid",
    "action",
    "flowkey",
    "name",
    "environment",
    "component",
    "binding",
    "property",
    "nested",
]

_NAME = re.compile(r"\{!\[((?:(?!\{!)[^\]])+)\]")  # never over a further one: linear in any text
_ENVIRONMENT = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """One place in one element that names another thing.

    `target_id` is the GUID named: of an element, or of a property, binding or nested thing, whose
    owner `target_kind` tells the kind of. `name` is what is named by text: a connector's action, a
    value, an environment variable, a custom component's key.
    """

    kind: Kind
    source_id: UUID
    path: tuple[str | int, ...]
    target_kind: Kind | None
    target_id: UUID | None
    name: str | None
    how: How


def references(parts: Iterable[Part]) -> list[Reference]:
    """Every reference, in the order of the parts and of their fields."""
    found: list[Reference] = []
    for part in parts:
        _Finder(part, found).run()
    return found


class _Finder:
    def __init__(self, part: Part, found: list[Reference]) -> None:
        self._part = part
        self._found = found

    def run(self) -> None:
        content = orjson.loads(self._part.content)
        own = {key: value for key, value in content.items() if key != "compositeId"}
        if self._part.kind == kinds.FLOW:
            for key, kind in kinds.MANIFESTS.items():
                for guid in own.pop(key, ()):
                    self._guid((key, guid), kind, guid)
        self._object(own, ())

    def _add(
        self, path: Path, how: How, kind: Kind | None, guid: Json = None, name: str | None = None
    ) -> None:
        target = None
        if guid is not None:
            if guid == ZERO or not is_guid(guid):
                return
            target = UUID(guid)
        part = self._part
        self._found.append(Reference(part.kind, part.id, tuple(path), kind, target, name, how))

    def _guid(self, path: Path, kind: Kind | None, guid: Json) -> None:
        self._add(path, "guid", kind, guid)

    def _object(self, node: Mapping[str, Json], path: Path) -> None:
        for key, value in node.items():
            where = (*path, key)
            self._field(key, value, where)
            self._below(value, where)
        self._action(node, path)

    def _below(self, value: Json, path: Path) -> None:
        if type(value) is dict:
            self._object(value, path)
        elif type(value) is list:
            for place, item in enumerate(value):
                self._below(item, (*path, place))
        elif type(value) is str:
            self._text(value, path)

    def _field(self, key: str, value: Json, path: Path) -> None:
        if key in PROPERTY_FIELDS:
            self._add(path, "property", kinds.TYPE, id_in(value))
        elif key in BINDING_FIELDS:
            self._add(path, "binding", kinds.TYPE, id_in(value))
        elif key in NESTED_FIELDS:
            self._add(path, "nested", None, id_in(value))
        elif key == "componentType":
            if type(value) is str and value and value not in BUILT_IN_COMPONENTS:
                self._add(path, "component", kinds.CUSTOM_PAGE_COMPONENT, name=value)
        else:
            self._element(key, value, path)

    def _element(self, key: str, value: Json, path: Path) -> None:
        kind = GUID_FIELDS.get(key)
        if kind is None and VALUE_FIELD.fullmatch(key):
            kind = kinds.VALUE
        if kind is None and key in VALUE_OBJECTS and type(value) in (dict, list):
            kind = kinds.VALUE
        if kind is None and not _is_reference(value):
            return
        for place, item in enumerate(value) if type(value) is list else ((None, value),):
            where = path if place is None else (*path, place)
            guid = id_in(item)
            if guid is not None:
                self._guid(where, kind, guid)
            elif key == "processPropertyValue" and type(item) is dict:
                for name, inner in item.items():
                    self._guid((*where, name), kind, id_in(inner))

    def _action(self, node: Mapping[str, Json], path: Path) -> None:
        """A message action names its connector by GUID and the action in it by URI part."""
        service, action = id_in(node.get("serviceElementId")), node.get("uriPart")
        if service is not None and type(action) is str:
            self._add((*path, "uriPart"), "action", kinds.SERVICE, service, action)

    def _text(self, text: str, path: Path) -> None:
        if "flowkey___" in text:
            for value, property_id in FLOWKEY.findall(text):
                self._add(path, "flowkey", kinds.VALUE, value)
                self._add(path, "property", kinds.TYPE, property_id or ZERO)
        if "{!" in text:
            for name in dict.fromkeys(_NAME.findall(text)):
                self._add(path, "name", kinds.VALUE, name=name)
        if "{{" in text:
            for name in dict.fromkeys(_ENVIRONMENT.findall(text)):
                self._add(path, "environment", None, name=name)


_REFERENCE_FIELDS = frozenset(
    {
        "guid",
        "typeElementPropertyId",
        "command",
        "relativeUnit",
        "elementType",
        "developerName",
        "contentType",
        "isVersionless",
    }
)


def _is_reference(value: Json) -> bool:
    """An object that can be nothing but a reference, under a field the tables do not know."""
    return type(value) is dict and is_guid(value.get("guid")) and set(value) <= _REFERENCE_FIELDS


class _Index:
    """What a set of parts offers to be referred to."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.elements = {(part.kind, part.id): part for part in parts}
        self.ids = {part.id: part for part in parts}
        self.values: dict[str, list[Part]] = {}
        self.inside: dict[UUID, Part] = {}
        self.actions: dict[UUID, frozenset[str]] = {}
        self.components: dict[str, Part] = {}
        for part in parts:
            content = orjson.loads(part.content)
            if part.kind == kinds.VALUE:
                self.values.setdefault(part.name, []).append(part)
            if part.kind == kinds.SERVICE:
                uris = [action.get("uriPart") for action in content.get("actions", []) if action]
                self.actions[part.id] = frozenset(uri for uri in uris if type(uri) is str)
            if part.kind == kinds.CUSTOM_PAGE_COMPONENT and type(content.get("key")) is str:
                self.components[content["key"]] = part
            for guid in _identities(content):
                self.inside.setdefault(UUID(guid), part)

    def targets(self, reference: Reference) -> list[Part]:
        """The parts that hold what is referred to; none where it dangles."""
        if reference.how == "name":
            return self.values.get(reference.name or "", [])
        if reference.how == "component":
            component = self.components.get(reference.name or "")
            return [component] if component else []
        if reference.target_id is None:
            return []
        if reference.how in ("property", "binding", "nested"):
            found = self.inside.get(reference.target_id)
        elif reference.target_kind is None:
            found = self.ids.get(reference.target_id)
        else:
            found = self.elements.get((reference.target_kind, reference.target_id))
        if reference.how == "action" and found is not None:
            found = found if reference.name in self.actions[found.id] else None
        return [found] if found else []


def _identities(node: Json) -> Iterator[str]:
    """GUIDs that things inside an element have: components, outcomes, properties, bindings."""
    if type(node) is dict:
        if TEXTS in node:
            return
        for field in ("guid", "id"):
            if len(node) > 1 and is_guid(node.get(field)):
                yield node[field]
        for value in node.values():
            yield from _identities(value)
    elif type(node) is list:
        for item in node:
            yield from _identities(item)


_NEVER_DANGLE: frozenset[How] = frozenset({"environment", "component"})


def dangling(parts: Sequence[Part]) -> list[Reference]:
    """References to what is neither among the parts nor the platform's own.

    Not among them: other flows, which travel only when asked, and the values inside them;
    environment variables, which are never packed; component keys, which a player may serve.
    """
    return unresolved(references(parts), parts)


def unresolved(found: Iterable[Reference], parts: Sequence[Part]) -> list[Reference]:
    """Of these references, those that dangle among these parts."""
    index = _Index(parts)
    return [r for r in found if _must_resolve(r) and not index.targets(r)]


def _must_resolve(reference: Reference) -> bool:
    if reference.how in _NEVER_DANGLE or reference.target_kind == kinds.FLOW:
        return False
    if reference.how == "guid" and reference.target_kind is None:
        return False
    if reference.how == "name" and (reference.name or "").startswith("$"):
        return False
    if "valueElementInSubflowId" in reference.path:
        return False
    return str(reference.target_id) not in SYSTEM_IDS


class Closures:
    """What flows reach, among parts that are looked through once however many flows ask."""

    def __init__(self, parts: Mapping[tuple[Kind, UUID], Part]) -> None:
        self._parts = parts
        self._index = _Index([part for part in parts.values() if part.kind != kinds.FLOW])
        self._targets: dict[tuple[Kind, UUID], set[tuple[Part, ...]]] = {}
        self._owned: dict[UUID | None, dict[tuple[Kind, UUID], Part]] = {}
        for key, part in parts.items():
            if part.kind in kinds.FLOW_SCOPED:
                self._owned.setdefault(part.flow_id, {})[key] = part

    def of(self, flow_id: UUID) -> list[Part]:
        """The flow, what belongs to it, and every shared element reached from there.

        Other flows are not followed. Of values with one name, those that the flow's id map holds
        are meant. The flow first, then kinds in the platform's order, then ids. Raises KeyError
        where the flow is not among the parts.
        """
        flow = self._parts[kinds.FLOW, flow_id]
        own = {one.target_id for one in references([flow])}
        reached = dict(self._owned.get(flow_id, {}))
        waiting = [flow, *reached.values()]
        while waiting:
            for targets in self._targets_of(waiting.pop()):
                meant = [part for part in targets if part.id in own] if len(targets) > 1 else None
                for part in meant or targets:
                    key = (part.kind, part.id)
                    foreign = part.kind in kinds.FLOW_SCOPED and part.flow_id != flow_id
                    if key not in reached and not foreign:
                        reached[key] = part
                        waiting.append(part)
        order = {kind: place for place, kind in enumerate(kinds.COLLECTIONS.values())}
        last = len(order)
        others = sorted(reached.values(), key=lambda p: (order.get(p.kind, last), p.kind, p.id.int))
        return [flow, *others]

    def _targets_of(self, part: Part) -> set[tuple[Part, ...]]:
        """What each reference of the part may mean; several only where a name does not tell."""
        key = (part.kind, part.id)
        if key not in self._targets:
            self._targets[key] = {tuple(self._index.targets(r)) for r in references([part])}
        return self._targets[key]


def closure(flow_id: UUID, parts: Mapping[tuple[Kind, UUID], Part]) -> list[Part]:
    """`Closures.of` for a single flow."""
    return Closures(parts).of(flow_id)
