"""Names that the package format and the platform's API spell differently.

Source: reference of the platform's formats, "Internal vs API shape", and real snapshots.
"""

from typing import Final

TEXT_SUFFIX: Final = "ContentValueId"
"""A field of this ending holds texts; without the ending it is the API's field, but for RENAMED."""

RENAMED: Final[dict[str, str]] = {
    # map element
    "newMapElementId": "nextMapElementId",
    "notAuthorizedContentValueId": "notAuthorizedMessage",
    "sharedElementToReferenceForListeningId": "valueElementToReferenceForListeningId",
    # operation
    "sortById": "valueElementToApplySortById",
    "sortByDeveloperName": "valueElementToApplySortByDeveloperName",
    "sortDirection": "valueElementToApplySortDirection",
    # service
    "ordinal": "order",
    "providesData": "providesDatabase",
    "clientCertificateValueReference": "httpAuthenticationClientCertificateReference",
    "clientCertificatePasswordValueReference": (
        "httpAuthenticationClientCertificatePasswordReference"
    ),
    "identityProviderElementId": "identityProviderId",
}

INTERNAL: Final = frozenset(
    {
        # any element
        "compositeId",
        "sharing",
        "Sharing",
        "parentId",
        "parentVersionId",
        "versionId",
        # flow
        "displayRootFaults",
        "stateLockedByUserModification",
        "translationNotes",
        "contentValueIds",
        # map element
        "agent",
        "approval",
        "attachments",
        "pageType",
        "contentValueContentValueId",
        # page
        "allowUpload",
        "dataBindingSharedElementTypeElementId",
        "isSearchTermPersisted",
        # service, type, value
        "openApiId",
        "deletable",
        "selectable",
        "updateable",
        "isFixed",
    }
)
"""What the API does not show. A field that the format grows passes through as it stands."""

OF_AN_OUTCOME: Final = frozenset({"comparisonType", "rules", "comparisons"})

HOLDS_IDS: Final = frozenset(
    {"identityProvider", "navigationItems", "valueElementInSubflowId", "valuesToReset"}
)
"""Where the `id` of an object means something; elsewhere the platform makes a new one each time."""

VALUE_REFERENCES: Final = frozenset({"filterId", "outputs", "url", "value"})
"""Beside `...valueElement...`: where a reference keeps its property and command.

Everywhere else it becomes the id it points at."""

REFERENCE: Final = frozenset({"guid", "typeElementPropertyId", "command", "relativeUnit"})

COMPOSITE_ID: Final = REFERENCE | {
    "versionId",
    "elementType",
    "developerName",
    "contentType",
    "isVersionless",
}
"""The longer form of a reference, in a field that is named `...Id`."""

ELEMENT_TYPES: Final[dict[str, str]] = {
    "type": "TYPE",
    "service": "SERVICE",
    "value": "VARIABLE",
    "macro": "MACRO",
    "tag": "TAG",
    "page": "PAGE_LAYOUT",
    "navigation": "NAVIGATION",
}
"""Where the composite id has none, as a type's never has."""

POSITIONS: Final[dict[int, str]] = {0: "Top", 1: "Left"}
"""Of a navigation, where it is written as a number: in the order the API lists them."""
