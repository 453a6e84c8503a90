"""Makers of package elements in today's shape, with every field the platform writes for them.

All ids come from names, so that the files built here are the same on every machine.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ZERO = "00000000-0000-0000-0000-000000000000"
BUILDER = {
    "id": "6a1f0c58-3f0e-4b1a-9a77-0d1f2f6f3c11",
    "firstName": "Ida",
    "lastName": "Nilsen",
    "email": "ida@orders.example",
}
Element = dict[str, Any]


def guid(*names: object) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, names))))


def ref(target: str | None, property_id: str | None = None, command: str | None = None) -> Any:
    if target is None:
        return None
    return {
        "guid": target,
        "typeElementPropertyId": property_id or ZERO,
        "command": command,
        "relativeUnit": None,
    }


@dataclass
class Texts:
    """The content values of one element: texts by culture, in the order they were asked for."""

    element: str
    cultures: tuple[str, ...]
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def add(self, name: str, *texts: str | None) -> Element:
        """One text per culture; cultures without one get null. Returns the reference."""
        content_value = guid(self.element, "text", name)
        padded = (*texts, *[None] * len(self.cultures))
        self.values[content_value] = dict(zip(self.cultures, padded, strict=False))
        return {"guid": content_value}

    def document(self, element_type: str, version: str) -> Element:
        return {
            "elementId": self.element,
            "elementVersionId": version,
            "elementType": element_type,
            "contentValueDocumentTranslations": {
                culture: {
                    "contentValues": {g: texts[culture] for g, texts in self.values.items()},
                    "contentValuesState": None,
                }
                for culture in self.cultures
            },
            **_dates(1),
            **dict.fromkeys(("userCreated", "userModified", "userOwner"), ZERO),
        }


@dataclass
class Stamp:
    """What the platform stamps on an element when it saves it."""

    version: int

    def on(self, id_: str, element_type: str | None, name: str, **more: Any) -> Element:
        composite = {
            "guid": id_,
            "versionId": guid(id_, "version", self.version),
            "elementType": element_type,
            "developerName": name,
            "contentType": more.get("contentType"),
            "isVersionless": False,
        }
        people = {
            f"user{role}{suffix}": dict(BUILDER) if suffix else BUILDER["id"]
            for role in ("Created", "Modified", "Owner")
            for suffix in ("", "Object")
        }
        return {
            "compositeId": composite,
            "developerName": name,
            **more,
            "sharing": 0,
            **_dates(self.version),
            **people,
        }

    def inside(self, owner: str, *names: object) -> Element:
        """Nested ids, new with every save."""
        return {
            "id": guid(owner, *names, self.version),
            "versionId": guid(owner, "version", self.version),
            "parentId": owner,
            "parentVersionId": guid(owner, "version", self.version),
        }


def _dates(version: int) -> Element:
    return {
        "dateCreated": "2026-03-02T08:15:30.1234567+00:00",
        "dateModified": f"2026-03-{version + 2:02d}T09:45:00.7654321+00:00",
    }


def culture(language: str, country: str, name: str, *, default: bool) -> Element:
    return {
        "compositeId": {"guid": guid("culture", language, country)},
        "developerName": name,
        "developerSummary": "",
        "isDefault": default,
        "brand": None,
        "country": country,
        "language": language,
        "variant": None,
        "defaultCultureCompositeId": None,
        "dateCreated": "0001-01-01T00:00:00",
        "dateModified": "0001-01-01T00:00:00",
        "userCreated": ZERO,
        "userModified": ZERO,
        "userOwner": ZERO,
    }


def value(
    stamp: Stamp, texts: Texts, name: str, kind: str, *defaults: str | None, **more: Any
) -> Element:
    return stamp.on(
        texts.element,
        "VARIABLE",
        name,
        isVersionless=False,
        access=more.pop("access", "PRIVATE"),
        contentType=kind,
        contentFormatContentValueId=texts.add("format"),
        defaultContentValueContentValueId=texts.add("default", *defaults),
        initializationOperations=None,
        typeElementId=ref(more.pop("type_id", None)),
        developerSummary=None,
        **{"isSecret": False, "isEncrypted": False} | more,
    )


def type_property(texts: Texts, name: str, kind: str, type_id: str | None = None) -> Element:
    return {
        "guid": guid(texts.element, "property", name),
        "developerName": name,
        "contentType": kind,
        "contentFormatContentValueId": texts.add(f"format of {name}"),
        "typeElementId": ref(type_id),
    }


def outcome(stamp: Stamp, texts: Texts, name: str, to: str, order: int = 0, **more: Any) -> Element:
    id_ = guid(texts.element, "outcome", name)
    return {
        "guid": id_,
        "developerName": name,
        "labelContentValueId": texts.add(f"label of {name}", name),
        "comparisonType": None,
        "newMapElementId": ref(to),
        "pageActionType": None,
        "isBulkAction": False,
        "pageActionBindingType": None,
        "pageObjectBindingId": ZERO,
        "flowOut": None,
        "order": order,
        "controlPoints": [],
        "className": None,
        "attributes": None,
        **stamp.inside(texts.element, "outcome", name),
        "id": id_,
        **more,
    }


def map_element(stamp: Stamp, texts: Texts, name: str, kind: str, y: int, **more: Any) -> Element:
    label = ("label", "statusMessage", "notAuthorized", "postUpdateMessage")
    return stamp.on(
        texts.element,
        kind,
        name,
        developerSummary=None,
        x=0,
        y=y,
        **{f"{field}ContentValueId": texts.add(field) for field in label},
        userContentContentValueId=texts.add("userContent", more.pop("user_content", None)),
        **{
            "groupElementId": None,
            "pageElementId": None,
            "pageElementDeveloperName": None,
            "operations": None,
            "outcomes": None,
            "listeners": None,
            "messageActions": None,
            "dataActions": None,
            "navigationOverrides": None,
            "openApiActions": [],
            "waits": [],
            "subflow": None,
            "vote": None,
            "clearNavigationOverrides": False,
            "postUpdateToStream": False,
            "userContentDateModified": None,
            "pageType": 0,
            "isOpen": False,
        }
        | more,
    )


def component(
    stamp: Stamp, texts: Texts, name: str, kind: str, container: str, **more: Any
) -> Element:
    return {
        "guid": guid(texts.element, "component", name),
        "developerName": name,
        "componentType": kind,
        "pageContainerId": container,
        "pageContainerDeveloperName": "Main",
        "columns": None,
        "contentContentValueId": texts.add(f"content of {name}", more.pop("content", None)),
        "imageUriContentValueId": texts.add(f"image of {name}"),
        "labelContentValueId": texts.add(f"label of {name}", *more.pop("label", (name,))),
        "hintValueContentValueId": texts.add(f"hint of {name}"),
        "helpInfoContentValueId": texts.add(f"help of {name}"),
        "valueElementValueBindingReferenceId": ref(more.pop("bound", None)),
        "valueElementDataBindingReferenceId": ref(more.pop("rows", None)),
        "objectDataRequest": None,
        "fileDataRequest": None,
        "size": 0,
        "maxSize": None,
        "height": 0,
        "width": 0,
        "isEditable": True,
        "isRequired": False,
        "isMultiSelect": False,
        "isSearchable": False,
        "isSearchableDisplayColumns": False,
        "className": None,
        "row": 0,
        "column": 0,
        "order": 0,
        "attributes": None,
        "tags": None,
        "validations": [],
        **stamp.inside(texts.element, "component", name),
        "id": guid(texts.element, "component", name),
        **more,
    }
