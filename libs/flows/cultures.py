"""Cultures: what texts are keyed by. A tenant has its own GUIDs; the key is the same everywhere."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote
from uuid import UUID

import orjson

from libs.flows.model import Culture, Json
from libs.flows.shape import a_guid, an_object, an_optional_text

_FIELDS = ("language", "country", "brand", "variant")
_UNKNOWN = "?"


def read_cultures(items: Sequence[Json]) -> tuple[Culture, ...]:
    """Cultures in file order. A second one with the same key is `key#2`, and so on."""
    cultures: list[Culture] = []
    seen: dict[str, int] = {}
    for place, item in enumerate(items):
        path = ("contentValueCultures", place)
        body = an_object(item, path)
        composite = an_object(body.get("compositeId"), (*path, "compositeId"))
        guid = a_guid(composite.get("guid"), (*path, "compositeId", "guid"))
        texts = [an_optional_text(body.get(field), (*path, field)) for field in _FIELDS]
        key = "/".join(quote(text or "", safe="") for text in texts)
        seen[key] = count = seen.get(key, 0) + 1
        key = key if count == 1 else f"{key}#{count}"
        cultures.append(Culture(key, guid, orjson.dumps(body)))
    return tuple(cultures)


def write_culture(culture: Culture) -> Json:
    """The body with the culture's own GUID, which a target tenant may have changed."""
    body = orjson.loads(culture.body)
    if UUID(body["compositeId"]["guid"]) != culture.guid:
        body["compositeId"] = {**body["compositeId"], "guid": str(culture.guid)}
    return body


class CultureKeys:
    """Culture GUID, as a file spells it, to key and back."""

    def __init__(self, cultures: Iterable[Culture]) -> None:
        self._keys: dict[str, str] = {}
        self._guids: dict[str, str] = {}
        for culture in cultures:
            guid = write_culture(culture)["compositeId"]["guid"]
            self._keys.setdefault(guid, culture.key)
            self._guids[culture.key] = guid

    def key(self, guid: str) -> str:
        """`?` and the GUID itself for a culture that the package does not describe."""
        return self._keys.get(guid) or _UNKNOWN + guid

    def guid(self, key: str) -> str:
        """Raises ValueError for a key that none of the cultures has."""
        if key.startswith(_UNKNOWN):
            return key.removeprefix(_UNKNOWN)
        if key not in self._guids:
            raise ValueError(f"No culture has the key {key!r}.")
        return self._guids[key]
