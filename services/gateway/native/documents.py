"""The documents that describe Sluice to machines.

Each takes a second or two to make, once; FastAPI runs these plain functions in a thread, so that
nobody else waits for that.
"""

from functools import cache

import orjson
from fastapi import APIRouter, FastAPI, Request, Response

from libs.contracts.asyncapi import asyncapi

router = APIRouter(include_in_schema=False)
JSON = "application/json"


@cache
def _openapi(app: FastAPI) -> bytes:
    return orjson.dumps(app.openapi())


@cache
def _asyncapi() -> bytes:
    return orjson.dumps(asyncapi(), option=orjson.OPT_INDENT_2)


@router.get("/openapi.json")
def openapi_json(request: Request) -> Response:
    return Response(_openapi(request.app), media_type=JSON)


@router.get("/asyncapi.json")
def asyncapi_json() -> Response:
    return Response(_asyncapi(), media_type=JSON)


@router.get("/asyncapi.yaml")
def asyncapi_yaml() -> Response:
    """The same bytes: JSON is YAML (1.2, section 1.3)."""
    return Response(_asyncapi(), media_type="application/yaml")
