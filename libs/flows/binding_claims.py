"""Bindings as a tenant says them, and the elements of a package that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.binding_places import PASSWORD, USERNAME
from libs.flows.faults import shortened
from libs.flows.image_names import objects
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.flows.nouns import called, noun
from libs.flows.shape import is_guid
from libs.flows.slots import guid_of

URI: Final = "uri"
VALUE: Final = "value"
_BOUND: Final = (kinds.VALUE, kinds.SERVICE)


@dataclass(frozen=True, slots=True)
class ValueBinding:
    """The default of a value element, in every culture. Named by `id`, or else by `name`."""

    id: UUID | None
    name: str | None
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConnectorBinding:
    """What a connector is to have; None stays as it is. Named by `id`, or else by `name`."""

    id: UUID | None
    name: str | None
    uri: str | None = field(default=None, repr=False)
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    configuration: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By a configuration value's name: the default of the value element that it refers to."""


@dataclass(frozen=True, slots=True)
class Bindings:
    values: tuple[ValueBinding, ...] = ()
    connectors: tuple[ConnectorBinding, ...] = ()


class Claim(NamedTuple):
    """One thing of one element that a binding gives a text to."""

    kind: Kind
    id: UUID
    field: str


class Claims:
    """What one layer of bindings asks for. `merged` has elements as they came, see bindings.py."""

    def __init__(self, parts: Sequence[Part], merged: Mapping[tuple[Kind, UUID], Part]) -> None:
        self._parts: dict[tuple[Kind, UUID], Part] = {}
        self._named: dict[tuple[Kind, str], list[Part]] = {}
        for part in parts:
            if part.kind in _BOUND:
                came = merged.get((part.kind, part.id), part)
                for id_ in {part.id, came.id}:
                    self._parts[part.kind, id_] = part
                for name in {part.name, came.name}:
                    self._named.setdefault((part.kind, name), []).append(part)
        self.texts: dict[Claim, str] = {}
        self.misses: list[str] = []
        """What names nothing, or more than one thing, a sentence each."""

    def claim_value(self, id_: UUID | None, name: str | None, text: str) -> None:
        part = self._find(kinds.VALUE, id_, name)
        if part is not None:
            self._claim(part, VALUE, text)

    def claim_connector(self, binding: ConnectorBinding) -> None:
        part = self._find(kinds.SERVICE, binding.id, binding.name)
        if part is None:
            return
        said = {URI: binding.uri, USERNAME: binding.username, PASSWORD: binding.password}
        for name, text in said.items():
            if text is not None:
                self._claim(part, name, text)
        for name, text in binding.configuration.items():
            value = self._configured(part, name)
            if value is not None:
                self._claim(value, VALUE, text)

    def _claim(self, part: Part, name: str, text: str) -> None:
        """The first binding of a layer counts; a second that says something else is told."""
        claim = Claim(part.kind, part.id, name)
        if self.texts.setdefault(claim, text) != text:
            self.misses.append(
                f"The {called(part.kind, part.name)} is bound twice, and the first binding counts."
            )

    def _find(self, kind: Kind, id_: UUID | None, name: str | None) -> Part | None:
        told = noun(kind)
        if id_ is not None:
            part = self._parts.get((kind, id_))
            if part is None:
                self.misses.append(f"The package has no {told} with the id {id_}.")
            return part
        found = self._named.get((kind, name or ""), [])
        quoted = repr(shortened(name or ""))
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(sorted(str(part.id) for part in found))
            self.misses.append(f"{len(found)} {told}s have the name {quoted}: bind by id ({ids}).")
        else:
            self.misses.append(f"The package has no {told} with the name {quoted}.")
        return None

    def _configured(self, connector: Part, name: str) -> Part | None:
        """The value that a configuration value of the connector refers to."""
        items = objects(orjson.loads(connector.content).get("configurationValues"))
        named = [item for item in items if item.get("developerName") == name]
        what = f"configuration value {shortened(name)!r}"
        what = f"{what} of the {called(connector.kind, connector.name)}"
        if not named:
            self.misses.append(f"There is no {what}.")
            return None
        guid = guid_of(named[0].get("valueElementToReferenceId")) or ""
        value = self._parts.get((kinds.VALUE, UUID(guid))) if is_guid(guid) else None
        if value is None:
            self.misses.append(f"The {what} refers to no value of the package.")
        return value
