"""Which types of a connector are the ones that it describes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.image_names import objects
from libs.flows.model import Json, Part
from libs.flows.slots import guid_of

_Shape: TypeAlias = frozenset[tuple[str, str]]
"""Names and content types of properties."""


def types_of(connector_id: UUID, types: Sequence[Part]) -> list[Part]:
    """Those that say they are the connector's, or that are bound to it, by id."""
    own = [part for part in types if part.kind == kinds.TYPE and _is_of(part, str(connector_id))]
    return sorted(own, key=lambda part: part.id)


def matched_types(
    said: Sequence[Mapping[str, Json]], own: Sequence[Part], made: Sequence[UUID]
) -> list[Part | None]:
    """For each described type the one that is there, or None. No type is taken twice.

    `made` are the ids that they get, or once got, where they are new.
    """
    left = {part.id: part for part in own}
    named: dict[str, list[Part]] = {}
    for part in own:
        named.setdefault(part.name, []).append(part)
    shapes = {part.id: _shape(orjson.loads(part.content)) for part in own}
    wanted = [_shape(one) for one in said]
    found: dict[int, Part] = {}

    def take(place: int, fitting: Iterable[Part]) -> None:
        free = [part for part in fitting if part.id in left]
        if place not in found and free:
            found[place] = max(free, key=lambda part: len(wanted[place] & shapes[part.id]))
            del left[found[place].id]

    ids = {str(part.id): part for part in own}
    for place, one in enumerate(said):
        take(place, _one(ids.get(str(one.get("id")).lower())))
    for place, one in enumerate(said):
        take(place, named.get(one["developerName"], ()))
    for place, id_ in enumerate(made):
        take(place, _one(left.get(id_)))
    alike: dict[_Shape, list[Part]] = {}
    for part in left.values():
        alike.setdefault(shapes[part.id], []).append(part)
    described = Counter(wanted)
    for place, shape in enumerate(wanted):
        if shape and described[shape] == 1 and len(alike.get(shape, ())) == 1:
            take(place, alike[shape])
    return [found.get(place) for place in range(len(said))]


def _one(part: Part | None) -> tuple[Part, ...]:
    return () if part is None else (part,)


def _is_of(part: Part, connector: str) -> bool:
    content = orjson.loads(part.content)
    bound = (guid_of(one.get("serviceElementId")) for one in objects(content.get("bindings")))
    return guid_of(content.get("serviceElementId")) == connector or connector in bound


def _shape(type_: Mapping[str, Json]) -> _Shape:
    return frozenset(
        (str(item.get("developerName")), str(item.get("contentType")).lower())
        for item in objects(type_.get("properties"))
    )
