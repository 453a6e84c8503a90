"""A package's own words in a shape of the API, which is stricter than the format."""

from copy import deepcopy
from typing import Any, TypeVar

from pydantic import ValidationError

from services.gateway.shapes.base import Shape

S = TypeVar("S", bound=Shape)


def fitted(shape: type[S], said: dict[str, Any]) -> S:
    """`said` in the shape. A field that the package fills with another type is left out.

    The format grows and Sluice keeps what it does not know, so such a package is no error; the
    package itself still says it. Raises what pydantic raises where leaving out does not help.
    """
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        said, refused = deepcopy(said), error
    while True:
        # From the end, so that the places of what stands before do not move.
        for place in sorted({_field(said, one["loc"]) for one in refused.errors()}, reverse=True):
            _leave_out(said, place)
        try:
            return shape.model_validate(said)
        except ValidationError as error:
            if error.errors() == refused.errors():
                raise
            refused = error


def _field(said: Any, loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The part of an error's place that stands in the data: pydantic appends names of types."""
    place: list[int | str] = []
    for step in loc:
        try:
            said = said[step]
        except (KeyError, IndexError, TypeError):
            break
        place.append(step)
    return tuple(place)


def _leave_out(said: Any, place: tuple[int | str, ...]) -> None:
    if not place:
        return
    for step in place[:-1]:
        said = said[step]
    del said[place[-1]]
