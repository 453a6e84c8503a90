"""Names of values and properties, to say references inside texts as a person writes them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from libs.flows.fields import FLOWKEY
from libs.flows.kinds import TYPE, VALUE
from libs.flows.model import Json, Part
from libs.flows.shape import ZERO


@dataclass(frozen=True, slots=True)
class Names:
    values: Mapping[str, str]
    """Value GUID to name."""
    properties: Mapping[str, str]
    """Type property GUID to name."""

    def readable(self, text: str) -> str:
        """The text with `{![Value].[Property]}` for each flowkey whose value is known."""
        return FLOWKEY.sub(self._said, text) if "flowkey___" in text else text

    def _said(self, flowkey: re.Match[str]) -> str:
        value = self.values.get(flowkey[1].lower())
        if value is None:
            return flowkey[0]
        if flowkey[2] in (None, ZERO):
            return f"{{![{value}]}}"
        name = self.properties.get(flowkey[2].lower())
        return flowkey[0] if name is None else f"{{![{value}].[{name}]}}"


def objects(value: Json) -> list[dict[str, Json]]:
    """The objects of what should be a list of objects: packages are checked for little of it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def names_of(parts: Iterable[Part]) -> Names:
    values: dict[str, str] = {}
    properties: dict[str, str] = {}
    for part in parts:
        if part.kind == VALUE:
            values[str(part.id)] = part.name
        elif part.kind == TYPE:
            for said in objects(orjson.loads(part.content).get("properties")):
                properties[str(said.get("guid")).lower()] = str(said.get("developerName"))
    return Names(values, properties)
