"""What an element of a tenant may name: by id in a package, by name where a person writes it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.image_names import Names, names_of, objects
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.secrets import secret_properties
from libs.flows.shape import ZERO, is_guid
from libs.flows.system_ids import SYSTEM_IDS

_WRITTEN: Final = re.compile(r"\{!\[([^\]]+)\](?:\.\[([^\]]+)\])?\}")
"""`{![Value]}` or `{![Value].[Property]}`."""

_SYSTEM: Final = {name: guid for guid, name in SYSTEM_IDS.items()}
"""The platform's own values and types, by what they are: `$User`, `type $File`."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The values, types and connectors around an element. Names are compared as they stand."""

    names: Names
    secret_properties: frozenset[str]
    """GUIDs of type properties that hold passwords."""
    _ids: Mapping[tuple[Kind, str], tuple[UUID, ...]]
    _names: Mapping[tuple[Kind, UUID], str]
    _values: Mapping[UUID, bytes]
    """Content of each: which type a value has is looked up only where a text asks for it."""
    _properties: Mapping[str, Mapping[str, str]]
    """Type GUID to its properties' names and GUIDs."""

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Self:
        """Elements of other kinds are passed over."""
        named = [part for part in parts if part.kind in (kinds.VALUE, kinds.TYPE, kinds.SERVICE)]
        ids: dict[tuple[Kind, str], tuple[UUID, ...]] = {}
        for part in named:
            ids[part.kind, part.name] = (*ids.get((part.kind, part.name), ()), part.id)
        types = {p.id: orjson.loads(p.content) for p in named if p.kind == kinds.TYPE}
        return cls(
            names=names_of(named),
            secret_properties=secret_properties(types.values()),
            _ids=ids,
            _names={(part.kind, part.id): part.name for part in named},
            _values={p.id: p.content for p in named if p.kind == kinds.VALUE},
            _properties={str(id_): property_ids(type_) for id_, type_ in types.items()},
        )

    def name(self, kind: Kind, guid: Json) -> str | None:
        """Of an element that is known; None for any other."""
        if not is_guid(guid):
            return None
        system = SYSTEM_IDS.get(guid)
        return system.removeprefix("type ") if system else self._names.get((kind, UUID(guid)))

    def id(self, kind: Kind, name: str) -> str | None:
        """None where no element has the name, and where more than one has it."""
        found = self._ids.get((kind, name), ())
        if found:
            return str(found[0]) if len(found) == 1 else None
        return _SYSTEM.get(f"type {name}" if kind == kinds.TYPE else name)

    def stored(self, text: str) -> str:
        """The way a package keeps it: `flowkey___...` for each value that its name makes out.

        The way back is `names.readable`.
        """
        return _WRITTEN.sub(self._flowkey, text) if "{![" in text else text

    def _flowkey(self, written: re.Match[str]) -> str:
        value = self.id(kinds.VALUE, written[1])
        if value is None or value in SYSTEM_IDS:  # shown by the name that it is written with
            return written[0]
        if written[2] is None:
            return f"flowkey___{value}|{ZERO}___flowkey"
        of_type = orjson.loads(self._values[UUID(value)]).get("typeElementId")
        type_id = of_type.get("guid") if type(of_type) is dict else of_type
        found = self._properties.get(str(type_id), {}).get(written[2])
        return written[0] if found is None else f"flowkey___{value}|{found}___flowkey"


def property_ids(type_element: Mapping[str, Json]) -> dict[str, str]:
    """GUIDs of a type's properties by their names."""
    return {
        str(said.get("developerName")): str(said["guid"])
        for said in objects(type_element.get("properties"))
        if said.get("guid")
    }
