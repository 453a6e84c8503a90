"""Imports: a package from a body, a form or a sharing token, applied by a job."""

from collections.abc import AsyncIterator
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from libs.contracts.jobs import MappedUri
from libs.contracts.problems import ErrorCode, ProblemError
from services.gateway.auth import Acting, PackageWriter
from services.gateway.importing import Options, checked, mappings_of, token_work, upload_work
from services.gateway.limits import allow
from services.gateway.native.base import Camel
from services.gateway.native.documented import IMPORT
from services.gateway.native.job_view import JobView
from services.gateway.parts import Parts, WithParts
from services.gateway.uploading import media_type, taken_in
from services.gateway.work import Work, job_address, record

router = APIRouter(prefix="/v1/imports", tags=["Imports"])
LONGEST_TOKEN_BODY = 64 << 10
"""Bytes. A JSON body beyond this is a package; below it, an object without a flow is not."""

PACKAGE_KEY = "flowConfiguration"
"""Every package has it: the flow that the package is of."""


class OptionsAsked(Camel):
    """How to apply the package. Without options it overwrites the draft of the same flow."""

    is_snapshot: bool = False
    is_active: bool = False
    is_default: bool = False
    overwrite_existing: bool = True

    def options(self, mappings: tuple[MappedUri, ...]) -> Options:
        return Options(
            self.is_snapshot,
            self.is_active,
            self.is_default,
            self.overwrite_existing,
            mappings,
        )


class TokenAsked(OptionsAsked):
    token: str = Field(repr=False)
    uri_mapping: tuple[MappedUri, ...] = ()


Asked = TypeVar("Asked", bound=OptionsAsked)


@router.post("", status_code=202, openapi_extra=IMPORT)
async def import_package(
    parts: WithParts, acting: PackageWriter, request: Request, response: Response
) -> JobView:
    """Import a package: send it as it is, as the file of a form, or name its sharing token.

    With a body or a form the options are in the query or the form. The job's address is in
    `Location`.
    """
    work = await _work(parts, acting, request)
    job = await record(parts, acting, work)
    response.headers["Location"] = job_address(job.id)
    return JobView.of(job)


async def _work(parts: Parts, acting: Acting, request: Request) -> Work:
    allow(request, parts.settings.body_limit)
    pairs = request.query_params.multi_items()
    if any(name.lower() == "token" for name, _ in pairs):
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED,
            "The address holds a `token`, where logs and proxies keep it. Send it in the body, and "
            "have this one replaced.",
        )
    chunks: AsyncIterator[bytes] = request.stream()
    if media_type(request) == "application/json":
        start = await _start(chunks)
        if (said := _with_token(start)) is not None:
            return await _token_work(parts, pairs, said)
        chunks = _again(start, chunks)
    async with taken_in(parts, request, acting.tenant_id, chunks) as intake:
        pairs += intake.fields
        asked = _read(OptionsAsked, _options(pairs), "option")
        return await upload_work(parts, intake, asked.options(mappings_of(pairs)))


async def _token_work(parts: Parts, pairs: list[tuple[str, str]], said: dict[str, Any]) -> Work:
    asked = _read(TokenAsked, _options(pairs) | said, "body")
    mappings = checked((*mappings_of(pairs), *asked.uri_mapping))
    return await token_work(parts, asked.token, asked.options(mappings))


def _options(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if not name.lower().startswith("urimapping")}


async def _start(chunks: AsyncIterator[bytes]) -> bytes:
    start = b""
    async for chunk in chunks:
        start += chunk
        if len(start) > LONGEST_TOKEN_BODY:
            break
    return start


async def _again(start: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield start
    async for chunk in chunks:
        yield chunk


def _with_token(body: bytes) -> dict[str, Any] | None:
    """The object that should name a token; None for what is, or should be, a package."""
    if len(body) > LONGEST_TOKEN_BODY:
        return None
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) and PACKAGE_KEY not in said else None


def _read(shape: type[Asked], said: dict[str, Any], place: str) -> Asked:
    try:
        return shape.model_validate(said)
    except ValidationError as wrong:
        found = [{**one, "loc": (place, *one["loc"])} for one in wrong.errors()]
        raise RequestValidationError(found) from None
