"""Values, types, connectors and flows between the platform's API and a tenant's draft.

Secrets come in and never go out: a password that a request gives leaves the element before
anything of it is digested or stored, and one that it does not give erases nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.apart import Whole, take_part
from libs.flows.api_fields import SHAPES
from libs.flows.api_names import Surroundings
from libs.flows.api_new import new_element, start_element, start_id
from libs.flows.api_writing import Unusable, Writer, is_nothing
from libs.flows.documents import Document, content_values
from libs.flows.image import element_response, flow_response
from libs.flows.join import join
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Json, Part, Secret
from libs.flows.noise import ID_COPIES
from libs.flows.secret_slots import SecretSlot, slots_of
from libs.flows.secrets import is_secret_object
from libs.flows.shape import ZERO, is_guid
from libs.flows.slots import guid_of
from libs.flows.stamps import restamp

_DEFAULT: Final = "defaultContentValueContentValueId"
_NAMED: Final[dict[str, Kind]] = {
    "typeElementId": kinds.TYPE,
    "serviceElementId": kinds.SERVICE,
    "valueElementToApplyId": kinds.VALUE,
    "valueElementToReferenceId": kinds.VALUE,
    "valueElementToReferenceRelativeId": kinds.VALUE,
}
"""Fields that have a sibling `...DeveloperName` in the API."""


@dataclass(frozen=True, slots=True)
class Saving:
    """One save, which makes a new version of the element."""

    culture: Culture
    """Texts are said and shown in it."""
    version_id: UUID
    now: str
    """ISO 8601, as the platform writes dates."""
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    part: Part
    secrets: tuple[Secret, ...] = ()
    """What the request gives, and what was plain and is a secret now."""
    slots: frozenset[SecretSlot] = frozenset()
    """Every slot that the element has now, filled or blank."""


def part_of_api(
    kind: Kind,
    said: Mapping[str, Json],
    *,
    existing: Part | None,
    around: Surroundings,
    saving: Saving,
) -> Edited:
    """The element as a request of the API wants it: a value, type, connector or flow.

    `said` has the API's fields, and of them only those that the request names; a new element needs
    its `id` in it. Fields that are not said stay. Raises Unusable.
    """
    element, document = _before(kind, said, existing, saving)
    copies = [key for key in ID_COPIES if element["compositeId"].get(key) == element.get(key)]
    spoken = _spoken(document.frame, saving.culture.key)
    writer = Writer(element, document.texts, spoken, around)
    if existing is None:
        writer.reserve_texts(SHAPES[kind], element)
    writer.write(SHAPES[kind], dict(said))
    element["compositeId"] |= {key: element.get(key) for key in copies}
    if is_secret_object(element):
        _in_every_culture(element, document)
    _list_texts(document, spoken)
    id_ = UUID(element["compositeId"]["guid"])
    is_empty = not document.texts and document.frame.get("translations") == {}
    whole = Whole(kind, id_, element, None if is_empty else document)
    flow_id = id_ if kind == kinds.FLOW else None
    return _saved(whole, around.secret_properties, flow_id, saving)


def new_start(flow: Part, saving: Saving) -> Part:
    """The element that a new flow begins with, as its own `startMapElementId` names it."""
    start = orjson.loads(flow.content)["startMapElementId"]["guid"]
    whole = Whole(kinds.MAP, UUID(start), start_element(UUID(start)) | _made(saving))
    return _saved(whole, frozenset(), flow.id, saving).part


def api_of_part(part: Part, around: Surroundings, culture: Culture) -> dict[str, Json]:
    """As the API shows it: no password, and no field without a value."""
    if part.kind == kinds.FLOW:
        return flow_response(part)
    frame = orjson.loads(part.stamp).get("document") or {}
    said = element_response(part, around.names, _spoken(frame, culture.key))
    _say_names(said, around)
    return said


def _before(
    kind: Kind, said: Mapping[str, Json], existing: Part | None, saving: Saving
) -> tuple[dict[str, Json], Document]:
    """The element as the platform would write it now, and its document."""
    if existing is not None:
        joined = join(existing)
        element, texts = joined.element, joined.texts
        frame = joined.frame or _new_frame(element["compositeId"], saving)
        for guid in content_values(joined.frame):
            texts.setdefault(guid, {})
        return element, Document(frame, texts)
    id_ = _new_id(said)
    element = new_element(kind, id_) | _made(saving)
    if kind == kinds.FLOW and is_nothing(said.get("startMapElementId")):
        element["startMapElementId"] = {"guid": str(start_id(id_))}
    return element, Document(_new_frame(element["compositeId"], saving), {})


def _new_id(said: Mapping[str, Json]) -> UUID:
    id_ = said.get("id")
    guid = id_.get("id") if type(id_) is dict else id_  # a flow's comes with its version
    if is_nothing(guid) or not is_guid(guid):
        raise Unusable(("id",), "is not an id.")
    return UUID(guid)


def _made(saving: Saving) -> dict[str, Json]:
    by = ZERO if saving.by is None else str(saving.by)
    users = dict.fromkeys(("userCreated", "userModified", "userOwner"), by)
    return {"dateCreated": saving.now, "dateModified": saving.now, **users}


def _new_frame(composite_id: Mapping[str, Json], saving: Saving) -> dict[str, Json]:
    fields = {
        "elementId": composite_id["guid"],
        "elementVersionId": str(saving.version_id),
        "elementType": composite_id.get("elementType"),
    }
    return {"fields": fields | _made(saving), "translations": {}}


def _spoken(frame: Mapping[str, Json], wanted: str) -> str:
    """The culture that texts are said in: the tenant's, unless the element has only others."""
    cultures = frame.get("translations") or {}
    return wanted if wanted in cultures or not cultures else next(iter(cultures))


def _in_every_culture(element: Mapping[str, Json], document: Document) -> None:
    """A password is no text to translate: a new one takes the place of all that are kept."""
    texts = document.texts.get(guid_of(element.get(_DEFAULT)) or "")
    if texts:
        text = next(iter(texts.values()))
        for culture in document.frame.get("translations") or {}:
            texts.setdefault(culture, text)


def _list_texts(document: Document, spoken: str) -> None:
    """Names every text in the frame: in the cultures that it is in, or else in the one spoken."""
    listed = content_values(document.frame)
    translations = document.frame.setdefault("translations", {})
    if translations is None:
        translations = document.frame["translations"] = {}
    for guid, by_culture in document.texts.items():
        for culture in by_culture or (() if guid in listed else (spoken,)):
            translation = translations.get(culture) or {"fields": {"contentValuesState": None}}
            translations[culture] = translation
            guids = translation.get("guids") or []
            translation["guids"] = guids if guid in guids else [*guids, guid]


def _saved(
    whole: Whole, properties: frozenset[str], flow_id: UUID | None, saving: Saving
) -> Edited:
    part, secrets = take_part(whole, properties, flow_id=flow_id, rules={})
    part = restamp(part, version_id=saving.version_id, modified=saving.now, by=saving.by)
    return Edited(part, tuple(secrets), frozenset(slots_of(part, properties)))


def _say_names(node: Json, around: Surroundings) -> None:
    """Names beside ids, as the API has them."""
    if type(node) is list:
        for item in node:
            _say_names(item, around)
    elif type(node) is dict:
        for key, value in [*node.items()]:
            kind = _NAMED.get(key)
            if kind is not None:
                id_ = value.get("id") if type(value) is dict else value
                name = around.name(kind, id_)
                if name is not None:
                    node[f"{key.removesuffix('Id')}DeveloperName"] = name
            _say_names(value, around)
