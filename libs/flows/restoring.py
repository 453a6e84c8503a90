"""What an export left out because it looked like a secret gets what the tenant has in its place: a
blank erases nothing, whether it is a password's or not.

The tenant's text stands wherever it differs from the package's in nothing but the gaps; else what
it has in the gaps is put into the package's text, if it can be told (cutting.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias
from uuid import UUID

import orjson

from libs.flows.blanked_places import Names, Place
from libs.flows.cutting import Cut, filled
from libs.flows.digest import element_digest, package_digest
from libs.flows.kinds import Kind
from libs.flows.merging import Merged
from libs.flows.model import Json, Package, Part
from libs.flows.provenance import Blanked
from libs.flows.renaming import renamed_place
from libs.flows.split import canonical

_Key: TypeAlias = tuple[Kind, UUID]


class Restored(NamedTuple):
    package: Package
    blanked: tuple[Blanked, ...]
    """What the tenant has nothing for either, with the tenant's ids."""


def restore(came: Package, merged: Merged, own: Iterable[Part]) -> Restored:
    """`came` is the package as it was sent. `own` are the tenant's elements that it left something
    out of, overlays applied.
    """
    arrived = merged.package
    blanked = () if came.provenance is None else came.provenance.blanked
    if not blanked:
        return Restored(arrived, ())
    restorer = _Restorer(came, merged, own)
    still = tuple(restorer.left_blank({(b.kind, b.id, b.path): b for b in blanked}.values()))
    parts = tuple(restorer.written(part) for part in arrived.parts)
    digests = ((part.kind, part.id, part.digest) for part in parts)
    digest = package_digest(digests, arrived.flow.id, arrived.rest)
    return Restored(replace(arrived, parts=parts, digest=digest), still)


@dataclass(slots=True)
class _Element:
    content: Json
    names: Names
    is_changed: bool = False

    @classmethod
    def of(cls, part: Part) -> "_Element":
        content = orjson.loads(part.content)
        return cls(content, Names(content))


class _Restorer:
    def __init__(self, came: Package, merged: Merged, own: Iterable[Part]) -> None:
        self._came = {(part.kind, part.id): part for part in came.parts}
        self._arrived = {(part.kind, part.id): part for part in merged.package.parts}
        self._own = {(part.kind, part.id): part for part in own}
        self._targets = {(kind, id_): target for (kind, target), id_ in merged.merged.items()}
        self._names = {id_: target for (_, id_), target in self._targets.items()}
        for one in merged.remembered:
            self._names |= one.properties
        self._opened: dict[tuple[int, _Key], _Element] = {}

    def left_blank(self, blanked: Iterable[Blanked]) -> Iterable[Blanked]:
        """Those that the tenant has nothing for; the others are filled."""
        for one in blanked:
            there = self._place(self._came, (one.kind, one.id), one.path)
            text = None if there is None else there.text
            if text is None or any(gap > len(text) for gap in one.gaps):
                continue  # the package has no such place, whatever its statement says
            target = self._targets.get((one.kind, one.id), one.id)
            renamed = replace(one, id=target, path=renamed_place(one.path, self._names))
            if not self._fill(renamed, Cut(text, one.gaps), is_merged=target != one.id):
                yield renamed

    def _fill(self, one: Blanked, cut: Cut, *, is_merged: bool) -> bool:
        key = (one.kind, one.id)
        theirs = self._place(self._own, key, one.path)
        text = None if theirs is None else theirs.text
        if not text or is_merged:
            return bool(text)  # what is merged is the tenant's own element already
        result = filled(cut, text)
        arriving = self._place(self._arrived, key, one.path)
        if arriving is not None and result.text != arriving.text:
            arriving.holder[arriving.key] = result.text
            self._element(self._arrived, key).is_changed = True
        return result.is_whole

    def _place(self, parts: Mapping[_Key, Part], key: _Key, path: str) -> Place | None:
        return self._element(parts, key).names.place(path) if key in parts else None

    def _element(self, parts: Mapping[_Key, Part], key: _Key) -> _Element:
        opened = (id(parts), key)
        if opened not in self._opened:
            self._opened[opened] = _Element.of(parts[key])
        return self._opened[opened]

    def written(self, part: Part) -> Part:
        element = self._opened.get((id(self._arrived), (part.kind, part.id)))
        if element is None or not element.is_changed:
            return part
        content = canonical(element.content)
        return replace(part, content=content, digest=element_digest(content))
