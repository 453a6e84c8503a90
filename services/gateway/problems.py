"""Every answer that is not a success is a problem document (RFC 9457), wherever it arises."""

from collections.abc import Mapping
from typing import Any

import asyncpg
import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.flows.faults import Fault
from libs.runtime.outages import OUTAGE

MEDIA_TYPE = "application/problem+json"
_UNSUPPORTED = ErrorCode.REQUEST_UNSUPPORTED_MEDIA_TYPE
log = structlog.get_logger()


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    more = dict(headers or {})
    if problem.status == 401:
        more["WWW-Authenticate"] = 'ApiKey realm="sluice"'
    return Response(
        orjson.dumps(problem.document()), problem.status, headers=more, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Teach the application to answer each kind of exception."""
    app.exception_handler(ProblemError)(_problem)
    app.exception_handler(Fault)(_fault)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(ClientDisconnect)(_gone)
    app.exception_handler(asyncpg.DataError)(_unkeepable)
    for transient in OUTAGE:
        app.exception_handler(transient)(_unavailable)
    app.exception_handler(Exception)(_unexpected)


def _placed(request: Request, problem: Problem) -> Problem:
    return problem.model_copy(update={"instance": problem.instance or request.url.path})


async def _problem(request: Request, error: ProblemError) -> Response:
    return answer(_placed(request, error.problem))


async def _fault(request: Request, error: Fault) -> Response:
    return answer(_placed(request, Problem.from_fault(error)))


async def _unkeepable(request: Request, _: asyncpg.DataError) -> Response:
    detail = "A text in the request holds what PostgreSQL cannot keep, such as the character NUL."
    return answer(_placed(request, Problem.of(ErrorCode.REQUEST_MALFORMED, detail)))


async def _gone(_: Request, __: ClientDisconnect) -> Response:
    """The caller hung up while it sent its body: nobody reads this."""
    return Response(status_code=400)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    wrong = [_wrong(found) for found in error.errors()]
    if _sent_other_than_json(request, error):
        detail = "This address takes JSON: send it with `Content-Type: application/json`."
        return answer(_placed(request, Problem.of(_UNSUPPORTED, detail)))
    named = "; ".join(f"{one['where']}: {one['what']}" for one in wrong)
    problem = Problem.of(
        ErrorCode.REQUEST_MALFORMED, f"The request is wrong at {named}.", errors=wrong
    )
    return answer(_placed(request, problem))


def _sent_other_than_json(request: Request, error: RequestValidationError) -> bool:
    """FastAPI takes a body of another type for a text, which then is no object."""
    media = request.headers.get("content-type", "application/json")
    return "json" not in media and any(found["loc"] == ("body",) for found in error.errors())


def _wrong(found: Mapping[str, Any]) -> dict[str, str]:
    """Where and what, without the value: it may be a token or a password."""
    place, *steps = found["loc"]
    where = ".".join(str(step) for step in steps)
    return {"where": f"{place} {where}".strip(), "what": str(found["msg"])}


async def _http(request: Request, error: HTTPException) -> Response:
    if isinstance(error.__cause__, ProblemError):
        # FastAPI wraps whatever goes wrong while it reads a body, our own limit included.
        return await _problem(request, error.__cause__)
    path = request.url.path
    match error.status_code:
        case 404:
            code, detail = ErrorCode.REQUEST_NO_SUCH_ADDRESS, f"There is nothing at {path}."
        case 405:
            code = ErrorCode.REQUEST_METHOD_NOT_ALLOWED
            detail = f"{path} does not answer to {request.method}."
        case _:
            code, detail = ErrorCode.REQUEST_MALFORMED, f"{error.detail}."
    return answer(_placed(request, Problem.of(code, detail)), error.headers)


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("a part does not answer", exc_info=error)
    detail = "The database, the object store or the broker does not answer."
    problem = Problem.of(ErrorCode.SERVICE_UNAVAILABLE, detail)
    return answer(_placed(request, problem), {"Retry-After": "5"})


async def _unexpected(request: Request, _: Exception) -> Response:
    """Starlette raises the error again after this, and uvicorn logs it with its traceback."""
    detail = "Something inside the service went wrong; it is written in its log."
    return answer(_placed(request, Problem.of(ErrorCode.SERVICE_FAILED, detail)))
