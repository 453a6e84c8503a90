"""Plain values that look like secrets: a warning in a plan, and left out of an export on request.

Looked through are the default texts of values and of the properties of default objects, all texts
of connectors, identity providers, open APIs and unknown kinds, and the code of macros.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.blanked_places import Names
from libs.flows.cutting import Cut, cut
from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.noise import TEXTS
from libs.flows.provenance import Blanked
from libs.flows.secret_names import has_named_secrets, is_kept
from libs.flows.secret_shapes import shape_of_field, shape_of_value, shapes, shapes_in_code
from libs.flows.split import canonical

_NO_SECRETS: Final = frozenset(
    {"contentboolean", "contentnumber", "contentdatetime", "contentdate"}
)
_DEFAULTS: Final = (
    "defaultContentValueContentValueId",
    "defaultContentValue",
    "defaultObjectData",
)
_CONTENTS: Final = frozenset({"contentValue", "contentValueContentValueId"})
_VALUES: Final = _CONTENTS | {"defaultContentValue", "defaultContentValueContentValueId", "value"}
_SAYS_NAME: Final = ("developerName", "name", "key")
_WAYS_TO_TEXTS: Final = frozenset({TEXTS, "guid"})
_MOST_TEXT: Final = 250_000  # more than real packages hold; what is beyond is not looked at


@dataclass(frozen=True, slots=True)
class LikelySecret:
    kind: Kind
    id: UUID
    name: str
    """Kind, id and name of the element."""
    path: tuple[str | int, ...]
    """Of the text in the element's content, in all cultures."""
    what: str
    """What it looks like: `AWS Access Key`, or `named like a secret`. Never the text."""


class _Text(NamedTuple):
    holder: Json
    """The object or list that the text is in."""
    key: str | int
    path: tuple[str | int, ...]
    name: str
    """Of what it is the value of."""


def likely_secrets(parts: Iterable[Part]) -> tuple[LikelySecret, ...]:
    """In the order of the parts; one for a text and what it looks like, whatever its cultures."""
    found: dict[LikelySecret, None] = {}
    for part, text, is_looked_at in _all_texts(parts):
        if not is_looked_at:
            break
        for what in _what(part.kind, text.name, text.holder[text.key]):
            path = _shown(text.path)
            found[LikelySecret(part.kind, part.id, part.name, path, what)] = None
    return tuple(found)


def to_hide(
    parts: Iterable[Part], found: Iterable[LikelySecret]
) -> dict[tuple[Kind, UUID], list[tuple[str | int, ...]]]:
    """Places of texts to show nowhere, by element: those `found` in these parts, and those that
    were not looked at.
    """
    places: dict[tuple[Kind, UUID], list[tuple[str | int, ...]]] = {}
    for one in found:
        places.setdefault((one.kind, one.id), []).append(one.path)
    for part, text, is_looked_at in _all_texts(parts):
        if not is_looked_at:
            places.setdefault((part.kind, part.id), []).append(text.path)
    return places


def _all_texts(parts: Iterable[Part]) -> Iterator[tuple[Part, _Text, bool]]:
    """And whether it is looked at."""
    left = _MOST_TEXT
    for part in parts:
        for text in _texts(part, _content(part)):
            left -= len(text.holder[text.key])
            yield part, text, left >= 0


class Without(NamedTuple):
    parts: tuple[Part, ...]
    blanked: tuple[Blanked, ...]


def without_likely_secrets(parts: Iterable[Part]) -> Without:
    """The parts without them: a value's text is empty then, elsewhere only the secret is gone."""
    everything = tuple(parts)
    found = {(one.kind, one.id) for one in likely_secrets(everything)}
    without, blanked = list[Part](), list[Blanked]()
    for part in everything:
        if (part.kind, part.id) in found:
            left, of_part = _without(part)
            without.append(left)
            blanked += of_part
        else:
            without.append(part)
    return Without(tuple(without), tuple(blanked))


