"""What an import did to a tenant, whether it wrote the draft or a snapshot."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

import orjson

from libs.contracts.jobs import ChangedConnector
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part

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


@dataclass(frozen=True, slots=True)
class Applied:
    version_id: UUID | None
    """The snapshot's; none for the draft."""
    created: int = 0
    updated: int = 0
    identical: int = 0
    removed: int = 0
    connectors: tuple[ChangedConnector, ...] = ()
    written: Set[tuple[Kind, UUID]] = frozenset()
    """Elements that the tenant has as they stand in the package now, secret slots included."""
    changed: bool = True


def uri_of(connector: Part) -> str | None:
    uri = orjson.loads(connector.content).get("uri")
    return uri if isinstance(uri, str) else None


def shown_uri(uri: str) -> str:
    """The URI fit for notices, events and results: without user, password, query and fragment.

    One that does not split cleanly, such as a password with an unescaped slash, is not shown.
    """
    split = _URI.fullmatch(uri)
    return "".join(part or "" for part in split.groups()) if split else NOT_SHOWN


def changed_connector(part: Part, overlay: Json | None, *, known: bool) -> ChangedConnector:
    """`known`: the tenant had the connector before, so it was updated rather than created."""
    uri = uri_of(part) if overlay is None else overlay["uri"]
    shown = shown_uri(uri) if isinstance(uri, str) else None
    reason: Literal["created", "updated"] = "updated" if known else "created"
    return ChangedConnector(id=part.id, name=part.name, uri=shown, reason=reason)
