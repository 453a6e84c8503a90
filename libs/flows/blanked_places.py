"""How the place of a text that was left out is named: like a secret's slot, by fields and by what
tells the items of a list apart, so that it is found in another tenant's state of the element.
"""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from libs.flows.model import Json
from libs.flows.noise import TEXTS
from libs.flows.slots import field_step, item_steps, slot_of


class Place(NamedTuple):
    holder: Json
    """The object or list that the text is in."""
    key: str | int

    @property
    def text(self) -> str | None:
        text = self.holder[self.key]
        return text if type(text) is str else None


class Names:
    """Of places in one element's content, which stays as it is meanwhile."""

    def __init__(self, content: dict[str, Json]) -> None:
        self._content = content
        self._items: dict[int, dict[str, int]] = {}  # a list may hold many of them

    def of(self, path: Sequence[str | int]) -> str:
        """`configurationValues/Token/contentValue`, with `@culture` for one text of several."""
        culture = None
        if TEXTS in path[1:]:
            *path, _, culture = path
            if path[-1] == "guid":
                path = path[:-1]
        node: Json = self._content
        steps = list[str]()
        for step in path:
            steps.append([*self._steps(node)][step] if type(step) is int else field_step(str(step)))
            node = node[step]
        return slot_of(steps, None if culture is None else str(culture))

    def place(self, name: str) -> Place | None:
        """None where the content has nothing there, and for texts that no field refers to: they
        have no names.
        """
        path, _, culture = name.partition("@")
        place = Place({"": self._content}, "")
        for step in path.split("/"):
            node = place.holder[place.key]
            if type(node) is dict and unquote(step) in node and unquote(step) != TEXTS:
                place = Place(node, unquote(step))
            elif type(node) is list and step in self._steps(node):
                place = Place(node, self._steps(node)[step])
            else:
                return None
        return _in_culture(place, culture) if culture else place

    def _steps(self, items: list[Json]) -> dict[str, int]:
        if id(items) not in self._items:
            # an id that is left in content is no stamp
            steps = item_steps(items, (), ids_name=True)
            self._items[id(items)] = {step: place for place, step in enumerate(steps)}
        return self._items[id(items)]


def field_of(name: str) -> str:
    """The element's own field that the place is in."""
    return unquote(name.partition("@")[0].partition("/")[0])


def _in_culture(place: Place, culture: str) -> Place | None:
    node = place.holder[place.key]
    if type(node) is dict and TEXTS not in node:
        node = node.get("guid")
    texts = node.get(TEXTS) if type(node) is dict else None
    return Place(texts, culture) if type(texts) is dict and culture in texts else None
