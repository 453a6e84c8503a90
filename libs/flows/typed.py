"""Types of the fields at the top of an element, as every real file has them (null beside each).

A field with another type is refused where the package is read, not where it is used: half of the
readers would meet it in the middle of their work. Fields that are not listed are kept as they are.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.shape import Path, refuse

_TEXT: Final = (str,)
_FLAG: Final = (bool,)
_NUMBER: Final = (int, float)
_LIST: Final = (list,)
_OBJECT: Final = (dict,)
_REFERENCE: Final = (dict, str)
"""An embedded id is an object; the older generation also writes a bare GUID."""

_WANTED: Final = {
    _TEXT: "text",
    _FLAG: "true or false",
    _NUMBER: "a number",
    _LIST: "a list",
    _OBJECT: "an object",
    _REFERENCE: "a reference",
}
_Fields: TypeAlias = Mapping[str, tuple[type, ...]]
_ALL: Final[_Fields] = {"developerName": _TEXT, "developerSummary": _TEXT}
_OF_KIND: Final[Mapping[Kind, _Fields]] = {
    kinds.FLOW: {
        "allowJumping": _FLAG,
        "enableHistoricalNavigation": _FLAG,
        "isActive": _FLAG,
        "isDefault": _FLAG,
        "comment": _TEXT,
        "stateExpirationLength": _NUMBER,
        "idleStateExpirationLength": _NUMBER,
        "authorization": _OBJECT,
        "startMapElementId": _REFERENCE,
    },
    kinds.MAP: {
        "x": _NUMBER,
        "y": _NUMBER,
        "outcomes": _LIST,
        "operations": _LIST,
        "listeners": _LIST,
        "messageActions": _LIST,
        "dataActions": _LIST,
        "pageElementId": _REFERENCE,
        "groupElementId": _REFERENCE,
    },
    kinds.PAGE: {"pageComponents": _LIST, "pageContainers": _LIST, "pageConditions": _LIST},
    kinds.SERVICE: {
        "uri": _TEXT,
        "format": _TEXT,
        "actions": _LIST,
        "configurationValues": _LIST,
    },
    kinds.TYPE: {"properties": _LIST, "bindings": _LIST},
    kinds.VALUE: {"contentType": _TEXT, "access": _TEXT, "typeElementId": _REFERENCE},
    kinds.MACRO: {"code": _TEXT},
}


def field_types(kind: Kind) -> _Fields:
    """Field name to the types that it may have beside null, at the top of an element."""
    return {**_ALL, **_OF_KIND.get(kind, {})}


def check_types(kind: Kind, element: dict[str, Json], path: Path) -> None:
    """Raises Fault for the first field of another type."""
    for name, types in field_types(kind).items():
        value = element.get(name)
        if value is not None and type(value) not in types:
            raise refuse((*path, name), _WANTED[types])
    if kind == kinds.SERVICE:
        for place, action in enumerate(element.get("actions") or []):
            uri = action.get("uriPart") if type(action) is dict else None
            if uri is not None and type(uri) is not str:
                raise refuse((*path, "actions", place, "uriPart"), "text")
