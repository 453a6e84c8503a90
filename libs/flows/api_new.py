"""Elements as the platform writes them when they are made, before anything is said of them."""

from copy import deepcopy
from typing import Final
from uuid import UUID, uuid5

from libs.flows import kinds
from libs.flows.image_fields import ELEMENT_TYPES
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.shape import ZERO

_NEW: Final[dict[Kind, dict[str, Json]]] = {
    kinds.VALUE: {
        "access": "PRIVATE",
        "contentType": "ContentString",
        "contentFormatContentValueId": None,
        "defaultContentValueContentValueId": None,
        "initializationOperations": None,
        "typeElementId": None,
        "isVersionless": False,
        "isSecret": False,
        "isEncrypted": False,
    },
    kinds.TYPE: {
        "deletable": False,
        "externalId": None,
        "selectable": False,
        "updateable": False,
        "serviceElementId": None,
        "properties": [],
        "bindings": [],
    },
    kinds.SERVICE: {
        "uri": None,
        "format": "json",
        "version": None,
        "providesData": False,
        "providesLogic": False,
        "providesViews": False,
        "providesFiles": False,
        "providesIdentity": False,
        "providesSocial": False,
        "providesAutoBinding": False,
        "sendDecryptedValues": False,
        "actions": [],
        "configurationValues": [],
        "httpAuthenticationUsername": None,
        "httpAuthenticationPassword": None,
        "clientCertificateValueReference": ZERO,
        "clientCertificatePasswordValueReference": ZERO,
        "identityProviderElementId": None,
        "openApiId": None,
    },
    kinds.FLOW: {
        "authorization": {
            "serviceElementId": None,
            "globalAuthenticationType": "PUBLIC",
            "streamBehaviourType": "NONE",
            "showPagesAsReadOnly": False,
            "users": None,
            "groups": None,
        },
        "identityProvider": None,
        "isDefault": False,
        "isActive": False,
        "allowJumping": False,
        "enableHistoricalNavigation": False,
        "stateExpirationLength": 0,
        "idleStateExpirationLength": 0,
        "stateLockedByUserModification": False,
        "comment": None,
        "startMapElementId": None,
        "tags": None,
        "displayRootFaults": False,
        "translationNotes": None,
        **{ids: {} for ids in kinds.MANIFESTS},
    },
    kinds.MAP: {
        "x": 0,
        "y": 0,
        "groupElementId": None,
        "pageElementId": None,
        "outcomes": None,
        "operations": None,
        "listeners": None,
        "messageActions": None,
        "dataActions": None,
        "navigationOverrides": None,
        "clearNavigationOverrides": False,
        "postUpdateToStream": False,
    },
}


def new_element(kind: Kind, id_: UUID, element_type: str | None = None) -> dict[str, Json]:
    """Without a name, and without what only a save knows: version, dates and users."""
    composite = {
        "guid": str(id_),
        "versionId": None,
        "elementType": element_type or _element_type(kind),
        "developerName": None,
        "contentType": None,
        "isVersionless": False,
    }
    return {
        "compositeId": composite,
        "developerName": None,
        "developerSummary": None,
        **deepcopy(_NEW[kind]),
        "sharing": 0,
    }


def _element_type(kind: Kind) -> str | None:
    """A type and a flow have none in their composite id."""
    return None if kind == kinds.TYPE else ELEMENT_TYPES.get(kind)


def start_id(flow_id: UUID) -> UUID:
    """Of the START element that the platform makes with a flow."""
    return uuid5(flow_id, "START")


def start_element(flow_id: UUID) -> dict[str, Json]:
    return new_element(kinds.MAP, start_id(flow_id), "START") | {"developerName": "Start"}
