"""How a secret slot is named: by fields, and in a list by what tells its items apart.

A slot outlives the package it was read from: the target's password is looked up by it when the
next version comes, in which items have moved. So an item is named by its identity, not its place:

    configurationValues/SmtpToken/contentValue
    defaultContentValueContentValueId@EN/USA//

An item's `guid` (or its `compositeId`'s), `internalId`, or `id` where that is one, names it alone;
else its `uriPart`, `developerName`, `name` and `typeElementPropertyId` do together. Of items that
are named alike the second is `name#2`, and items without any name are `#1`, `#2` and so on.
"""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote

import orjson

from libs.flows.documents import STATES, Texts
from libs.flows.model import Json
from libs.flows.noise import TEXTS, Rule, rule_of
from libs.flows.shape import ZERO, id_in

PACKAGE: Final = "$package"
"""First step of a slot outside all elements, under a top-level key that Sluice does not know."""

STATE: Final = "$state"
"""First step of a slot in what a document says of its texts beside them (text_states.py)."""

_NAMES: Final = ("uriPart", "developerName", "name", "typeElementPropertyId")
NAMING: Final = frozenset({"guid", "id", "internalId", *_NAMES})
"""Fields that tell items apart, and so stay when everything beside them is taken for a secret."""

_LONGEST_NAME = 80  # of a step, once quoted: slots stand in an index, whose rows are bounded


def slot_of(steps: Sequence[str], culture: str | None = None) -> str:
    return "/".join(steps) + ("" if culture is None else f"@{culture}")


def is_of_package(slot: str) -> bool:
    """Whether the slot is outside all elements."""
    return slot.startswith(f"{PACKAGE}/")


def text_slot(guid: str, culture: str) -> str:
    """Of a text that no field refers to."""
    return slot_of((TEXTS, field_step(guid)), culture)


def field_step(name: str) -> str:
    return quote(name, safe="")


def item_steps(
    items: Sequence[Json], content_values: Collection[str], *, ids_name: bool
) -> list[str]:
    """One step for each item of a list.

    `content_values` are the GUIDs of the element's texts, which are re-stamped and so name
    nothing. `ids_name`: the items' `id` is an identity.
    """
    steps, seen = [], dict[str, int]()
    for item in items:
        name = _name_of(item, content_values, ids_name=ids_name) if type(item) is dict else ""
        seen[name] = count = seen.get(name, 0) + 1
        steps.append(name if name and count == 1 else f"{name}#{count}")
    return steps


def _name_of(item: dict[str, Json], content_values: Collection[str], *, ids_name: bool) -> str:
    composite = item.get("compositeId")
    owner = composite if type(composite) is dict else {}
    identities = [item.get("guid"), owner.get("guid"), item.get("internalId")]
    if ids_name:
        identities.append(item.get("id"))
    for identity in identities:
        if type(identity) is not str or identity in ("", ZERO):
            continue
        if identity not in content_values:
            return _bounded(quote(identity, safe=""))
    named = [id_in(item.get(field)) or "" for field in _NAMES]
    return _bounded("+".join(quote(name, safe="") for name in named)) if any(named) else ""


def _bounded(step: str) -> str:
    step = step.strip("+")
    return step if len(step) <= _LONGEST_NAME else sha256(step.encode()).hexdigest()


def ids_name_items(field: str) -> bool:
    """Whether the `id` of the items under this field is a reference or an identity (noise.py)."""
    return rule_of(field) is Rule.HOLDS_IDS


class Places:
    """The places of slots in one tree that is written: an element, or unknown top-level keys."""

    def __init__(
        self,
        root: dict[str, Json],
        content_values: Collection[str] = (),
        *,
        ids_name: bool = False,
        frame: Mapping[str, Json] | None = None,
    ) -> None:
        """`frame` is of the element's document (documents.py)."""
        self._root = root
        self._frame = frame or {}
        self._content_values = content_values
        self._ids_name = ids_name
        self._items: dict[int, dict[str, int]] = {}  # a list may hold a million slots

    def restore(self, slot: str, blank: str | float | None) -> None:
        """What stands in a secret field without its secret; taking secrets removed the field."""
        *steps, last = slot.split("/")
        node, key = self._place(steps, last)
        if type(node) is dict:
            node[unquote(last)] = blank
        elif key is not None:
            node[key] = blank

    def put(self, texts: Texts, slot: str, value: str) -> None:
        """A secret into its field, or into its text in one culture. One without is left out.

        Where a number stands, a secret that reads as one is a number again.
        """
        path, _, culture = slot.partition("@")
        *steps, last = path.split("/")
        if culture and steps == [TEXTS]:
            texts.setdefault(unquote(last), {})[culture] = value
            return
        if culture and (path == STATE or path.startswith(f"{STATE}/")):
            self._put_state(path.removeprefix(STATE), culture, value)
            return
        node, key = self._place(steps, last)
        if key is None:
            return
        if not culture:
            node[key] = _as_it_stood(value, node[key])
        elif (guid := guid_of(node[key])) is not None:
            texts.setdefault(guid, {})[culture] = value

    def _put_state(self, path: str, culture: str, value: str) -> None:
        translation = (self._frame.get("translations") or {}).get(culture)
        if translation:
            Places(translation["fields"]).put({}, f"{STATES}{path}", value)

    def _place(self, steps: Sequence[str], last: str) -> tuple[Json, str | int | None]:
        """The object or list that a slot is in, and its key there; None where it has none."""
        node: Json = self._root
        ids_name = self._ids_name
        for step in steps:
            key = self._key(node, step, ids_name=ids_name)
            if key is None:
                return None, None
            if type(key) is str:
                ids_name = self._ids_name or ids_name_items(key)
            node = node[key]
        return node, self._key(node, last, ids_name=ids_name)

    def _key(self, node: Json, step: str, *, ids_name: bool) -> str | int | None:
        if type(node) is dict:
            name = unquote(step)
            return name if name in node else None
        if type(node) is not list:
            return None
        if id(node) not in self._items:
            steps = item_steps(node, self._content_values, ids_name=ids_name)
            self._items[id(node)] = {step: place for place, step in enumerate(steps)}
        return self._items[id(node)].get(step)


def guid_of(value: Json) -> str | None:
    """Of a content-value reference, `{guid}` or the GUID alone."""
    guid = value.get("guid") if type(value) is dict else value
    return guid if type(guid) is str else None


def _as_it_stood(value: str, standing: Json) -> str | float:
    if type(standing) in (int, float):
        try:
            number = orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
        return number if type(number) in (int, float) else value
    return value
