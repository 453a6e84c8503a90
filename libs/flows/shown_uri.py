"""A connector's URI as it is told: without anything in it that could be a secret."""

import re
from typing import Final

NOT_SHOWN: Final = "(not shown)"

_URI: Final = re.compile(
    r"([a-z][a-z0-9+.-]*://|(?![a-z][a-z0-9+.-]*://))"
    r"(?:[^/?#]*@|(?![^/?#]*@))"
    r"(\[[^\]/?#@]*\]|[^/?#@:]*)(:\d*)?"
    r"(/[^?#]*)?"
    r"(?:[?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""Scheme, user and password, host, port, path, query and fragment (RFC 3986, 3.2).

Each of the first two is there or is not, and never tried as part of what follows. (Possessive
quantifiers would say so more shortly, but Debian 12's Python 3.11.2 captures wrongly with them.)
"""


def shown_uri(uri: str) -> str:
    """The URI fit for plans, notices, events and results: no user, password, query or fragment.

    One that does not split cleanly, such as a password with an unescaped slash, is not shown.
    """
    split = _URI.fullmatch(uri)
    return "".join(part or "" for part in split.groups()) if split else NOT_SHOWN
