"""Secrets leave an element here, before anything of it is digested or stored, and return on export.

| slot | where |
|---|---|
| typed | any object that says `contentType` ContentPassword or ContentEncrypted, or `isSecret` or \
`isEncrypted` true, or that fills a type property of those kinds: its `contentValue`, \
`defaultContentValue` and `value`, as text in place or as content value in every culture, and the \
same of every object below its `objectData` and `defaultObjectData` |
| document | every other text in the document of a secret value, but for its content format |
| named | services, identity providers, open APIs and kinds that Sluice does not know: any text \
whose field is named like a password, secret or key and not like a reference to one |

A blank (null, the empty text or the platform's `__ENCRYPTED__`) is no secret. It leaves content
like one, so that the digest is the same with the password, with another, and without.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

import orjson

from libs.flows import kinds
from libs.flows.documents import Document
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.shape import Path, refuse

_TYPES: Final = frozenset({"contentpassword", "contentencrypted"})
_MARKS: Final = (b"contentpassword", b"contentencrypted", b'"issecret":true', b'"isencrypted":true')
_OBJECT_MARK: Final = b'objectdata":'
_CONTENTS: Final = frozenset(
    {
        "contentValue",
        "contentValueContentValueId",
        "defaultContentValue",
        "defaultContentValueContentValueId",
        "value",
    }
)
_OBJECTS: Final = frozenset({"objectData", "defaultObjectData"})
_FORMAT: Final = "contentFormatContentValueId"
_NAMED: Final = re.compile(
    r".*(?:password|passphrase|secret).*"
    r"|.*(?:apikey|privatekey|accesskey|accesstoken|refreshtoken|bearertoken|credentials?)"
)
_NOT_NAMED: Final = re.compile(r"is.*|.*(?:id|reference|name|type|ur[il]|endpoint|format)")
OTHER_DOCUMENTS: Final = "$documents"
"""First step of a slot in another document of the element, which is in the package's rest."""

NOTHING: Final[Mapping[int, Document]] = MappingProxyType({})
_BLANKS: Final = (None, "", "__ENCRYPTED__")
_UNREFERENCED: Final = "$texts"
_NOT_BY_NAME: Final = frozenset(kinds.COLLECTIONS.values()) - {
    kinds.SERVICE,
    kinds.IDENTITY_PROVIDER,
    kinds.OPEN_API,
}


