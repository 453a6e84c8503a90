"""The statement that a package of Sluice carries of itself, written and checked.

It stands under one more top-level key, which is taken out before anything else looks at a package:

    "sluice": {"version": 1, "producer": "...", "key": base64 of the public key or null,
               "digest": "...", "elements": {"kind:id": "..."}, "rest": "...",
               "blanked": [{"kind": "...", "id": "...", "path": "...", "gaps": [0]}],
               "signature": base64 or null}

Digests are SHA-256 in hexadecimal: of the file as it was written, without the statement (`digest`),
and where that one is right nothing else is looked at; and, to tell what differs where it is not,
over the canonical JSON of each element with its documents, passwords included, and of everything
else (`rest`). What was left out at export (`blanked`, absent where nothing was) is in `digest` and
`rest` as well. The signature (Ed25519, RFC 8032) is over the whole statement without itself. Nobody
may keep the digests beside a package that was taken apart: they would tell who guesses a password
when the guess is right.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from libs.flows.faults import Fault, FaultCode, shortened
from libs.flows.issues import Concerned
from libs.flows.kinds import COLLECTIONS, Kind
from libs.flows.layout import DOCUMENTS, FLOW, Found, elements_of
from libs.flows.model import Json
from libs.flows.provenance import Altered, Blanked, Provenance
from libs.flows.shape import a_guid, a_list, a_map, an_object, an_optional_text, refuse
from libs.flows.split import canonical

STATEMENT: Final = "sluice"
VERSION: Final = 1
PURPOSE: Final = b"sluice package statement\n"
"""What is signed begins with this, so that no signature made for something else can pass."""

_MOST_NAMED = 5  # in a fault: the first few say where to look


class Signing(Protocol):
    @property
    def producer(self) -> str: ...

    @property
    def key(self) -> bytes | None:
        """Ed25519 public key; None where nothing is signed."""

    def sign(self, message: bytes) -> bytes | None: ...


def signed(package: bytes, signing: Signing, blanked: Sequence[Blanked] = ()) -> bytes:
    """What write_package gave, with its statement. The same bytes for the same package and key."""
    tree: dict[str, Json] = orjson.loads(package)
    most = len(package)  # an element takes more than a byte
    left_out: list[Json] = [
        {"kind": one.kind, "id": str(one.id), "path": one.path, "gaps": [*one.gaps]}
        for one in blanked
    ]
    elements, rest = _digests(tree, elements_of(tree, most), left_out)
    statement: dict[str, Json] = {
        "version": VERSION,
        "producer": signing.producer,
        "key": _base64(signing.key),
        "digest": sha256(package + _written(left_out)).hexdigest(),
        "elements": elements,
        "rest": rest,
    }
    if left_out:
        statement["blanked"] = left_out
    statement["signature"] = _base64(signing.sign(_message(statement)))
    return package[:-1] + _tail(statement)


@dataclass(frozen=True, slots=True)
class Statement:
    """As it was read. Nothing in it is known to be true."""

    said: dict[str, Json]
    as_written: bool
    """The package is byte by byte the one that `digest` is of."""

    def check(self, package: dict[str, Json], found: Sequence[Found]) -> Provenance:
        """`package` is without the statement, and nothing has been taken out of it yet.

        Raises Fault where the statement itself is not built as it should be.
        """
        said = self.said
        producer, key = shortened(_text(said, "producer")), _bytes(said, "key")
        rest = _text(said, "rest")
        elements = a_map(said.get("elements"), (STATEMENT, "elements"))
        left_out = a_list(said.get("blanked"), (STATEMENT, "blanked"))
        altered: list[Altered] = []
        if not self.as_written:
            altered += _altered((elements, rest), _digests(package, found, left_out), found)
        return Provenance(
            producer,
            key,
            tuple(altered),
            bad_signature=not self._holds(key),
            blanked=tuple(_blanked(one, place) for place, one in enumerate(left_out)),
        )

    def _holds(self, key: bytes | None) -> bool:
        """A statement without key and signature is whole, and unsigned."""
        signature = _bytes(self.said, "signature")
        if key is None or signature is None:
            return key is None and signature is None
        said = {name: value for name, value in self.said.items() if name != "signature"}
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, _message(said))
        except (InvalidSignature, ValueError):
            return False
        return True


def take_statement(package: dict[str, Json], text: bytes) -> Statement | None:
    """Out of the package; `text` is the package as orjson writes it.

    Raises Fault for one that this version of Sluice cannot check.
    """
    if STATEMENT not in package:
        return None
    said = an_object(package.pop(STATEMENT), (STATEMENT,))
    if said.get("version") != VERSION or type(said["version"]) is not int:
        detail = "Its statement is of a version that this Sluice does not know and cannot check."
        raise Fault(FaultCode.BAD_SIGNATURE, detail, (STATEMENT, "version"))
    tail = _tail(said)
    whole = sha256(memoryview(text)[: -len(tail)])
    whole.update(b"}" + _written(said.get("blanked")))
    as_written = text.endswith(tail) and whole.hexdigest() == _text(said, "digest")
    return Statement(said, as_written)


def _tail(statement: dict[str, Json]) -> bytes:
    """What the statement puts in the place of the file's last brace."""
    return b',"' + STATEMENT.encode() + b'":' + orjson.dumps(statement) + b"}"


