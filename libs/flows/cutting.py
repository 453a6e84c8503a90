"""A text without the secrets in it, and the same with what another text has in their places."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

_PRIVATE_KEY: Final = re.compile(
    r"(?<!-)-*BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?:(?!-----END)[^'\"`])*(?:-----END [A-Z0-9 ]*-----)?"
)
_QUOTES: Final = "'\"`"
_UNITS: Final = (re.compile(r"(\n)"), re.compile(r"([\s/?&#@;,]+)"))
"""What separates lines, and the parts of a URI: two ways to compare texts piece by piece."""

_WORD: Final = re.compile(r"\w")
_MOST: Final = 100  # of shapes that are each compared with every piece of the other text

_Pieces: TypeAlias = tuple[str, ...]
"""What stands around the gaps: one more than there are gaps."""


class Cut(NamedTuple):
    text: str
    gaps: tuple[int, ...]
    """Places in `text`, in characters, where something was taken out."""


class Filled(NamedTuple):
    text: str
    is_whole: bool
    """Every gap has something in it."""


def cut(text: str, secrets: Iterable[str]) -> Cut:
    """Without private keys and these. Where a secret stands in quotes, only there: elsewhere the
    same letters may be a name.
    """
    spans = [found.span() for found in _PRIVATE_KEY.finditer(text)]
    taken = bytearray(len(text))
    for secret in sorted({*secrets} - {""}, key=len, reverse=True):
        for start, end in spans:
            taken[start:end] = b"\1" * (end - start)
        found = [(a, b) for a, b in _all(text, secret) if 1 not in taken[a:b]]
        quoted = [(a, b) for a, b in found if _is_quoted(text, a, b)]
        spans += quoted or found
    left, end, gaps = "", 0, list[int]()
    for start, after in sorted(spans):
        left += text[end:start]
        gaps.append(len(left))
        end = after
    return Cut(left + text[end:], tuple(dict.fromkeys(gaps)))


def _all(text: str, secret: str) -> Iterator[tuple[int, int]]:
    start = text.find(secret)
    while start >= 0:
        yield start, start + len(secret)
        start = text.find(secret, start + len(secret))


def _is_quoted(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] == text[start - 1]


def filled(cut_: Cut, own: str) -> Filled:
    """The text, its gaps filled with what stands there in `own`, which may differ elsewhere: then
    its lines, or else the parts of URIs, are known by what stands around the gaps. A gap whose
    place in `own` is not known stays one. There is at least one.
    """
    whole = _fillings(_pieces(*cut_), own)
    if whole is not None:
        return Filled(own, all(whole))
    text, gaps = cut_
    for separator in _UNITS:
        text, gaps, was_empty = _filled_by_unit(Cut(text, gaps), own, separator)
        if was_empty or not gaps:
            return Filled(text, is_whole=not was_empty and not gaps)
    return Filled(text, is_whole=False)


def _filled_by_unit(
    cut_: Cut, own: str, separator: re.Pattern[str]
) -> tuple[str, tuple[int, ...], bool]:
    """The text, the gaps that are left, and whether `own` is empty in one that is not."""
    units = [*_units(cut_, separator)]
    shapes = [shape for shape in units if len(shape) > 1 and _WORD.search("".join(shape))]
    wanted = _answers(shapes, separator.split(own)[::2]) if len({*shapes}) <= _MOST else {}
    text, gaps, was_empty = "", list[int](), False
    for shape in units:
        fillings = next(wanted[shape], None) if shape in wanted else None
        was_empty = was_empty or (fillings is not None and not all(fillings))
        for place, piece in enumerate(shape):
            if place and fillings is None:
                gaps.append(len(text))
            elif place and fillings is not None:
                text += fillings[place - 1]
            text += piece
    return text, tuple(gaps), was_empty


def _answers(
    shapes: Sequence[_Pieces], others: Sequence[str]
) -> dict[_Pieces, Iterator[list[str]]]:
    """By shape what fills its units, in their order: as many as there are, or always the same."""
    found: dict[_Pieces, list[list[str]]] = defaultdict(list)
    for shape in dict.fromkeys(shapes):
        for other in others:
            fillings = _fillings(shape, other)
            if fillings is not None:
                found[shape].append(fillings)
    answers = {}
    for shape, fillings_ in found.items():
        count = shapes.count(shape)
        if len(fillings_) == count or all(one == fillings_[0] for one in fillings_):
            answers[shape] = iter(fillings_ if len(fillings_) == count else fillings_[:1] * count)
    return answers


def _units(cut_: Cut, separator: re.Pattern[str]) -> Iterator[_Pieces]:
    """The text's units and what separates them, each as the pieces around its gaps."""
    start, gaps, place = 0, cut_.gaps, 0
    for number, unit in enumerate(separator.split(cut_.text)):
        end, inside = start + len(unit), list[int]()
        while place < len(gaps) and (gaps[place] < end or (gaps[place] == end and not number % 2)):
            inside.append(gaps[place] - start)
            place += 1
        yield _pieces(unit, inside)
        start = end


def _pieces(text: str, gaps: Sequence[int]) -> _Pieces:
    places = [0, *gaps, len(text)]
    return tuple(text[a:b] for a, b in pairwise(places))


def _fillings(shape: _Pieces, other: str) -> list[str] | None:
    """What `other` has in the gaps, if possible something in each; None where it has something else
    around them.
    """
    return _taken_out(shape, other, 1) or _taken_out(shape, other, 0)


def _taken_out(shape: _Pieces, other: str, least: int) -> list[str] | None:
    """The first piece that fits is as good as any: `least` characters stand in each gap."""
    first, *middle, last = shape
    end = len(other) - len(last)
    if not (other.startswith(first) and other.endswith(last)):
        return None
    fillings, start = [], len(first)
    for piece in middle:
        place = other.find(piece, start + least, end)
        if place < 0:
            return None
        fillings.append(other[start:place])
        start = place + len(piece)
    return [*fillings, other[start:end]] if start + least <= end else None
