"""Small packages of today's generation, to be read and shown as images."""

from typing import Any, NamedTuple

import orjson

from libs.flows import kinds
from libs.flows.image import flow_image
from libs.flows.kinds import Kind
from libs.flows.model import Package
from libs.flows.read import read_package
from services.gateway.shapes.image import FlowImageResponseAPI

Element = dict[str, Any]

ZERO = "00000000-0000-0000-0000-000000000000"
FLOW, START, STEP, PAGE, VALUE, TYPE, PROPERTY, SERVICE, USER, VERSION, TEXT, OTHER_TEXT = (
    f"{number:08x}-0000-4000-8000-000000000000" for number in range(1, 13)
)
GERMAN, ENGLISH = (f"{number:08x}-0000-4000-8000-00000000000c" for number in (1, 2))


class Made(NamedTuple):
    kind: Kind
    id: str
    element: Element
    texts: dict[str, dict[str, str]]
    """Content-value GUID to texts by culture GUID."""


def made(
    kind: Kind, guid: str, element: Element, texts: dict[str, dict[str, str]] | None = None
) -> Made:
    whole = {
        "compositeId": {"guid": guid, "versionId": VERSION},
        "developerName": f"A {kind}",
        "dateModified": "2026-10-05T09:00:00.1234567+00:00",
        **element,
    }
    return Made(kind, guid, whole, texts or {})


def culture(guid: str, language: str, *, is_default: bool) -> Element:
    return {"compositeId": {"guid": guid}, "language": language, "isDefault": is_default}


CULTURES = [culture(GERMAN, "de", is_default=False), culture(ENGLISH, "en", is_default=True)]


def package_of(
    *elements: Made, flow: Element | None = None, cultures: list[Element] = CULTURES
) -> Package:
    root = made(kinds.FLOW, FLOW, {"developerName": "Order", **(flow or {})})
    collections: dict[str, Any] = {key: [] for key in kinds.COLLECTIONS}
    for key, kind in kinds.COLLECTIONS.items():
        collections[key] = [said.element for said in elements if said.kind == kind]
    tree = {
        "flowConfiguration": root.element,
        "contentValueCultures": cultures,
        "contentValueDocuments": [_document(said) for said in elements if said.texts],
        **collections,
    }
    return read_package(orjson.dumps(tree))


def _document(said: Made) -> Element:
    by_culture: dict[str, dict[str, str]] = {}
    for guid, texts in said.texts.items():
        for culture_guid, text in texts.items():
            by_culture.setdefault(culture_guid, {})[guid] = text
    translations = {guid: {"contentValues": texts} for guid, texts in by_culture.items()}
    return {"elementId": said.id, "contentValueDocumentTranslations": translations}


def image_of(*elements: Made) -> Element:
    """The image, once it is clear that it has no field which the API does not have."""
    package = package_of(*elements)
    image = flow_image(package.parts, package.cultures)
    FlowImageResponseAPI.model_validate(image, extra="forbid")
    return image


def reference(guid: str, prop: str = ZERO, command: str | None = None) -> Element:
    return {
        "guid": guid,
        "typeElementPropertyId": prop,
        "command": command,
        "relativeUnit": None,
    }
