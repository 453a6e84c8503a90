"""Which fields of an element the platform's API writes, and where a package keeps them.

The table of the way back, from a package to the API, is image_fields.py. Source: reference of the
platform's formats, "Internal vs API shape" and the schemas of the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from enum import Enum, auto
from typing import Final

from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.flows.model import Json


class Form(Enum):
    """How a package keeps what the API gives."""

    PLAIN = auto()
    TEXT = auto()
    """A content value: the field holds its GUID, the element's document the text."""
    REFERENCE = auto()
    """An element, by id: `{guid, ...}`."""
    BARE = auto()
    """An id, as it stands."""
    POINTER = auto()
    """A value with its property and command."""
    OBJECT = auto()
    LIST = auto()
    """Of objects."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    """In a package."""
    form: Form = Form.PLAIN
    kind: Kind | None = None
    """Of the element that it names."""
    named_by: str | None = None
    """The API's field that names the same thing by name; it counts where the id is not given."""
    shape: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: an element itself, or what is nested in one."""

    fields: Mapping[str, Field]
    """By the API's name."""
    identity: tuple[str, ...] = ()
    """API fields that tell the items of a list apart: the first one that an item says decides."""
    new: Mapping[str, Json] = with_default(default_factory=dict)
    """What the platform writes into a new one beside what is said of it."""


def _same(*names: str) -> dict[str, Field]:
    return {name: Field(name) for name in names}


_TYPE: Final = Field("typeElementId", Form.REFERENCE, kinds.TYPE, "typeElementDeveloperName")
_SERVICE: Final = Field(
    "serviceElementId", Form.REFERENCE, kinds.SERVICE, "serviceElementDeveloperName"
)


def _pointer(name: str) -> Field:
    by_name = f"{name.removesuffix('Id')}DeveloperName"
    return Field(name, Form.POINTER, kinds.VALUE, by_name)


_HEAD: Final = _same("developerName", "developerSummary")
_OPERATION: Final = Shape(
    {
        **_same("order", "disabled"),
        "valueElementToApplyId": _pointer("valueElementToApplyId"),
        "valueElementToReferenceId": _pointer("valueElementToReferenceId"),
        "valueElementToReferenceRelativeId": _pointer("valueElementToReferenceRelativeId"),
        "macroElementToExecuteId": Field("macroElementToExecuteId", Form.REFERENCE, kinds.MACRO),
        "valueElementToApplySortById": Field("sortById"),
        "valueElementToApplySortByDeveloperName": Field("sortByDeveloperName"),
        "valueElementToApplySortDirection": Field("sortDirection"),
    },
)
_OBJECT_FIELDS: Final[dict[str, Field]] = {
    **_same("developerName", "externalId", "internalId", "order", "isSelected"),
    "typeElementId": Field("typeElementId", Form.BARE),
    "typeElementBindingDeveloperName": Field("typeElementBindingDeveloperName"),
}
_OBJECT: Final = Shape(_OBJECT_FIELDS, ("internalId", "externalId"))
_OBJECT_PROPERTY: Final = Shape(
    {
        **_same("developerName", "contentType", "contentFormat", "contentValue"),
        "typeElementId": Field("typeElementId", Form.BARE),
        "typeElementPropertyId": Field("typeElementPropertyId", Form.BARE),
        "objectData": Field("objectData", Form.LIST, shape=_OBJECT),
    },
    ("typeElementPropertyId", "developerName"),
)
# Objects hold properties, which hold objects again: the ring is closed here.
_OBJECT_FIELDS["properties"] = Field("properties", Form.LIST, shape=_OBJECT_PROPERTY)

