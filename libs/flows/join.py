"""Content and stamp joined to the element they were split from; `split.py` says how.

Content leads: what an overlay has changed in it stands, and the stamp adds only what content does
not say.
"""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import orjson

from libs.flows import kinds
from libs.flows.documents import Texts, content_values
from libs.flows.model import Json, Part
from libs.flows.noise import TEXTS
from libs.flows.slots import Places
from libs.flows.split import Stamp


@dataclass(frozen=True, slots=True)
class Joined:
    """An element as the platform writes it, secrets blank."""

    element: dict[str, Json]
    texts: Texts
    """Content-value GUID to texts by culture key: the texts of every `...ContentValueId`."""
    frame: dict[str, Json] | None
    """Its document's frame (documents.py); None where the file had no document for it."""
    places: Places
    """Where its secrets go."""


def join(part: Part) -> Joined:
    content, stamp = orjson.loads(part.content), orjson.loads(part.stamp)
    texts: Texts = {}
    unreferenced = content.pop(TEXTS, [])
    element = _Joiner(str(part.id), texts).value(content, stamp, ())
    guids = stamp.get("texts", [])
    for place, by_culture in enumerate(unreferenced):
        guid = guids[place] if place < len(guids) else made_guid(str(part.id), (TEXTS, place))
        texts[guid] = by_culture
    frame = stamp.get("document")
    is_open_api = part.kind == kinds.OPEN_API
    places = Places(element, content_values(frame), ids_name=is_open_api, frame=frame)
    for slot, blank in stamp.get("blanks", {}).items():
        places.restore(slot, blank)
    return Joined(element, texts, frame, places)


def made_guid(element_id: str, path: tuple[str | int, ...]) -> str:
    """For a text that content has gained since it was read, or that was one with another then: the
    same in every export.
    """
    return str(uuid5(NAMESPACE_OID, "/".join((element_id, *map(str, path)))))


class _Joiner:
    def __init__(self, element_id: str, texts: Texts) -> None:
        self._element_id = element_id
        self._texts = texts

    def value(self, content: Json, stamp: Stamp, path: tuple[str | int, ...]) -> Json:
        if type(content) is dict:
            if len(content) == 1 and TEXTS in content:
                return self._text(content[TEXTS], stamp, path)
            return self._object(content, stamp, path)
        if type(content) is list:
            return self._list(content, stamp, path)
        return _respelled(content, stamp)

    def _text(self, by_culture: dict[str, str], stamp: Stamp, path: tuple[str | int, ...]) -> str:
        guid = stamp.get("!")
        if type(guid) is not str or self._texts.get(guid, by_culture) != by_culture:
            guid = made_guid(self._element_id, path)
        self._texts[guid] = by_culture
        return guid

    def _object(
        self, content: dict[str, Json], stamp: Stamp, path: tuple[str | int, ...]
    ) -> dict[str, Json]:
        added, inner = stamp.get("+", {}), stamp.get("=", {})
        names = stamp.get("~", {})
        joined: dict[str, Json] = {}
        for key, value in content.items():
            name = names.get(key, key)
            its_stamp = inner.get(key) or _stamp_of_empty(added.get(name))
            joined[name] = self.value(value, its_stamp, (*path, key))
        for key, value in added.items():
            joined.setdefault(key, value)
        return joined

    def _list(self, content: list[Json], stamp: Stamp, path: tuple[str | int, ...]) -> Any:
        if "@" in stamp:
            return {guid: stamp["@"].get(guid, {"guid": guid}) for guid in content}
        inner = stamp.get("=", {})
        items = [
            self.value(item, inner.get(str(place), {}), (*path, place))
            for place, item in enumerate(content)
        ]
        order = stamp.get("#", [])
        if len(order) != len(items):
            return items
        return [item for _, item in sorted(zip(order, items, strict=True), key=lambda x: x[0])]


def _stamp_of_empty(value: Json) -> Stamp:
    """Of a field that was empty when it was read and that content fills now."""
    return {"+": value} if type(value) is dict else {"!": value}


def _respelled(content: Json, stamp: Stamp) -> Json:
    """What stood in the file, unless content has moved on since."""
    if "!" not in stamp:
        return content
    stood = stamp["!"]
    if content is None:
        return stood
    return stood if type(stood) is str and content == stood.lower() else content
