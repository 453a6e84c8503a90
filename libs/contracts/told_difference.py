"""A difference between two states of an element as plans tell it."""

from typing import Final

import orjson

from libs.contracts.plans import FieldDifference
from libs.flows.difference import Difference
from libs.flows.model import Json
from libs.flows.shown_uri import shown_uri

LONGEST: Final = 500
"""Characters shown of a value: enough to tell which it is, however long it is."""

_OUT_OF_SIGHT: Final = "(differs in what is not shown)"

_URI: Final = "uri"
"""The field of an end-point, which may hold a user and a password."""


def told_difference(one: Difference) -> FieldDifference:
    """Path and both values as text; values are JSON, cut where they are long. Where both are alike
    as far as they are shown, the second says so.
    """
    is_uri = one.path[-1:] == (_URI,)
    before, after = (_shown(value, is_uri=is_uri) for value in (one.before, one.after))
    if one.operation == "replace" and before == after:
        after = f"{after} {_OUT_OF_SIGHT}"
    return FieldDifference(
        path="/".join(one.path),
        operation=one.operation,
        before=None if one.operation == "add" else before,
        after=None if one.operation == "remove" else after,
    )


def _shown(value: Json, *, is_uri: bool) -> str:
    said = shown_uri(value) if is_uri and isinstance(value, str) else value
    text = orjson.dumps(said).decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