def refuse_altered(provenance: Provenance) -> None:
    """Raises Fault for a package that is not what it says, naming the elements that differ."""
    altered = provenance.altered
    if altered:
        named = " ".join(one.detail for one in altered[:_MOST_NAMED])
        more = len(altered) - _MOST_NAMED
        raise Fault(FaultCode.ALTERED, f"{named} {more} more differ." if more > 0 else named)
    if provenance.bad_signature:
        detail = "Its signature does not belong to what it says of itself."
        raise Fault(FaultCode.BAD_SIGNATURE, detail)


def _written(left_out: Json) -> bytes:
    return canonical(left_out) if left_out else b""


def _blanked(item: Json, place: int) -> Blanked:
    path = (STATEMENT, "blanked", place)
    said = an_object(item, path)
    kind, where = (an_optional_text(said.get(name), (*path, name)) for name in ("kind", "path"))
    gaps = a_list(said.get("gaps"), (*path, "gaps"))
    is_sound = gaps and all(type(gap) is int and gap >= 0 for gap in gaps)
    if kind is None or where is None or not is_sound:
        raise refuse(path, "a place that was left blank")
    id_ = a_guid(said.get("id"), (*path, "id"))
    return Blanked(Kind(kind), id_, where, tuple(sorted({*gaps})))


def _digests(
    package: dict[str, Json], found: Sequence[Found], left_out: Sequence[Json]
) -> tuple[dict[str, str], str]:
    """Of each element with its documents, by `kind:id`, and of everything else."""
    documents: dict[str, list[Json]] = {str(one.id): [] for one in found}
    others: list[Json] = []
    for item in a_list(package.get(DOCUMENTS), (DOCUMENTS,)):
        id_ = item.get("elementId") if type(item) is dict else None
        known = documents.get(id_.lower()) if type(id_) is str else None
        (others if known is None else known).append(item)
    elements = {_key(one): _digest([one.body, documents[str(one.id)]]) for one in found}
    held = {one.path[0] for one in found} | {FLOW, DOCUMENTS, *COLLECTIONS}
    beside = {key: value for key, value in package.items() if key not in held}
    # Which flow is the package's own: it and its sub-flows are elements of one kind.
    blanked = [left_out] if left_out else []
    return elements, _digest([str(found[0].id), beside, others, *blanked])


def _altered(
    claimed: tuple[dict[str, Json], str], real: tuple[dict[str, str], str], found: Sequence[Found]
) -> Iterator[Altered]:
    said_of, elements = claimed[0], real[0]
    for one in found:
        said = said_of.get(_key(one))
        if said != elements[_key(one)]:
            name = one.body.get("developerName")
            element = Concerned(one.kind, one.id, name if type(name) is str else "")
            what = "was added" if said is None else "was changed"
            called = f"{shortened(one.kind)} {shortened(element.name)!r} ({one.id})"
            yield Altered(f"The {called} {what} after the package had been written.", element)
    for key in sorted(said_of.keys() - elements.keys()):
        yield Altered(f"The element {shortened(key)} was removed from the package.")
    if claimed[1] != real[1]:
        yield Altered("What the package holds beside its elements was changed.")


def _key(found: Found) -> str:
    return f"{found.kind}:{found.id}"


def _digest(value: Json) -> str:
    return sha256(canonical(value)).hexdigest()


def _message(statement: dict[str, Json]) -> bytes:
    return PURPOSE + canonical(statement)


def _text(said: dict[str, Json], name: str) -> str:
    text = an_optional_text(said.get(name), (STATEMENT, name))
    if text is None:
        raise refuse((STATEMENT, name), "text")
    return text


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _bytes(said: dict[str, Json], name: str) -> bytes | None:
    text = an_optional_text(said.get(name), (STATEMENT, name))
    try:
        return None if text is None else base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise refuse((STATEMENT, name), "base64") from None
