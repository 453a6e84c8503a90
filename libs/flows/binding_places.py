"""Where the text or the password of a binding goes, in a value element and in a connector."""

from collections.abc import Sequence
from typing import Final

import orjson

from libs.flows.documents import with_content_values
from libs.flows.join import Joined, join, made_guid
from libs.flows.model import Json, Part
from libs.flows.noise import TEXTS
from libs.flows.rewrite import rewritten
from libs.flows.secrets import is_secret_object
from libs.flows.shape import ZERO
from libs.flows.slots import guid_of, slot_of

PASSWORD: Final = "httpAuthenticationPassword"  # noqa: S105 -- a field's name
USERNAME: Final = "httpAuthenticationUsername"
_DEFAULT: Final = "defaultContentValueContentValueId"
_IN_PLACE: Final = "defaultContentValue"
PLAIN: Final = frozenset({USERNAME, _DEFAULT, _IN_PLACE})
"""Fields whose text can be a binding's, URIs aside."""

_OBJECTS: Final = frozenset({"contentobject", "contentlist"})


def is_password(value: Json) -> bool:
    """Of a value element's content: whether its default is a secret."""
    return type(value) is dict and is_secret_object(value)


def holds_text(value: Json) -> bool:
    """Of a value element's content: whether its default is a text, not objects."""
    return str(value.get("contentType")).lower() not in _OBJECTS


def text_patch(value: Part, text: str, cultures: Sequence[str]) -> Json:
    """The overlay that gives the value this default in each of these cultures, and in those it has
    a default in.
    """
    if _is_in_place(join(value).element):
        return {_IN_PLACE: text}
    said = orjson.loads(value.content).get(_DEFAULT)
    is_bare = type(said) is dict and TEXTS in said
    holder = said if is_bare else said.get("guid") if type(said) is dict else None
    standing = holder.get(TEXTS, {}) if type(holder) is dict else {}
    texts = {TEXTS: dict.fromkeys((*cultures, *standing), text)}
    return {_DEFAULT: texts if is_bare else {"guid": texts}}


def with_password_place(value: Part, cultures: Sequence[str]) -> tuple[Part, tuple[str, ...]]:
    """The value with a content value for its default in each of these cultures, and the slots of
    the default. Only the stamp changes.
    """
    joined = join(value)
    element = joined.element
    if _is_in_place(element):
        return value, (_IN_PLACE,)
    guid = guid_of(element.get(_DEFAULT))
    if guid is None or guid in ("", ZERO):
        guid = made_guid(str(value.id), (_DEFAULT, "guid"))
        element[_DEFAULT] = {"guid": guid}
    frame = joined.frame or {"fields": {"elementId": str(value.id)}}
    frame = with_content_values(frame, cultures, [guid])
    named = frame["translations"].items()
    holding = [key for key, one in named if one and guid in (one.get("guids") or ())]
    part = rewritten(value, Joined(element, joined.texts, frame, joined.places))
    return part, tuple(slot_of((_DEFAULT,), culture) for culture in holding)


def with_field_place(connector: Part, field: str) -> Part:
    """The connector with a blank for this secret field, where it had no such field at all."""
    joined = join(connector)
    if field in joined.element:
        return connector
    joined.element[field] = None
    return rewritten(connector, joined)


def _is_in_place(element: dict[str, Json]) -> bool:
    return _DEFAULT not in element and _IN_PLACE in element
