"""What a connector says of itself, checked: its actions and types, as the platform's connectors
describe them (DescribeServiceTypesAndActions, or a ServiceElementResponseAPI with its `install`).
"""

from dataclasses import dataclass
from typing import Final

from libs.flows.model import Json
from libs.flows.shape import Path, a_list, a_map, an_object, an_optional_text, refuse

_TEXTS: Final = frozenset(
    {
        "developerName",
        "developerSummary",
        "uriPart",
        "contentType",
        "databaseTableName",
        "databaseFieldName",
        "databaseContentType",
        "typeElementDeveloperName",
        "typeElementPropertyDeveloperName",
    }
)
_LISTS: Final = (
    "serviceInputs",
    "serviceOutputs",
    "serviceActionOutcomes",
    "properties",
    "bindings",
    "propertyBindings",
)


@dataclass(frozen=True, slots=True)
class Described:
    actions: list[dict[str, Json]] | None
    """None where the description does not speak of actions at all."""
    types: list[dict[str, Json]]


def described(description: Json) -> Described:
    """Raises Fault where it is not built as the platform's connectors build it."""
    body = an_object(description, ())
    where: Path = ("typeElements",)
    types = body.get("typeElements")
    if types is None:
        where = ("install", "typeElements")
        types = a_map(body.get("install"), ("install",)).get("typeElements")
    actions = body.get("actions")
    if actions is not None:
        actions = _items(actions, ("actions",), named_by="uriPart")
    return Described(actions, _items(types, where, named_by="developerName"))


def _items(items: Json, path: Path, named_by: str | None = None) -> list[dict[str, Json]]:
    """Checked objects; the first of those that have the same name."""
    found: dict[str, dict[str, Json]] = {}
    for place, item in enumerate(a_list(items, path)):
        where = (*path, place)
        body = _checked(an_object(item, where), where)
        name = body.get(named_by) if named_by else str(place)
        if not name:
            raise refuse((*where, str(named_by)), "the name that it is known by")
        found.setdefault(name, body)
    return list(found.values())


def _checked(body: dict[str, Json], path: Path) -> dict[str, Json]:
    for field in _TEXTS & body.keys():
        an_optional_text(body[field], (*path, field))
    for field in _LISTS:
        if field in body:
            _items(body[field], (*path, field))
    return body
