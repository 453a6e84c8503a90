"""What the OpenAPI document says of routes whose bodies pass through as bytes."""

from typing import Any, Final

from libs.contracts.plans import PlanDocument
from libs.flows.wishes import Mergeable, OnConflict
from services.gateway.platform.documented import URI_MAPPING, WAITS

_FLAGS: Final = {
    "isSnapshot": (False, "Make a snapshot instead of overwriting the draft."),
    "isActive": (False, "Make the snapshot active."),
    "isDefault": (False, "Make the snapshot the default."),
    "overwriteExisting": (True, "Overwrite what the tenant has; otherwise refuse with 409."),
    "keepBindings": (False, "Keep the bindings of this request for the tenant's next imports."),
}
_CHOICES: Final = [choice.value for choice in OnConflict]
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    **{
        name: {"type": "boolean", "default": default, "description": description}
        for name, (default, description) in _FLAGS.items()
    },
    "onConflict": {
        "type": "string",
        "enum": _CHOICES,
        "default": OnConflict.FAIL.value,
        "description": "What becomes of elements that were edited in the tenant, or that the "
        "package would take back in time.",
    },
    "onConflict[id]": {
        "type": "string",
        "enum": _CHOICES,
        "description": "The same for one element: its id stands in the brackets.",
    },
    "merge": {
        "type": "string",
        "description": "Map elements to those the tenant has under other ids, one or more of "
        f"{', '.join(f'`{one}`' for one in Mergeable)} with commas between.",
    },
    "stateHash": {
        "type": "string",
        "description": "Of a plan: refuse when the tenant has changed since.",
    },
}
_FORM: Final = {
    "type": "object",
    "required": ["package"],
    "properties": {
        "package": {"type": "string", "format": "binary"},
        **_OPTIONS,
        "bindings": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "The tenant's own values for what the package leaves open, as the JSON "
            "of the schema `Bindings`.",
        },
        "passphrase": {"type": "string", "description": "Opens a package that is sealed to it."},
    },
}


def _parameter(name: str, said: dict[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in said.items() if key != "description"}
    return {"name": name, "in": "query", "description": said["description"], "schema": schema}


IMPORT: Final[dict[str, Any]] = {
    "parameters": [*(_parameter(name, said) for name, said in _OPTIONS.items()), URI_MAPPING],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/TokenAsked"},
                        {"$ref": "#/components/schemas/SnapshotAsked"},
                        {"type": "object", "description": "A package."},
                        {"type": "string", "description": "A package in a JSON string."},
                    ]
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {"schema": _FORM},
        },
    },
}
REFRESH: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/RefreshAsked"}},
        },
    },
}
PLAN_ANSWERS: Final[dict[str, Any]] = {"response_model": PlanDocument, "responses": WAITS}
