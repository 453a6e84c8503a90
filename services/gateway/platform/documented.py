"""What the OpenAPI document says of routes whose bodies pass through as bytes."""

from typing import Any, Final

from services.gateway.shapes.flow import FlowResponseAPI
from services.gateway.shapes.package import PackageConflictResponse, SharedPackageResponseAPI

_JOB_HEADERS: Final = {
    "Location": {"description": "Address of the job.", "schema": {"type": "string"}}
}
WAITS: Final[dict[int | str, dict[str, Any]]] = {
    202: {"description": "Accepted, because of `Prefer: respond-async`", "headers": _JOB_HEADERS},
    504: {"description": "The job is not finished yet and goes on", "headers": _JOB_HEADERS},
}
_CONFLICT: Final[dict[int | str, dict[str, Any]]] = {
    409: {
        "description": "Not imported: the tenant has conflicting elements",
        "model": PackageConflictResponse,
    }
}
PACKAGE: Final[dict[str, Any]] = {
    "response_model": str,
    "responses": {200: {"description": "The package, as a JSON string"}, **WAITS},
}
TOKEN: Final[dict[str, Any]] = {"response_model": SharedPackageResponseAPI, "responses": WAITS}
IMPORT: Final[dict[str, Any]] = {
    "response_model": FlowResponseAPI,
    "responses": {**_CONFLICT, **WAITS},
}
OLDER_IMPORT: Final[dict[str, Any]] = {
    "status_code": 204,
    "responses": {**_CONFLICT, **WAITS},
}

_PACKAGE_FORM: Final = {
    "type": "object",
    "properties": {"package": {"type": "string", "format": "binary"}},
}
PACKAGE_BODY: Final[dict[str, Any]] = {
    "description": "The package: as a JSON string, as it is, or as the file of a form",
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "string"}},
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {"schema": _PACKAGE_FORM},
    },
}
URI_MAPPING: Final[dict[str, Any]] = {
    "name": "uriMapping",
    "in": "query",
    "description": "Pairs `uriMapping[0][from]` and `uriMapping[0][to]`, numbered from 0: a "
    "connector whose URI is exactly `from` gets the URI `to`.",
    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/UriMapping"}},
}
MAPPED_PACKAGE: Final[dict[str, Any]] = {
    "requestBody": PACKAGE_BODY,
    "parameters": [URI_MAPPING],
}
