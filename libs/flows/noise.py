"""Which fields of an element are stamp and which are content: the one table of names.

Source: reference of the platform's formats, "Identity vs noise", measured on real packages.
docs/reference/package-format.md says the same in words.
"""

import re
from enum import IntEnum
from typing import Final

from libs.flows.model import Json


class Rule(IntEnum):
    """What a field's name says about it. Zero, the usual case, is content as it stands."""

    CONTENT = 0
    STAMP = 1
    NESTED_ID = 2
    """Re-stamped by the platform unless a `guid` stands beside it or it is a reference."""
    FREE = 3
    """A map whose keys are the user's: nothing inside it is a stamp."""
    TEXT = 4
    """Holds a content-value GUID; the text it stands for is content, the GUID is not."""
    DEFAULTED = 5
    """Not written by the older generation; absent means the default."""
    HOLDS_IDS = 6
    """The `id` of the objects in here is a reference or an identity, so it is content."""
    RESERVED = 7


TEXTS: Final = "$texts"
"""Sluice's own key: in content it stands for texts by culture. No package may bring it."""

_STAMPS: Final = re.compile(
    r"\w*versionid|parentid"
    r"|datecreated|datemodified|usercontentdatemodified"
    r"|user(?:created|modified|owner)(?:object)?"
    r"|pageelementdevelopername"  # a copy of the page's name that the older generation lacks
)
_TEXT: Final = re.compile(r"\w*contentvalueid")
_FREE: Final = frozenset({"attributes", "properties"})  # `properties` only where it is an object
_HOLDS_IDS: Final = frozenset(
    {
        "identityProvider",  # of a flow or group: {id, allowedUsers, allowedGroups}
        "flowId",  # of a sub-flow or a flow-out: {id, versionId}
        "valueElementInSubflowId",  # {id} of a value in the other flow
        "valuesToReset",  # of a navigation item: [{id, resetType}]
        "navigationItems",  # their id is what navigationOverrides[].navigationItemId names
        "reference",  # of an open API security scheme: {id} is the scheme's name
    }
)
DEFAULTS: Final[dict[str, Json]] = {
    # flow
    "displayRootFaults": False,
    "enableHistoricalNavigation": False,
    "idleStateExpirationLength": 0,
    "stateLockedByUserModification": False,
    "showPagesAsReadOnly": False,
    # any element
    "sharing": 0,
    # map
    "isOpen": False,
    "pageType": 0,
    # page
    "modernPageLayout": False,
    "saveHiddenInputs": False,
    "row": 0,
    "column": 0,
    "rowSpan": 0,
    "colSpan": 0,
    "isSearchTermPersisted": False,
    "isSearchableDisplayColumns": False,
    "isPinned": False,
    # type
    "deletable": False,
    "selectable": False,
    "updateable": False,
    # value; isFixed is the other way round: only the older generation writes it
    "isEncrypted": False,
    "isSecret": False,
    "isFixed": False,
    # reference with the shape of a composite id
    "isVersionless": False,
}
FLOW_STAMPS: Final = frozenset({"comment", "isActive", "isDefault"})
"""Of the flow configuration itself, not of what is nested in it."""

RENAMED: Final[dict[str, str]] = {"Sharing": "sharing"}
"""Older spelling to today's, at the top of an element."""

ID_COPIES: Final = ("developerName", "contentType", "isVersionless")
"""Fields of a composite id that repeat the element's own; today's files do, older ones do not."""


def rule_of(name: str) -> Rule:  # noqa: PLR0911 -- one line per rule reads as the table it is
    lowered = name.lower()
    if _STAMPS.fullmatch(lowered):
        return Rule.STAMP
    if _TEXT.fullmatch(lowered):
        return Rule.TEXT
    if lowered == "id":
        return Rule.NESTED_ID
    if name in _FREE:
        return Rule.FREE
    if name in DEFAULTS:
        return Rule.DEFAULTED
    if name in _HOLDS_IDS:
        return Rule.HOLDS_IDS
    return Rule.RESERVED if name == TEXTS else Rule.CONTENT
