"""The gateway's OpenAPI document: FastAPI's, with problems for errors and the shapes of bodies
that pass through as bytes."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from libs.contracts.problems import Problem
from services.gateway.native.connectors import RefreshAsked
from services.gateway.native.package_options import SnapshotAsked, TokenAsked
from services.gateway.problems import MEDIA_TYPE
from services.gateway.shapes.package import UriMapping

_REFERENCE: Final = "#/components/schemas/{model}"
_MORE: Final[tuple[type[BaseModel], ...]] = (
    Problem,
    TokenAsked,
    SnapshotAsked,
    RefreshAsked,
    UriMapping,
)
_PROBLEM: Final = {
    MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model=Problem.__name__)}},
}
_DESCRIPTION: Final = (
    "Moves flows between tenants. `/api/...` speaks Boomi Flow's API, `/v1/...` is Sluice's own. "
    "Every error is a problem document (RFC 9457) whose `type` leads to what to do about it."
)


def describe(app: FastAPI) -> None:
    """Replace the application's document by this one, which is made once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the way FastAPI documents


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=_DESCRIPTION,
        routes=app.routes,
        servers=app.servers,
        separate_input_output_schemas=False,
    )
    schemas = document["components"]["schemas"]
    for model in _MORE:
        schema = model.model_json_schema(ref_template=_REFERENCE)
        schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for methods in document["paths"].values():
        for operation in methods.values():
            _with_problems(operation["responses"])
    return document


def _with_problems(responses: dict[str, Any]) -> None:
    """FastAPI says 422 of its own shape where the gateway answers 400 with a problem."""
    responses.pop("422", None)
    responses["4XX"] = {"description": "The request is refused", "content": _PROBLEM}
    responses["5XX"] = {"description": "The service could not do it", "content": _PROBLEM}
