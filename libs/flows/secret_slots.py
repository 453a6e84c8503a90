"""Which secret slots elements have, filled or blank: what a target may still have to supply."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeAlias
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.documents import Document, Texts
from libs.flows.join import join
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part
from libs.flows.rest import blanks_of
from libs.flows.secrets import Extraction, secret_properties
from libs.flows.slots import PACKAGE, slot_of

SecretSlot: TypeAlias = tuple[Kind, UUID, str]
"""As a `Secret` names it: kind and id of the element, and the slot."""

_TYPED: Final = (b"contentpassword", b"contentencrypted", b'"issecret":', b'"isencrypted":')
_OBJECTS: Final = b'objectdata":'
_FILLER: Final = "x"
"""Stands in for any text, so that slots which are blank are found like the others."""


def secret_slots(parts: Sequence[Part], rest: bytes) -> set[SecretSlot]:
    """The slots of these elements and of a package's rest, which are of its flow, `parts[0]`.

    `parts` hold the types whose properties may be passwords.
    """
    properties = password_properties(parts)
    flow = parts[0]
    unknown = {(flow.kind, flow.id, slot_of((PACKAGE, slot))) for slot in blanks_of(rest)}
    return unknown.union(*(slots_of(part, properties) for part in parts))


def password_properties(parts: Iterable[Part]) -> frozenset[str]:
    """GUIDs of the type properties that are passwords, of the types among these parts."""
    types = (orjson.loads(part.content) for part in parts if part.kind == kinds.TYPE)
    return secret_properties(types)


def slots_of(part: Part, properties: frozenset[str]) -> set[SecretSlot]:
    """Of one element. `properties`: GUIDs of the type properties that are passwords."""
    if not _may_hold_secrets(part, properties):
        return set()
    return {(part.kind, part.id, slot) for slot in _slots(part, properties)}


def _may_hold_secrets(part: Part, properties: Collection[str]) -> bool:
    """Joining an element costs much more than a look for the words that make a slot."""
    if b'"blanks":' in part.stamp or part.kind in (kinds.SERVICE, kinds.IDENTITY_PROVIDER):
        return True
    if part.kind not in kinds.COLLECTIONS.values() or part.kind == kinds.OPEN_API:
        return True
    content = part.content.lower()
    return any(word in content for word in _TYPED) or (bool(properties) and _OBJECTS in content)


def _slots(part: Part, properties: frozenset[str]) -> set[str]:
    joined = join(part)
    document = None if joined.frame is None else Document(joined.frame, _filled(joined.frame))
    extraction = Extraction(part.kind, document, properties)
    extraction.run(joined.element)
    return {*extraction.found, *extraction.blanks, *extraction.empty}


def _filled(frame: dict[str, Json]) -> Texts:
    """Every content-value GUID of the document, with a text in each culture that names it."""
    texts: Texts = {}
    for key, translation in (frame.get("translations") or {}).items():
        for guid in (translation or {}).get("guids") or ():
            texts.setdefault(guid, {})[key] = _FILLER
    return texts
