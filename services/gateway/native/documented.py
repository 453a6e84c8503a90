"""What the OpenAPI document says of the import route, whose body passes through as bytes."""

from typing import Any, Final

from services.gateway.platform.documented import URI_MAPPING

_FLAGS: Final = {
    "isSnapshot": (False, "Make a snapshot instead of overwriting the draft."),
    "isActive": (False, "Make the snapshot active."),
    "isDefault": (False, "Make the snapshot the default."),
    "overwriteExisting": (True, "Overwrite what the tenant has; otherwise refuse with 409."),
}
_FORM: Final = {
    "type": "object",
    "required": ["package"],
    "properties": {
        "package": {"type": "string", "format": "binary"},
        **{
            name: {"type": "boolean", "default": default, "description": description}
            for name, (default, description) in _FLAGS.items()
        },
    },
}
_PARAMETERS: Final = [
    {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "boolean", "default": default},
    }
    for name, (default, description) in _FLAGS.items()
]
IMPORT: Final[dict[str, Any]] = {
    "parameters": [*_PARAMETERS, URI_MAPPING],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/TokenAsked"},
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
