"""Connector URIs mapped on the way into a tenant: `uriMapping[n][from]` and `uriMapping[n][to]`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.faults import Fault, FaultCode, shortened
from libs.flows.model import Json, Part
from libs.flows.shown_uri import shown_uri

_PREFIX = "uriMapping"
_KEY = re.compile(r"uriMapping\[(0|[1-9]\d{0,3})\]\[(from|to)\]")
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class UriMapping:
    from_: str
    to: str

    def __repr__(self) -> str:
        return f"UriMapping({shown_uri(self.from_)} {shown_uri(self.to)})"


def parse_uri_mappings(query: Sequence[tuple[str, str]]) -> tuple[UriMapping, ...]:
    """The mappings in a query string, given as pairs; other parameters are passed over.

    Raises Fault (mapping.malformed): a key that is no such key, one given twice, a mapping without
    its other half, a gap in the numbers, one URI mapped twice, an empty `from`, a `to` that is not
    http or https or holds credentials.
    """
    halves: dict[tuple[int, str], str] = {}
    for key, value in query:
        if not key.lower().startswith(_PREFIX.lower()):
            continue
        match = _KEY.fullmatch(key)
        if match is None:
            raise _malformed(
                f"{shortened(key)!r} should read uriMapping[0][from] or uriMapping[0][to]."
            )
        place, half = int(match[1]), match[2]
        if (place, half) in halves:
            raise _malformed(f"{key} is given twice.")
        if half == "to":
            # Of a `from` nothing is asked: it is only compared, with whatever connectors have.
            if (why := unfit(value)) is not None:
                raise _malformed(f"{key} {why}.")
        elif not value:
            raise _malformed(f"{key} is empty.")
        halves[place, half] = value
    return _paired(halves)


def _paired(halves: dict[tuple[int, str], str]) -> tuple[UriMapping, ...]:
    places = {place for place, _ in halves}
    for place in range(len(places)):
        if place not in places:
            raise _malformed(f"uriMapping[{place}] is missing: the numbers must have no gap.")
        for half in ("from", "to"):
            if (place, half) not in halves:
                raise _malformed(f"uriMapping[{place}][{half}] is missing.")
    mappings = tuple(
        UriMapping(halves[place, "from"], halves[place, "to"]) for place in sorted(places)
    )
    if len({mapping.from_ for mapping in mappings}) != len(mappings):
        raise _malformed("One URI is mapped twice.")
    return mappings


def unfit(uri: str) -> str | None:
    """Why a connector cannot be given this URI, in words that follow its name; None: it can."""
    try:
        parts = urlsplit(uri)
        sound = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
        has_credentials = "@" in parts.netloc
    except ValueError:
        sound = has_credentials = False
    if not sound or any(c.isspace() or not c.isprintable() for c in uri):
        return "is not an http or https URI"
    return "holds credentials, which do not belong in a URI" if has_credentials else None


def _malformed(detail: str) -> Fault:
    return Fault(FaultCode.MALFORMED_MAPPING, detail)


def uri_of(connector: Part) -> str | None:
    uri = orjson.loads(connector.content).get("uri")
    return uri if type(uri) is str else None


def map_uris(parts: Iterable[Part], mappings: Iterable[UriMapping]) -> dict[UUID, Json]:
    """Connector id to the merge patch on its content, for each whose URI is exactly a `from`."""
    targets = {mapping.from_: mapping.to for mapping in mappings}
    patches: dict[UUID, Json] = {}
    for part in parts:
        if part.kind == kinds.SERVICE and targets:
            uri = uri_of(part)
            to = targets.get(uri) if uri is not None else None
            if to is not None and to != uri:
                patches[part.id] = {"uri": to}
    return patches
