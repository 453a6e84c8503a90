"""An element taken apart into content and stamp (design idea 1); `join.py` is the way back.

Content is the element without its stamp, with nothing empty in it: null, `[]`, `{}`, the zero GUID
and what an older file leaves out are the same. Inside a list an empty item stays as null, for its
place counts. The stamp is a sparse tree beside it, in steps of one letter:

    "+"  fields that content lacks, as they stood
    "="  stamps of the fields and items that content has, by field name or place
    "!"  what stood where content says it in another way: a text's GUID, another spelling
    "~"  today's field name to the older one
    "#"  the places in the file of a list that content has sorted
    "@"  an id map, which content reduces to its GUIDs

and at the top of an element "document" (its document's frame), "texts" (GUIDs of the texts that no
field refers to, in content's order) and "blanks" (secret fields, see secrets.py).
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import orjson

from libs.flows import kinds
from libs.flows.documents import Texts
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.noise import DEFAULTS, FLOW_STAMPS, ID_COPIES, RENAMED, TEXTS, Rule, rule_of
from libs.flows.shape import ZERO, Path, a_list, a_map, an_object, refuse

Stamp: TypeAlias = dict[str, Any]

_STAMP, _TEXT, _HOLDS_IDS = Rule.STAMP, Rule.TEXT, Rule.HOLDS_IDS
_NO_GUID: Final[tuple[Json, ...]] = (None, ZERO, [], {})


class Splitter:
    """Splits one element.

    `rules` remembers what each field name means and is shared by the elements of one package, not
    beyond: the names are the sender's. `path` is the element's place in the file.
    """

    def __init__(self, kind: Kind, texts: Texts, rules: dict[str, Rule], path: Path) -> None:
        self._kind = kind
        self._path = path
        self._texts = texts
        self._rules = rules
        self._ids_are_content = kind == kinds.OPEN_API
        self._used: set[str] = set()

    def run(self, element: dict[str, Json]) -> tuple[dict[str, Json], Stamp]:
        """Raises Fault where a field that Sluice must understand has another type."""
        special, plain = self._special(element)
        content, stamp = self._object(plain, holds_ids=True)
        added, inner = stamp.setdefault("+", {}), stamp.setdefault("=", {})
        for key, (part, its_stamp) in special.items():
            if part:
                content[key] = part
                inner[key] = its_stamp
            else:
                added[key] = element[key]
        self._rename(content, stamp)
        self._unreferenced(content, stamp)
        return content, {key: value for key, value in stamp.items() if value}

    def plain(self, node: dict[str, Json]) -> dict[str, Json]:
        """The content of an object that is no element."""
        return self._object(node, holds_ids=True)[0]

    def _special(
        self, element: dict[str, Json]
    ) -> tuple[dict[str, tuple[Json, Stamp]], dict[str, Json]]:
        """Fields at the top that have a rule of their own, and the others."""
        special = {"compositeId": self._composite_id(element)}
        stamps: frozenset[str] = frozenset()
        if self._kind == kinds.FLOW:
            stamps = FLOW_STAMPS
            special |= {k: self._id_map(element, k) for k in kinds.MANIFESTS if k in element}
        elif self._kind == kinds.SERVICE and "actions" in element:
            special["actions"] = self._actions(a_list(element["actions"], (*self._path, "actions")))
        special |= {key: (None, {}) for key in stamps if key in element}
        return special, {k: v for k, v in element.items() if k not in special}

    def _composite_id(self, element: dict[str, Json]) -> tuple[Json, Stamp]:
        content, stamp = self._object(element["compositeId"], holds_ids=True)
        added = stamp.setdefault("+", {})
        for key in ID_COPIES:
            if key in content and content[key] == element.get(key):
                added[key] = content.pop(key)
        spelling = content.get("elementType")
        if type(spelling) is str and spelling.lower() != spelling:
            content["elementType"] = spelling.lower()
            stamp.setdefault("=", {})["elementType"] = {"!": spelling}
        return content, stamp

    def _id_map(self, element: dict[str, Json], key: str) -> tuple[Json, Stamp]:
        ids = a_map(element[key], (*self._path, key))
        return sorted(ids), {"@": ids}

    def _actions(self, actions: list[Json]) -> tuple[Json, Stamp]:
        """The platform re-orders actions when it refreshes a connector: sorted by their URI."""
        split = []
        for place, action in enumerate(actions):
            body = an_object(action, (*self._path, "actions", place))
            content, stamp = self._object(body, holds_ids=False)
            uri = content.get("uriPart")
            key = (uri if type(uri) is str else "", canonical(content))
            split.append((key, place, content, stamp if content else {"!": body}))
        split.sort(key=lambda entry: entry[:2])
        order = [place for _, place, _, _ in split]
        stamps = {str(i): stamp for i, (_, _, _, stamp) in enumerate(split) if stamp}
        result: Stamp = {"=": stamps} if stamps else {}
        if order != sorted(order):
            result["#"] = order
        return [content or None for _, _, content, _ in split], result

    def _rename(self, content: dict[str, Json], stamp: Stamp) -> None:
        added, inner = stamp["+"], stamp["="]
        for old, new in RENAMED.items():
            if old not in content or new in content:
                continue
            if content[old] == DEFAULTS.get(new):
                added[old] = content.pop(old)
                continue
            content[new] = content.pop(old)
            stamp["~"] = {new: old}
            if old in inner:
                inner[new] = inner.pop(old)

    def _unreferenced(self, content: dict[str, Json], stamp: Stamp) -> None:
        others = [(canonical(t), g) for g, t in self._texts.items() if t and g not in self._used]
        if others:
            others.sort()
            content[TEXTS] = [self._texts[guid] for _, guid in others]
            stamp["texts"] = [guid for _, guid in others]

    def _object(  # noqa: C901, PLR0912 -- 10 MB hold a third of a million fields: no call for most
        self, node: dict[str, Json], *, holds_ids: bool
    ) -> tuple[dict[str, Json], Stamp]:
        rules, texts = self._rules, self._texts
        content: dict[str, Json] = {}
        added: dict[str, Json] = {}
        inner: dict[str, Stamp] = {}
        for key, value in node.items():
            if value is None:
                added[key] = value
                continue
            try:
                rule = rules[key]
            except KeyError:
                rule = rules[key] = rule_of(key)
            if rule:
                if rule is _STAMP or (rule is _TEXT and self._is_textless(value)):
                    added[key] = value
                    continue
                if self._is_settled(rule, key, value, node, content, holds_ids=holds_ids):
                    if key not in content:
                        added[key] = value
                    continue
            kind = type(value)
            if kind is dict:
                part, stamp = self._object(value, holds_ids=rule is _HOLDS_IDS)
            elif kind is list:
                part, stamp = self._list(value, holds_ids=rule is _HOLDS_IDS)
            elif kind is str and value in texts:
                part, stamp = self._text(value)
            else:
                (added if value == ZERO else content)[key] = value
                continue
            if not part:
                added[key] = value
                continue
            content[key] = part
            if stamp:
                inner[key] = stamp
        if inner:
            return content, {"+": added, "=": inner} if added else {"=": inner}
        return content, {"+": added} if added else {}

    def _is_settled(  # noqa: PLR0913 -- the loop's own variables; bundling them would cost a third
        self,
        rule: Rule,
        key: str,
        value: Json,
        node: Mapping[str, Json],
        content: dict[str, Json],
        *,
        holds_ids: bool,
    ) -> bool:
        """Whether the field's name and value already say where it goes.

        That is the stamp, unless it is put into `content` here.
        """
        if rule is Rule.NESTED_ID:
            return not (holds_ids or self._ids_are_content or node.get("guid") not in _NO_GUID)
        if rule is Rule.DEFAULTED:
            return value is DEFAULTS[key] or (type(value) is int and value == DEFAULTS[key])
        if rule is Rule.FREE:
            if value and type(value) is dict:
                self._refuse_reserved(value)
                content[key] = value
            return not value or type(value) is dict
        if rule is Rule.RESERVED:
            self._refuse_reserved({key: value})
        return False

    def _list(self, items: list[Json], *, holds_ids: bool) -> tuple[Json, Stamp]:
        """None for the empty list."""
        texts = self._texts
        content: list[Json] = []
        inner: dict[str, Stamp] = {}
        for place, value in enumerate(items):
            part: Json = value
            stamp: Stamp = {}
            kind = type(value)
            if kind is dict:
                part, stamp = self._object(value, holds_ids=holds_ids)
                part = part or None
            elif kind is list:
                part, stamp = self._list(value, holds_ids=holds_ids)
            elif kind is str:
                if value in texts:
                    part, stamp = self._text(value)
                elif value == ZERO:
                    part = None
            content.append(part)
            if part is None and value is not None:
                stamp = {"!": value}
            if stamp:
                inner[str(place)] = stamp
        return content or None, {"=": inner} if inner else {}

    def _text(self, guid: str) -> tuple[Json, Stamp]:
        self._used.add(guid)
        by_culture = self._texts[guid]
        return ({TEXTS: by_culture}, {"!": guid}) if by_culture else (None, {})

    def _refuse_reserved(self, value: Json) -> None:
        if type(value) is dict:
            if TEXTS in value:
                raise refuse((*self._path, TEXTS), "a field that a package may bring")
            value = value.values()
        elif type(value) is not list:
            return
        for item in value:
            self._refuse_reserved(item)

    def _is_textless(self, value: Json) -> bool:
        """A reference to a text that is null in every culture, or not in the package at all."""
        guid = value
        if type(value) is dict and len(value) == 1:
            guid = value.get("guid")
        if type(guid) is not str or self._texts.get(guid):
            return False
        self._used.add(guid)
        return True


def canonical(content: Json) -> bytes:
    """The bytes a digest is taken over: UTF-8, sorted keys, no white space."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
