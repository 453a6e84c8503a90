"""The `filter` of the platform's lists: one condition on developerName."""

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from libs.contracts.problems import ErrorCode, ProblemError

_EQUAL = re.compile(r"\s*developerName\s+eq\s+'(?P<text>(?:[^']|'')*)'\s*", re.I)
_PART = re.compile(r"\s*substringof\(\s*developerName\s*,\s*'(?P<text>(?:[^']|'')*)'\s*\)\s*", re.I)


@dataclass(frozen=True, slots=True)
class NameFilter:
    """A condition on a name; names are compared without regard to case, as the platform does."""

    text: str = ""
    whole: bool = False

    @property
    def contained(self) -> str | None:
        """What every admitted name contains: a query can leave out the others. None: nothing."""
        return self.text or None

    def admits(self, name: str | None) -> bool:
        own, wanted = (name or "").casefold(), self.text.casefold()
        return own == wanted if self.whole else wanted in own


def parse_filter(expression: str | None) -> NameFilter:
    """No expression admits every name; a quote inside a text is doubled."""
    if expression is None or not expression.strip():
        return NameFilter()
    for pattern, whole in ((_EQUAL, True), (_PART, False)):
        if match := pattern.fullmatch(expression):
            return NameFilter(match["text"].replace("''", "'"), whole)
    raise ProblemError(
        ErrorCode.REQUEST_MALFORMED,
        "The query parameter 'filter' is neither developerName eq '...' nor "
        "substringof(developerName,'...').",
    )


def _from_query(
    expression: Annotated[
        str | None,
        Query(
            alias="filter",
            description="`developerName eq '...'` or `substringof(developerName,'...')`.",
        ),
    ] = None,
) -> NameFilter:
    return parse_filter(expression)


WithFilter: TypeAlias = Annotated[NameFilter, Depends(_from_query)]
