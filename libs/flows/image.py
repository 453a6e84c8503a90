"""Flows in the shape of the platform's API, where packages have another spelling of the same.

`flow_response` gives a FlowResponseAPI, `flow_image` a FlowImageResponseAPI; fields that have no
value are left out. Password values are never in them: parts do not hold them.
Source: reference of the platform's formats, "Internal vs API shape" and "Snapshot (API) shape".
"""

from collections.abc import Sequence
from typing import Final

import orjson

from libs.flows import kinds
from libs.flows.image_fields import ELEMENT_TYPES, POSITIONS
from libs.flows.image_names import Names, names_of, objects
from libs.flows.image_walk import Speech
from libs.flows.join import Joined, join
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Json, Part

_COLLECTIONS: Final[dict[Kind, str]] = {
    kinds.NAVIGATION: "navigationElements",
    kinds.MAP: "mapElements",
    kinds.GROUP: "groupElements",
    kinds.PAGE: "pageElements",
    kinds.VALUE: "valueElements",
    kinds.MACRO: "macroElements",
    kinds.SERVICE: "serviceElements",
    kinds.TYPE: "typeElements",
    kinds.TAG: "tagElements",
}
"""The API shows no identity providers, custom page components and open APIs in a snapshot."""

_WHO: Final = {"whoCreated": "userCreated", "whoModified": "userModified", "whoOwner": "userOwner"}
_NOT_FIELDS: Final = frozenset(kinds.MANIFESTS) | {
    spelling + ending
    for user in _WHO.values()
    for spelling in (user, f"U{user[1:]}")
    for ending in ("", "Object")
}


def flow_response(flow: Part) -> dict[str, Json]:
    joined = join(flow)
    # Of all that this shape shows of a flow, nothing is a text with cultures or flowkeys.
    said = _said(joined, Speech(Names({}, {}), joined.texts, ""), kinds.FLOW)
    version = None if flow.version_id is None else str(flow.version_id)
    return said | {"id": {"id": str(flow.id), "versionId": version}}


def flow_image(parts: Sequence[Part], cultures: Sequence[Culture]) -> dict[str, Json]:
    """`parts` is the flow first, then its elements; flows beyond it are sub-flows and not shown.

    Texts are in the flow's default culture.
    """
    image = flow_response(parts[0])
    names, culture = names_of(parts), _default_of(cultures)
    image |= {name: [] for name in _COLLECTIONS.values()}
    for part in parts[1:]:
        if part.kind in _COLLECTIONS:
            image[_COLLECTIONS[part.kind]].append(element_response(part, names, culture))
    return image


def _default_of(cultures: Sequence[Culture]) -> str:
    defaults = [c.key for c in cultures if orjson.loads(c.body).get("isDefault") is True]
    return next(iter(defaults or [c.key for c in cultures]), "")


def element_response(part: Part, names: Names, culture: str) -> dict[str, Json]:
    """One element that is no flow, its texts in one culture."""
    joined = join(part)
    said = _said(joined, Speech(names, joined.texts, culture), part.kind)
    composite_id = joined.element.get("compositeId") or {}
    said["id"] = str(part.id)
    said["elementType"] = composite_id.get("elementType") or ELEMENT_TYPES.get(part.kind)
    if part.kind == kinds.TYPE:
        _name_properties(said)
    elif part.kind == kinds.VALUE:
        said["hasValue"] = bool(said.get("defaultContentValue") or said.get("defaultObjectData"))
    elif part.kind == kinds.NAVIGATION and isinstance(said.get("position"), int):
        said["position"] = POSITIONS.get(said["position"])
    return said


def _said(joined: Joined, speech: Speech, kind: Kind) -> dict[str, Json]:
    element = {key: value for key, value in joined.element.items() if key not in _NOT_FIELDS}
    if kind != kinds.TYPE:
        element.pop("properties", None)  # the older generation's free notes; a type has its own
    else:
        element.pop("externalId", None)  # the API shows it of objects only
    if kind == kinds.MAP:
        element.pop("isOpen", None)  # the API shows it of groups only
    said = speech.told(element)
    for name, user in _WHO.items():
        who = _who(joined.element, user)
        if who:
            said[name] = who
    return said


def _who(element: dict[str, Json], user: str) -> dict[str, Json] | None:
    """From `userCreatedObject`, which the older generation writes in capitals, or the id alone."""
    for spelling in (f"{user}Object", f"U{user[1:]}Object"):
        said = element.get(spelling)
        if isinstance(said, dict):
            fields = {key.lower(): value for key, value in said.items()}
            names = {key: fields.get(key.lower()) for key in ("firstName", "lastName", "email")}
            return {"id": fields.get("id") or fields.get("guid") or element.get(user), **names}
    return {"id": element[user]} if element.get(user) else None


def _name_properties(type_element: dict[str, Json]) -> None:
    """Bindings name the type and its properties, which in a package they only point at."""
    properties = objects(type_element.get("properties"))
    names = {str(said.get("id")): said.get("developerName") for said in properties}
    for binding in objects(type_element.get("bindings")):
        binding["typeElementId"] = type_element["id"]
        for bound in objects(binding.get("propertyBindings")):
            name = names.get(str(bound.get("typeElementPropertyId")))
            bound["typeElementPropertyDeveloperName"] = name