def is_secret_type(content_type: Json) -> bool:
    return type(content_type) is str and content_type.lower() in _TYPES


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

    def __init__(
        self,
        kind: Kind,
        document: Document | None,
        properties: frozenset[str],
        path: Path,
        others: Mapping[int, Document] = NOTHING,
    ) -> None:
        """`others` are further documents of the same element, by their place in the file."""
        self._by_name = kind not in _NOT_BY_NAME
        self._document = document
        self._others = others
        self._properties = properties
        self._path = path
        self.found: dict[str, str] = {}
        """Slot to secret."""
        self.blanks: dict[str, str | None] = {}
        """Slot of a field to what stands there without the secret; part of the stamp."""

    def run(self, element: dict[str, Json]) -> None:
        if not self._by_name and not self._may_hold_typed(element):
            return
        self._object(element, (), inherited=False)
        if self._document is not None and self._is_typed(element):
            kept = _guid_of(element.get(_FORMAT))
            documents = (self._document, *self._others.values())
            for guid in dict.fromkeys(g for document in documents for g in document.texts):
                if guid != kept:
                    self._text(self._document, guid, (_UNREFERENCED, guid))

    def _may_hold_typed(self, element: dict[str, Json]) -> bool:
        """False for nearly all elements, at a hundredth of the cost of looking into them."""
        text = orjson.dumps(element).lower()
        if self._properties and _OBJECT_MARK in text:
            return True
        return any(mark in text for mark in _MARKS)

    def _is_typed(self, node: dict[str, Json]) -> bool:
        if node.get("isSecret") is True or node.get("isEncrypted") is True:
            return True
        if is_secret_type(node.get("contentType")):
            return True
        property_id = node.get("typeElementPropertyId")
        return type(property_id) is str and property_id in self._properties

    def _object(self, node: dict[str, Json], path: Path, *, inherited: bool) -> None:
        secret = inherited or self._is_typed(node)
        for key in [*node] if secret or self._by_name else node:
            value = node[key]
            if (secret and key in _CONTENTS) or (self._by_name and _is_secret_name(key)):
                self._field(node, key, (*path, key), typed=secret)
            elif type(value) is dict:
                self._object(value, (*path, key), inherited=secret and key in _OBJECTS)
            elif type(value) is list:
                self._list(value, (*path, key), inherited=secret and key in _OBJECTS)

    def _list(self, items: list[Json], path: Path, *, inherited: bool) -> None:
        for place, item in enumerate(items):
            if type(item) is dict:
                self._object(item, (*path, place), inherited=inherited)
            elif type(item) is list:
                self._list(item, (*path, place), inherited=inherited)

    def _field(self, node: dict[str, Json], key: str, path: Path, *, typed: bool) -> None:
        value = node[key]
        guid = _guid_of(value)
        if guid is not None and self._document is not None and guid in self._document.texts:
            self._text(self._document, guid, path)
        elif value is None or type(value) is str:
            slot = _slot(path)
            if value in _BLANKS:
                self.blanks[slot] = value
            else:
                self.blanks[slot] = None
                self.found[slot] = value
            del node[key]
        elif type(value) is dict:
            self._object(value, path, inherited=typed)
        elif type(value) is list:
            self._list(value, path, inherited=typed)
        elif typed and key in _CONTENTS and type(value) is not bool:
            raise refuse((*self._path, *path), "text, as a password must be")

    def _text(self, document: Document, guid: str, path: Path) -> None:
        translations = document.frame.get("translations") or {}
        for key, text in document.texts.pop(guid, {}).items():
            if text in _BLANKS:
                translations[key].setdefault("blank", {})[guid] = text
            else:
                self.found[f"{_slot(path)}@{key}"] = text
        document.texts[guid] = {}
        for place, other in self._others.items():
            for key, text in other.texts.pop(guid, {}).items():
                self.found[f"{_slot((OTHER_DOCUMENTS, place, guid))}@{key}"] = text


@lru_cache(maxsize=4096)
def _is_secret_name(key: str) -> bool:
    lowered = key.lower()
    return bool(_NAMED.fullmatch(lowered)) and not _NOT_NAMED.fullmatch(lowered)


def _guid_of(value: Json) -> str | None:
    """Of a content-value reference, `{guid}` or the GUID alone."""
    guid = value.get("guid") if type(value) is dict else value
    return guid if type(guid) is str else None


def _slot(path: Path) -> str:
    return "/".join(quote(str(step), safe="$") for step in path)


def put_back(element: Json, texts: dict[str, dict[str, str]], slot: str, value: str | None) -> None:
    """Set one slot of a joined element, or of its document's texts. A slot it lacks is left out."""
    path, _, culture = slot.partition("@")
    *steps, last = [unquote(step) for step in path.split("/")]
    node = element
    if culture and steps == [_UNREFERENCED]:
        if value is not None:
            texts.setdefault(last, {})[culture] = value
        return
    for step in steps:
        node = _child(node, step)
    if not culture:
        if type(node) is dict:
            node[last] = value
        return
    guid = _guid_of(_child(node, last))
    if guid is not None and value is not None:
        texts.setdefault(guid, {})[culture] = value


def put_back_elsewhere(order: list[Json], slot: str, value: str) -> None:
    """Set a slot whose first step is OTHER_DOCUMENTS in the documents of a package's rest."""
    path, _, culture = slot.partition("@")
    _, place, guid = [unquote(step) for step in path.split("/")]
    if int(place) < len(order) and type(order[int(place)][0]) is dict:
        order[int(place)][1].setdefault(guid, {})[culture] = value


def _child(node: Json, step: str) -> Json:
    if type(node) is dict:
        return node.get(step)
    if type(node) is list and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    return None
