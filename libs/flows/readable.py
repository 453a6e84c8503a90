"""Places inside an element, in steps a person can read: items of lists are called by their names.

actions/create-pdf/serviceInputs/File/typeElementId
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

import orjson

from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.shape import ZERO, id_in

_MOST: Final = 50  # of one element: a long list is named anew for each place in it
_IDENTITIES: Final = ("guid", "internalId", "id")
_NAMES: Final = ("uriPart", "developerName", "name", "key", "typeElementPropertyId")


class ReadablePaths:
    """Of places in the content of these elements."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = {(part.kind, part.id): part for part in parts}
        self._contents: dict[tuple[Kind, UUID], Json] = {}
        self._counts = Counter[tuple[Kind, UUID]]()

    def of(self, element: tuple[Kind, UUID], path: Sequence[str | int]) -> str:
        self._counts[element] += 1
        if self._counts[element] > _MOST:
            return "/".join(map(str, path))
        if element not in self._contents:
            self._contents[element] = orjson.loads(self._parts[element].content)
        return "/".join(_named(self._contents[element], path))


def _named(content: Json, path: Sequence[str | int]) -> Iterator[str]:
    for step in path:
        if type(step) is int and type(content) is list and step < len(content):
            yield steps_of(content)[step]
            content = content[step]
        else:
            yield str(step)
            content = content.get(step) if type(content) is dict else None


def steps_of(items: Sequence[Json]) -> list[str]:
    """What each item of a list is called: its name, else its identity, else its text or place.

    Of items that are called alike the second is `name#2`, and so on.
    """
    steps, seen = [], dict[str, int]()
    for place, item in enumerate(items, 1):
        named = next((name for name in name_of(item) or () if name), None) or identity_of(item)
        step = named or (item if type(item) is str and item else f"#{place}")
        seen[step] = count = seen.get(step, 0) + 1
        steps.append(step if count == 1 else f"{step}#{count}")
    return steps


def identity_of(item: Json) -> str | None:
    """What an item keeps while everything else of it may change."""
    if type(item) is not dict:
        return None
    owner = item.get("compositeId")
    candidates = [item.get(field) for field in _IDENTITIES]
    if type(owner) is dict:
        candidates.insert(0, owner.get("guid"))
    return next((one for one in candidates if type(one) is str and one not in ("", ZERO)), None)


def name_of(item: Json) -> tuple[str, ...] | None:
    """All that an item is named by; None where it has no name."""
    if type(item) is not dict:
        return None
    names = tuple(id_in(item.get(field)) or "" for field in _NAMES)
    return names if any(names) else None
