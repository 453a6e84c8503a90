"""Which fields name which elements: the one table references are found by.

Field names mean the same in every kind of element, in both generations and in the API's spelling,
so the table is keyed by field. Source: reference of the platform's formats, "References".
"""

import re
from typing import Final

from libs.flows import kinds
from libs.flows.kinds import Kind

GUID_FIELDS: Final[dict[str, Kind]] = {
    "startMapElementId": kinds.MAP,
    "newMapElementId": kinds.MAP,
    "nextMapElementId": kinds.MAP,
    "locationMapElementId": kinds.MAP,
    "groupElementId": kinds.GROUP,
    "pageElementId": kinds.PAGE,
    "navigationElementId": kinds.NAVIGATION,
    "macroElementToExecuteId": kinds.MACRO,
    "tagElementId": kinds.TAG,
    "serviceElementId": kinds.SERVICE,
    "serviceId": kinds.SERVICE,
    "openApiId": kinds.OPEN_API,
    "identityProvider": kinds.IDENTITY_PROVIDER,
    "identityProviderId": kinds.IDENTITY_PROVIDER,
    "identityProviderElementId": kinds.IDENTITY_PROVIDER,
    "typeElementId": kinds.TYPE,
    "dataBindingSharedElementTypeElementId": kinds.TYPE,
    "flowId": kinds.FLOW,
    "filterId": kinds.VALUE,
    "valuesToReset": kinds.VALUE,
    "valueElementInSubflowId": kinds.VALUE,
    "sharedElementToReferenceForListeningId": kinds.VALUE,
    "clientCertificateValueReference": kinds.VALUE,
    "clientCertificatePasswordValueReference": kinds.VALUE,
    "httpAuthenticationClientCertificateReference": kinds.VALUE,
    "httpAuthenticationClientCertificatePasswordReference": kinds.VALUE,
}
"""Field to the kind of element it names: a GUID, or an object with a `guid` or `id`."""

VALUE_FIELD: Final = re.compile(r"valueElement\w*Id")
"""Every other way a field names a value: to apply, to reference, relative, bound, and so on."""

VALUE_OBJECTS: Final = frozenset({"value", "url", "outputs", "processPropertyValue"})
"""Fields that name a value only where they hold an object with a `guid` or `id`."""

PROPERTY_FIELDS: Final = frozenset(
    {
        "typeElementPropertyId",
        "columnTypeElementPropertyId",
        "boundTypeElementPropertyId",
        "orderByTypeElementPropertyId",
        "typeElementPropertyToDisplayId",
    }
)
"""Fields that name a property of some type."""

BINDING_FIELDS: Final = frozenset({"typeElementBindingId"})
"""Fields that name a binding of a type to a connector's table."""

NESTED_FIELDS: Final = frozenset(
    {
        "pageObjectBindingId",  # a page's component or container, from an outcome
        "pageObjectReferenceId",  # the same, from a page condition
        "navigationItemId",
        "outcomeId",
        "selectedOutcomeId",
    }
)
"""Fields that name a thing inside an element, by the GUID it has there.

`pageContainerId` is none of them: real pages keep naming containers that are gone.
"""

FLOWKEY: Final = re.compile(r"flowkey___([0-9a-fA-F-]{36})\|([0-9a-fA-F-]{36})?___flowkey")
"""A value, and a property of it, named inside a text."""

BUILT_IN_COMPONENTS: Final = frozenset(
    {
        "charts",
        "checkbox",
        "combobox",
        "content",
        "file-upload",
        "files",
        "hidden",
        "image",
        "input",
        "input-datetime",
        "input-number",
        "list",
        "outcomes",
        "presentation",
        "radio",
        "select",
        "social",
        "table",
        "textarea",
        "tiles",
        "toggle",
    }
)
"""Component types of the platform's own player; any other is the key of a custom component."""