_PROPERTY: Final = Shape(
    {
        **_same("developerName", "contentType"),
        "id": Field("guid", Form.BARE),
        "contentFormat": Field("contentFormatContentValueId", Form.TEXT),
        "typeElementId": _TYPE,
    },
    ("id", "developerName"),
    {"contentFormatContentValueId": None, "typeElementId": None},
)
_PROPERTY_BINDING: Final = Shape(
    {
        **_same("databaseFieldName", "databaseContentType"),
        "typeElementPropertyId": Field(
            "typeElementPropertyId", Form.BARE, named_by="typeElementPropertyDeveloperName"
        ),
    },
    ("databaseFieldName", "typeElementPropertyId"),
)
_BINDING: Final = Shape(
    {
        **_HEAD,
        **_same("databaseTableName"),
        "id": Field("guid", Form.BARE),
        "serviceElementId": _SERVICE,
        "propertyBindings": Field("propertyBindings", Form.LIST, shape=_PROPERTY_BINDING),
    },
    ("id", "developerName"),
    {"developerSummary": None, "serviceElementId": None, "propertyBindings": []},
)
_SERVICE_VALUE: Final = Shape(
    {
        **_same("developerName", "contentType"),
        "order": Field("ordinal"),
        "typeElementId": _TYPE,
        "valueElementToReferenceId": _pointer("valueElementToReferenceId"),
    },
    ("developerName",),
    {"ordinal": 0, "typeElementId": None, "valueElementToReferenceId": None},
)
_ACTION_OUTCOME: Final = Shape(
    {**_HEAD, "id": Field("guid", Form.BARE)},
    ("id", "developerName"),
    {"developerSummary": None},
)
_ACTION: Final = Shape(
    {
        **_HEAD,
        **_same("uriPart", "isViewMessageAction"),
        "serviceActionOutcomes": Field("serviceActionOutcomes", Form.LIST, shape=_ACTION_OUTCOME),
        "serviceInputs": Field("serviceInputs", Form.LIST, shape=_SERVICE_VALUE),
        "serviceOutputs": Field("serviceOutputs", Form.LIST, shape=_SERVICE_VALUE),
    },
    ("uriPart", "developerName"),
    {
        "developerSummary": None,
        "isViewMessageAction": False,
        "serviceActionOutcomes": None,
        "serviceInputs": None,
        "serviceOutputs": None,
    },
)
_MEMBER: Final = Shape(
    {
        **_same("authenticationId", "attribute", "runningUser", "attributeLabel", "friendlyName"),
        **_same("developerSummary"),
        "serviceElementId": _SERVICE,
    },
    ("authenticationId", "attribute"),
)
_LOCATION: Final = Shape(
    {
        **_HEAD,
        **_same("attribute"),
        "valueElementToReferenceId": _pointer("valueElementToReferenceId"),
    },
    ("developerName",),
)
_AUTHORIZATION: Final = Shape(
    {
        **_same("globalAuthenticationType", "streamBehaviourType", "showPagesAsReadOnly"),
        "serviceElementId": _SERVICE,
        "groups": Field("groups", Form.LIST, shape=_MEMBER),
        "users": Field("users", Form.LIST, shape=_MEMBER),
        "locations": Field("locations", Form.LIST, shape=_LOCATION),
    },
)
_PROVIDER: Final = Shape(_same("id", "allowedUsers", "allowedGroups"))
_PROVIDED: Final = ("Logic", "Views", "Files", "Identity", "Social", "Location", "AutoBinding")

SHAPES: Final[Mapping[Kind, Shape]] = {
    kinds.VALUE: Shape(
        {
            **_HEAD,
            **_same("access", "contentType", "isSecret", "isEncrypted", "isVersionless"),
            "contentFormat": Field("contentFormatContentValueId", Form.TEXT),
            "defaultContentValue": Field("defaultContentValueContentValueId", Form.TEXT),
            "typeElementId": _TYPE,
            "defaultObjectData": Field("defaultObjectData", Form.LIST, shape=_OBJECT),
            "initializationOperations": Field(
                "initializationOperations", Form.LIST, shape=_OPERATION
            ),
        }
    ),
    kinds.TYPE: Shape(
        {
            **_HEAD,
            "serviceElementId": _SERVICE,
            "properties": Field("properties", Form.LIST, shape=_PROPERTY),
            "bindings": Field("bindings", Form.LIST, shape=_BINDING),
        }
    ),
    kinds.SERVICE: Shape(
        {
            **_HEAD,
            **_same("uri", "format", "version", "sendDecryptedValues"),
            **_same(*(f"provides{what}" for what in _PROVIDED)),
            **_same("httpAuthenticationUsername", "httpAuthenticationPassword"),
            "providesDatabase": Field("providesData"),
            "httpAuthenticationClientCertificateReference": Field(
                "clientCertificateValueReference", Form.BARE
            ),
            "httpAuthenticationClientCertificatePasswordReference": Field(
                "clientCertificatePasswordValueReference", Form.BARE
            ),
            "identityProviderId": Field(
                "identityProviderElementId", Form.REFERENCE, kinds.IDENTITY_PROVIDER
            ),
            "configurationValues": Field("configurationValues", Form.LIST, shape=_SERVICE_VALUE),
            "actions": Field("actions", Form.LIST, shape=_ACTION),
        }
    ),
    kinds.FLOW: Shape(
        {
            **_HEAD,
            **_same("allowJumping", "enableHistoricalNavigation", "tags"),
            **_same("stateExpirationLength", "idleStateExpirationLength"),
            "startMapElementId": Field("startMapElementId", Form.REFERENCE, kinds.MAP),
            "authorization": Field("authorization", Form.OBJECT, shape=_AUTHORIZATION),
            "identityProvider": Field("identityProvider", Form.OBJECT, shape=_PROVIDER),
        }
    ),
}
"""The kinds that can be written through the API."""
