"""Element kinds and the package collections that hold them (order as the platform writes it)."""

from typing import Final, NewType

Kind = NewType("Kind", str)
"""A known kind below, or the collection's own key where the format has grown a new one."""

FLOW: Final = Kind("flow")
NAVIGATION: Final = Kind("navigation")
MAP: Final = Kind("map")
GROUP: Final = Kind("group")
SERVICE: Final = Kind("service")
TYPE: Final = Kind("type")
VALUE: Final = Kind("value")
MACRO: Final = Kind("macro")
TAG: Final = Kind("tag")
PAGE: Final = Kind("page")
IDENTITY_PROVIDER: Final = Kind("identityProvider")
CUSTOM_PAGE_COMPONENT: Final = Kind("customPageComponent")
OPEN_API: Final = Kind("openApi")

COLLECTIONS: Final[dict[str, Kind]] = {
    "flowConfigurations": FLOW,
    "navigationElementConfigurations": NAVIGATION,
    "mapElementConfigurations": MAP,
    "groupElementConfigurations": GROUP,
    "serviceElementConfigurations": SERVICE,
    "typeElementConfigurations": TYPE,
    "valueElementConfigurations": VALUE,
    "macroElementConfigurations": MACRO,
    "tagElementConfigurations": TAG,
    "pageElementConfigurations": PAGE,
    "identityProviderElementConfigurations": IDENTITY_PROVIDER,
    "customPageComponentElementConfigurations": CUSTOM_PAGE_COMPONENT,
    "openApiConfigurations": OPEN_API,
}

MANIFESTS: Final[dict[str, Kind]] = {
    "mapElementIds": MAP,
    "flowIds": FLOW,
    "groupElementIds": GROUP,
    "pageElementIds": PAGE,
    "valueElementIds": VALUE,
    "macroElementIds": MACRO,
    "serviceElementIds": SERVICE,
    "typeElementIds": TYPE,
    "tagElementIds": TAG,
    "navigationElementIds": NAVIGATION,
    "identityProviderElementIds": IDENTITY_PROVIDER,
    "customPageComponentElementIds": CUSTOM_PAGE_COMPONENT,
    "openApiIds": OPEN_API,
}
"""The id maps of a flow configuration: which elements the flow uses, with pinned version ids."""

FLOW_SCOPED: Final = frozenset({MAP, GROUP, NAVIGATION})
"""Kinds that belong to one flow; every other kind but the flow is shared by the whole tenant."""
