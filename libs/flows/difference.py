"""What differs between two states of one element, field by field, in steps a person can read.

    actions/create-pdf/serviceInputs/File/typeElementId
    labelContentValueId@EN/USA//

An item of a list is the same item on both sides where nothing of it differs, else where it has its
identity (a GUID, an internal id), else its name (URI part, developer name, name, property). Objects
that have neither identity nor name are compared in their order.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from libs.flows.model import Json
from libs.flows.noise import TEXTS
from libs.flows.readable import identity_of, name_of, steps_of
from libs.flows.split import canonical

Operation: TypeAlias = Literal["add", "remove", "replace"]
Steps: TypeAlias = tuple[str, ...]

ORDER: Final = "(order)"
"""Last step of a list whose items stand in another order; before and after are their steps."""


@dataclass(frozen=True, slots=True)
class Difference:
    operation: Operation
    path: Steps
    """Field names, and for items of lists what tells them apart: a name, a GUID, a place."""
    before: Json
    """None where it is added."""
    after: Json
    """None where it is removed."""


def differences(before: Json, after: Json) -> tuple[Difference, ...]:
    """In the order of the fields of `before`, then of those that only `after` has. None where both
    are the same JSON.
    """
    return tuple(_differences(before, after, ()))


def _differences(before: Json, after: Json, path: Steps) -> Iterator[Difference]:
    if _is_reference(before) and _is_reference(after):
        before, after = before["guid"], after["guid"]
    if _is_text(before) and _is_text(after):
        for one in _of_objects(before[TEXTS], after[TEXTS], ()):
            yield Difference(one.operation, _in_culture(path, one.path), one.before, one.after)
    elif type(before) is dict and type(after) is dict:
        yield from _of_objects(before, after, path)
    elif type(before) is list and type(after) is list:
        yield from _of_lists(before, after, path)
    elif canonical(before) != canonical(after):  # to Python, 1 is True and 1.0
        yield Difference("replace", path, before, after)


def _of_objects(
    before: dict[str, Json], after: dict[str, Json], path: Steps
) -> Iterator[Difference]:
    for key in (*before, *(key for key in after if key not in before)):
        where = (*path, key)
        if key not in after:
            yield from _whole("remove", where, before[key])
        elif key not in before:
            yield from _whole("add", where, after[key])
        else:
            yield from _differences(before[key], after[key], where)


def _whole(operation: Operation, path: Steps, value: Json) -> Iterator[Difference]:
    text = value["guid"] if _is_reference(value) else value
    if _is_text(text):
        for culture, said in text[TEXTS].items():
            yield _one_side(operation, _in_culture(path, (culture,)), said)
    else:
        yield _one_side(operation, path, value)


def _one_side(operation: Operation, path: Steps, value: Json) -> Difference:
    is_new = operation == "add"
    return Difference(operation, path, None if is_new else value, value if is_new else None)


def _is_text(value: Json) -> bool:
    return type(value) is dict and len(value) == 1 and type(value.get(TEXTS)) is dict


def _is_reference(value: Json) -> bool:
    return type(value) is dict and value.keys() == {"guid"}


def _in_culture(path: Steps, culture: Steps) -> Steps:
    """As slots of secrets are named, slots.py."""
    last = path[-1] if path else ""
    return (*path[:-1], f"{last}@{'/'.join(culture)}")


def _of_lists(before: list[Json], after: list[Json], path: Steps) -> Iterator[Difference]:
    pairs = _pairs(before, after)
    steps_before, steps_after = steps_of(before), steps_of(after)
    partners = dict(pairs)
    for place, item in enumerate(before):
        if place not in partners:
            yield _one_side("remove", (*path, steps_before[place]), item)
        else:
            partner = partners[place]
            yield from _differences(item, after[partner], (*path, steps_after[partner]))
    matched = set(partners.values())
    for place, item in enumerate(after):
        if place not in matched:
            yield _one_side("add", (*path, steps_after[place]), item)
    kept = [partners[place] for place in sorted(partners)]
    if kept != sorted(kept):
        orders = [steps_after[place] for place in kept], [steps_after[i] for i in sorted(kept)]
        yield Difference("replace", (*path, ORDER), *orders)


def _pairs(before: Sequence[Json], after: Sequence[Json]) -> list[tuple[int, int]]:
    """Places of the same item on both sides, by ever weaker signs."""
    left, right = list(range(len(before))), list(range(len(after)))
    pairs: list[tuple[int, int]] = []
    for sign in (canonical, identity_of, name_of, _anonymous):
        found = _matched(sign, [before[i] for i in left], [after[i] for i in right])
        pairs += [(left[i], right[j]) for i, j in found]
        lefts, rights = {i for i, _ in pairs}, {j for _, j in pairs}
        left = [place for place in left if place not in lefts]
        right = [place for place in right if place not in rights]
    return pairs


def _matched(
    sign: Callable[[Json], Hashable], before: Sequence[Json], after: Sequence[Json]
) -> Iterator[tuple[int, int]]:
    """Items with the same sign, the first with the first; None is no sign."""
    waiting: dict[Hashable, list[int]] = {}
    for place, item in reversed(list(enumerate(after))):
        waiting.setdefault(sign(item), []).append(place)
    for place, item in enumerate(before):
        its_sign = sign(item)
        if its_sign is not None and waiting.get(its_sign):
            yield place, waiting[its_sign].pop()


def _anonymous(item: Json) -> str | None:
    """The same sign for all objects and lists that have nothing better."""
    is_compound = type(item) in (dict, list)
    return "" if is_compound and identity_of(item) is None and name_of(item) is None else None
