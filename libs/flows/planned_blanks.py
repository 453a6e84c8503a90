"""Plain values that the export left out because they looked like secrets, and the tenant lacks."""

from collections.abc import Iterator, Sequence
from typing import Final

from libs.flows import kinds
from libs.flows.arrival import Arrival
from libs.flows.binding_places import PLAIN
from libs.flows.blanked_places import field_of
from libs.flows.change import Change
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.nouns import called
from libs.flows.planned_secrets import MissingBinding
from libs.flows.provenance import Blanked

_VALUE: Final = "value"


def still_blank(changes: Sequence[Change], arrival: Arrival) -> tuple[Blanked, ...]:
    """Of the elements that the tenant has as they stand in the package once this is applied; one
    for a text in however many cultures.
    """
    written = {(c.kind, c.id) for c in changes if c.decision != "keep" and not c.is_left_out}
    found: dict[tuple[str, ...], Blanked] = {}
    for one in arrival.blanked:
        if (one.kind, one.id) in written:
            found.setdefault((one.kind, str(one.id), one.path.partition("@")[0]), one)
    return tuple(found.values())


def blanks(blanked: Sequence[Blanked], arrival: Arrival) -> Iterator[Issue]:
    names = {(part.kind, part.id): part.name for part in arrival.effective}
    for one in blanked:
        name = names[one.kind, one.id]
        yield Issue(
            IssueCode.BLANKED_SECRET,
            f"A plain value of the {called(one.kind, name)} was left out at export since it "
            "looked like a secret, and the tenant has none.",
            (Concerned(one.kind, one.id, name),),
            one.path.partition("@")[0],
        )


def blanked_bindings(blanked: Sequence[Blanked], arrival: Arrival) -> Iterator[MissingBinding]:
    """Of value elements whose default a binding can give."""
    names = {(part.kind, part.id): part.name for part in arrival.effective}
    for one in blanked:
        if one.kind == kinds.VALUE and field_of(one.path) in PLAIN:
            name = names[one.kind, one.id]
            yield MissingBinding(one.kind, one.id, name, _VALUE, one.path)
