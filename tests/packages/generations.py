"""The same package as the older generation wrote it: type tags, null, less fields, a string."""

import json
from typing import Any

from tests.packages.elements import ZERO, Element

_UNKNOWN_COLLECTIONS = (
    "flowConfigurations",
    "identityProviderElementConfigurations",
    "customPageComponentElementConfigurations",
    "openApiConfigurations",
)
_NOT_WRITTEN = frozenset(
    {
        *_UNKNOWN_COLLECTIONS,
        *("flowIds", "identityProviderElementIds", "customPageComponentElementIds", "openApiIds"),
        *("sharing", "isSecret", "isEncrypted", "pageElementDeveloperName", "relativeUnit"),
        *("identityProvider", "openApiId"),
        *("displayRootFaults", "enableHistoricalNavigation", "idleStateExpirationLength"),
        *("stateLockedByUserModification", "showPagesAsReadOnly", "translationNotes"),
        *("pageType", "isOpen", "waits", "openApiActions", "modernPageLayout", "saveHiddenInputs"),
        *("row", "column", "isSearchableDisplayColumns", "className", "validations"),
        *("defaultCultureCompositeId", "contentValuesState", "parentId", "parentVersionId"),
    }
)


def older(package: Element) -> str:
    """Text of a `.package`: only what that generation has; other fields stay as unknown ones."""
    return json.dumps(json.dumps(_older(package, "Package"), separators=(",", ":")))


def _older(node: Any, name: str) -> Any:
    if isinstance(node, list):
        return [_older(item, name) for item in node] or None
    if not isinstance(node, dict):
        return node
    written = {k: v for k, v in node.items() if k not in _NOT_WRITTEN or v is True}
    kept = {key: _older(value, key) for key, value in written.items()}
    if name == "compositeId" and node.get("contentType") is None:
        kept = {k: v for k, v in kept.items() if k in ("guid", "versionId", "elementType") and v}
    if kept.get("typeElementPropertyId") == ZERO and kept.get("command") is None:
        kept = {"guid": kept["guid"]}
    if name == "valueElementConfigurations":
        kept |= {"Sharing": 0, "isFixed": False}
    for role in ("Created", "Modified", "Owner"):
        person = kept.pop(f"user{role}Object", None)
        if person:
            names = {"Guid": "id", "FirstName": "firstName", "LastName": "lastName"}
            kept[f"User{role}Object"] = {
                "$type": "ManyWho.Flow.Security.AppUser, ManyWho.Flow.Identifiers",
                **{key: person[old] for key, old in names.items()},
                "Email": person["email"],
            }
    if name in ("contentValueDocumentTranslations", "contentValues") or name.endswith("Ids"):
        return kept
    return {"$type": f"ManyWho.Flow.Model.{name[:1].upper()}{name[1:]}, ManyWho.Flow.Model", **kept}