def _without(part: Part) -> tuple[Part, list[Blanked]]:
    content = _content(part)
    cuts: list[tuple[_Text, Cut]] = []
    for text in [*_texts(part, content)]:
        left = _left(part.kind, text.name, text.holder[text.key])
        if left.gaps:
            cuts.append((text, left))
            text.holder[text.key] = left.text
    encoded = canonical(content)
    names = Names(content)
    blanked = [Blanked(part.kind, part.id, names.of(text.path), left.gaps) for text, left in cuts]
    return replace(part, content=encoded, digest=element_digest(encoded)), blanked


def _left(kind: Kind, name: str, text: str) -> Cut:
    if kind == kinds.VALUE:
        return Cut("", (0,)) if shape_of_value(name, text) else Cut(text, ())
    found = [*(shapes_in_code(text) if kind == kinds.MACRO else shapes(text))]
    if not found and kind != kinds.MACRO and shape_of_field(name, text):
        return Cut("", (0,))
    return cut(text, (shape.secret for shape in found))


def _content(part: Part) -> dict[str, Json]:
    is_looked_at = part.kind in (kinds.VALUE, kinds.MACRO) or has_named_secrets(part.kind)
    content: dict[str, Json] = orjson.loads(part.content) if is_looked_at else {}
    return content


def _what(kind: Kind, name: str, text: str) -> Iterator[str]:
    if kind == kinds.VALUE:
        what = shape_of_value(name, text)
        if what is not None:
            yield what
    else:
        found = shapes_in_code(text) if kind == kinds.MACRO else shapes(text)
        whats = dict.fromkeys(shape.what for shape in found)
        yield from whats
        what = None if whats or kind == kinds.MACRO else shape_of_field(name, text)
        if what is not None:
            yield what


def _texts(part: Part, content: dict[str, Json]) -> Iterator[_Text]:
    if part.kind == kinds.VALUE:
        if str(content.get("contentType")).lower() not in _NO_SECRETS:
            for field in _DEFAULTS:
                objects = field == "defaultObjectData"
                yield from _below(content, field, (field,), part.name, is_wanted=not objects)
    elif part.kind == kinds.MACRO:
        if type(content.get("code")) is str:
            yield _Text(content, "code", ("code",), part.name)
    elif has_named_secrets(part.kind):
        for field in content:
            yield from _fields(content, field, (field,), _name_of(field, "", content))


def _below(
    holder: Json, key: str | int, path: tuple[str | int, ...], name: str, *, is_wanted: bool
) -> Iterator[_Text]:
    """The texts in a field. Of objects, those of their properties' values, by their own names."""
    node = holder[key] if type(key) is int or key in holder else None
    if type(node) is str:
        if is_wanted and node:
            yield _Text(holder, key, path, name)
    elif type(node) is list:
        for place in range(len(node)):
            yield from _below(node, place, (*path, place), name, is_wanted=is_wanted)
    elif type(node) is dict:
        said = node.get("developerName")
        name = said if type(said) is str and said else name
        for field in node:
            wanted = is_wanted or field in _CONTENTS
            yield from _below(node, field, (*path, field), name, is_wanted=wanted)


def _fields(
    holder: Json, key: str | int, path: tuple[str | int, ...], name: str
) -> Iterator[_Text]:
    """All texts in a field, by their fields' names; those that name things have none."""
    node = holder[key]
    if type(node) is str:
        if node:
            yield _Text(holder, key, path, name)
    elif type(node) is list:
        for place in range(len(node)):
            yield from _fields(node, place, (*path, place), name)
    elif type(node) is dict:
        for field in node:
            is_text = TEXTS in (field, key) or (field == "guid" and type(node[field]) is dict)
            its_name = name if is_text else _name_of(field, name, node)
            yield from _fields(node, field, (*path, field), its_name)


def _name_of(field: str, holder_name: str, holder: dict[str, Json]) -> str:
    """A value has the name of what it is the value of."""
    if field in _VALUES:
        names = (holder.get(name) for name in _SAYS_NAME)
        return next((name for name in names if type(name) is str and name), holder_name)
    return "" if is_kept(field) else field


def _shown(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The field that a text belongs to, without its cultures."""
    for place, step in enumerate(path):
        if step in _WAYS_TO_TEXTS:
            return path[:place]
    return path
