"""One element, as the platform writes it into a package, in the spelling of the platform's API."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.flows.documents import Texts
from libs.flows.image_fields import (
    COMPOSITE_ID,
    HOLDS_IDS,
    INTERNAL,
    OF_AN_OUTCOME,
    REFERENCE,
    RENAMED,
    TEXT_SUFFIX,
    VALUE_REFERENCES,
)
from libs.flows.image_names import Names
from libs.flows.model import Json
from libs.flows.shape import ZERO


@dataclass(frozen=True, slots=True)
class Speech:
    """Says the fields of one element: its texts in one culture, with the names of values in them.

    Fields without a value are left out.
    """

    names: Names
    texts: Texts
    culture: str

    def told(self, node: Mapping[str, Json], under: str = "") -> dict[str, Json]:
        """An object of the element that stands in the field `under`."""
        if "newMapElementId" in node:
            node = _with_comparison(node)
        said: dict[str, Json] = {}
        for key, value in node.items():
            if key == "guid":
                said["id"] = self._scalar(value)
            elif key in INTERNAL or (key == "id" and ("guid" in node or under not in HOLDS_IDS)):
                continue
            elif key.endswith(TEXT_SUFFIX):
                said[_name(key)] = self._text(value)
            else:
                said[_name(key)] = self._value(value, _name(key))
        return {key: value for key, value in said.items() if value is not None}

    def _value(self, value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return self._object(value, key)
        if isinstance(value, list):
            said = (self._value(item, key) for item in value)
            return [item for item in said if item is not None]
        return self._scalar(value)

    def _object(self, node: dict[str, Json], key: str) -> Json:
        if key == "flowId":
            return {"id": node.get("guid", node.get("id")), "versionId": node.get("versionId")}
        if key in ("attributes", "processPropertyValue"):
            return {name: self._value(value, "value") for name, value in node.items()}
        if "guid" in node and node.keys() <= (COMPOSITE_ID if key.endswith("Id") else REFERENCE):
            return self._reference(node, key)
        return self.told(node, key)

    def _reference(self, node: dict[str, Json], key: str) -> Json:
        target = self._scalar(node["guid"])
        if target is None or not ("valueelement" in key.lower() or key in VALUE_REFERENCES):
            return target
        kept = {name: node.get(name) for name in ("command", "relativeUnit")}
        return {
            "id": target,
            "typeElementPropertyId": self._scalar(node.get("typeElementPropertyId")),
            **kept,
        }

    def _scalar(self, value: Json) -> Json:
        if isinstance(value, str):
            return None if value == ZERO else self.names.readable(value)
        return value

    def _text(self, value: Json) -> str | None:
        guid = value.get("guid") if isinstance(value, dict) else value
        text = self.texts.get(guid, {}).get(self.culture) if isinstance(guid, str) else None
        return None if text is None else self.names.readable(text)


def _name(key: str) -> str:
    return RENAMED.get(key) or key.removesuffix(TEXT_SUFFIX)


def _with_comparison(outcome: Mapping[str, Json]) -> dict[str, Json]:
    """The package keeps an outcome's rules among its fields, the API in its `comparison`."""
    said = {key: value for key, value in outcome.items() if key not in OF_AN_OUTCOME}
    if outcome.get("comparisonType") and not said.get("comparison"):
        said["comparison"] = {key: outcome[key] for key in OF_AN_OUTCOME & outcome.keys()}
    return said
