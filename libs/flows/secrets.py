"""Secrets leave an element here, before anything of it is digested or stored, and return on export.

| slot | where |
|---|---|
| typed | any object that says `contentType` ContentPassword or ContentEncrypted, itself or in its \
`compositeId`, or `isSecret` or `isEncrypted` true, or that fills a type property of those kinds: \
its `contentValue`, `defaultContentValue`, `content` and `value`, as text in place or as content \
value in every culture, and the same of every object below its `objectData` and \
`defaultObjectData` |
| document | every other text in the document of a secret value, but for its content format, and \
what the document says of a secret text beside it (text_states.py) |
| named | services, identity providers, open APIs, kinds and top-level keys that Sluice does not \
know: all text and numbers in a field that is named like a secret (secret_names.py) |

A blank (null, the empty text, zero or the platform's `__ENCRYPTED__`) is no secret. It leaves
content like one, so that the digest is the same with the password, with another, and without.
Slots are named in slots.py, which is also the way back.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import orjson

from libs.flows import kinds
from libs.flows.documents import Document
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.secret_names import has_named_secrets, holds_secret, is_kept, naming_of
from libs.flows.slots import (
    PACKAGE,
    field_step,
    guid_of,
    ids_name_items,
    item_steps,
    slot_of,
    text_slot,
)
from libs.flows.text_states import take_states

_TYPES: Final = frozenset({"contentpassword", "contentencrypted"})
_FLAGS: Final = frozenset({"issecret", "isencrypted"})
_MARKS: Final = (
    b"contentpassword",
    b"contentencrypted",
    *(
        b'"%s":%s' % (flag.encode(), true)
        for flag in sorted(_FLAGS)
        for true in (b"true", b'"true"')
    ),
)
_OBJECT_MARK: Final = b'objectdata":'
_CONTENTS: Final = frozenset(
    {
        "content",
        "contentcontentvalueid",
        "contentvalue",
        "contentvaluecontentvalueid",
        "defaultcontentvalue",
        "defaultcontentvaluecontentvalueid",
        "value",
    }
)
"""In small letters, like the fields below: a flag in another case is one, so a content is too."""

_OBJECTS: Final = frozenset({"objectdata", "defaultobjectdata"})
_FORMAT: Final = "contentFormatContentValueId"
_BLANKS: Final = (None, "", "__ENCRYPTED__", 0)
_OF_PAGES: Final = "contentcontentvalueid"
_SOME_TEXT: Final = "x"
_UNKNOWN: Final = Kind(PACKAGE)

Steps: TypeAlias = tuple[str, ...]


def is_secret_type(content_type: Json) -> bool:
    return type(content_type) is str and content_type.lower() in _TYPES


def is_secret_object(node: Mapping[str, Json]) -> bool:
    """Whether an element, or an object in one, says that what it holds is a secret."""
    composite = node.get("compositeId")
    if type(composite) is dict and is_secret_type(composite.get("contentType")):
        return True
    for key, value in node.items():
        name = key.lower()
        if name == "contenttype" and is_secret_type(value):
            return True
        if name in _FLAGS and (value is True or (type(value) is str and value.lower() == "true")):
            return True
    return False


def secret_properties(types: Iterable[Json]) -> frozenset[str]:
    """GUIDs of type properties that hold passwords: objects of the type seldom say so again."""
    lists = (t["properties"] for t in types if type(t.get("properties")) is list)
    return frozenset(
        p["guid"]
        for properties in lists
        for p in properties
        if type(p) is dict and is_secret_type(p.get("contentType")) and type(p.get("guid")) is str
    )


class Extraction:
    """Takes the secrets out of one freshly parsed element, in place, and out of its document."""

    def __init__(self, kind: Kind, document: Document | None, properties: frozenset[str]) -> None:
        self._by_name = has_named_secrets(kind)
        self._ids_name = self._has_schemas = kind == kinds.OPEN_API
        self._document = document
        self._texts = {} if document is None else document.texts
        self._properties = properties
        self.found: dict[str, str] = {}
        """Slot to secret."""
        self.blanks: dict[str, str | float | None] = {}
        """Slot of a field to what stands there without the secret; part of the stamp."""
        self.empty: set[str] = set()
        """Slots in the document's frame that stand blank in it."""
        self._is_marked = False
        self._secret_texts: set[str] = set()

    def run(self, element: dict[str, Json]) -> None:
        text = orjson.dumps(element).lower()
        self._is_marked = any(mark in text for mark in _MARKS)
        fills = bool(self._properties) and _OBJECT_MARK in text
        if not (self._by_name or self._is_marked or fills):
            return  # nearly all elements, at a hundredth of the cost of looking into them
        self._object(element, (), inherited=False)
        if self._document is not None:
            self._rest_of_document(self._document, element)

    def _rest_of_document(self, document: Document, element: dict[str, Json]) -> None:
        kept = guid_of(element.get(_FORMAT))
        is_typed = self._is_typed(element)
        if is_typed:
            for guid in [*self._texts]:
                if guid != kept:
                    self._text(document, guid, None)
        for slot, secret in take_states(document, None if is_typed else self._secret_texts, kept):
            if secret is None:
                self.empty.add(slot)
            else:
                self.found[slot] = secret

    def _is_typed(self, node: dict[str, Json]) -> bool:
        if self._is_marked and is_secret_object(node):
            return True
        property_id = node.get("typeElementPropertyId")
        return type(property_id) is str and property_id in self._properties

    def _object(self, node: dict[str, Json], steps: Steps, *, inherited: bool) -> None:
        secret = inherited or self._is_typed(node)
        for key in [*node] if secret or self._by_name else node:
            value = node[key]
            named = self._by_name and naming_of(key) and self._is_named(key, value)
            if named or (secret and self._is_content(key, value)):
                self._take(node, key, (*steps, field_step(key)), key)
            elif type(value) is dict or type(value) is list:
                below = (*steps, field_step(key))
                self._look(value, below, key, inherited=secret and key.lower() in _OBJECTS)

    def _is_named(self, key: str, value: Json) -> bool:
        if guid_of(value) in self._texts:
            value = _SOME_TEXT
        return holds_secret(key, value, has_schemas=self._has_schemas)

    def _is_content(self, key: str, value: Json) -> bool:
        """A component of a page need not have any: without, it has no place for a secret."""
        name = key.lower()
        return name in _CONTENTS and (name != _OF_PAGES or guid_of(value) in self._texts)

    def _names_items(self, key: str) -> bool:
        return self._ids_name or ids_name_items(key)

    def _look(self, value: Json, steps: Steps, field: str, *, inherited: bool) -> None:
        """For secrets in an object, or in a list under this field."""
        if type(value) is dict:
            self._object(value, steps, inherited=inherited)
        elif type(value) is list:
            names = item_steps(value, self._texts, ids_name=self._names_items(field))
            for item, name in zip(value, names, strict=True):
                self._look(item, (*steps, name), field, inherited=inherited)

    def _take(self, node: Json, key: str | int, steps: Steps, field: str) -> None:
        """All that stands under a key of an object, or of a list under this field, but references
        and booleans.
        """
        value = node[key]
        guid = guid_of(value)
        if self._document is not None and guid is not None and guid in self._texts:
            self._text(self._document, guid, steps)
        elif type(value) is dict:
            for name in [*value]:
                if not is_kept(name):
                    self._take(value, name, (*steps, field_step(name)), name)
        elif type(value) is list:
            names = item_steps(value, self._texts, ids_name=self._names_items(field))
            for place, name in enumerate(names):
                self._take(value, place, (*steps, name), field)
        elif type(value) is not bool:
            self._field(node, key, slot_of(steps))

    def _field(self, node: Json, key: str | int, slot: str) -> None:
        value = node[key]
        if value in _BLANKS:
            self.blanks[slot] = value
        elif type(value) is str:
            self.blanks[slot], self.found[slot] = None, value
        else:
            self.blanks[slot], self.found[slot] = 0, orjson.dumps(value).decode()
        if type(key) is str:
            del node[key]
        else:
            node[key] = None

    def _text(self, document: Document, guid: str, steps: Steps | None) -> None:
        """`steps` are None for a text that no field refers to."""
        self._secret_texts.add(guid)
        translations = document.frame.get("translations") or {}
        for key, text in document.texts[guid].items():
            if text in _BLANKS:
                translations[key].setdefault("blank", {})[guid] = text
            else:
                slot = text_slot(guid, key) if steps is None else slot_of(steps, key)
                self.found[slot] = text
        document.texts[guid] = {}


def take_unknown(
    keys: dict[str, Json], properties: frozenset[str]
) -> tuple[dict[str, str], dict[str, str | float | None]]:
    """The same for top-level keys that Sluice does not know: secrets by slot, blanks by place.

    The slots are of the package's flow, and begin with PACKAGE.
    """
    extraction = Extraction(_UNKNOWN, None, properties)
    extraction.run(keys)
    found = {slot_of((PACKAGE, slot)): value for slot, value in extraction.found.items()}
    return found, extraction.blanks
