from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.faults import Fault, FaultCode
from libs.objects.store import StoreUnreachable
from services.gateway import problems
from services.gateway.limits import SMALL_BODY, BodyLimit

ERRORS = {
    "problem": ProblemError(ErrorCode.TENANT_FOREIGN, "Not yours.", extra=1),
    "fault": Fault(FaultCode.TOO_DEEP, "65 levels.", ("a", 3, "b")),
    "unreachable": StoreUnreachable("http://internal:9000 does not answer"),
    "unexpected": RuntimeError("password=hunter2 at /srv/secret"),
}


class Body(BaseModel):
    token: int


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/raise/{what}")
    async def fail(what: str) -> None:
        raise ERRORS[what]

    @app.post("/body")
    async def take(body: Body) -> int:
        return body.token

    problems.install(app)
    app.add_middleware(BodyLimit)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("what", "code", "status"),
    [
        ("problem", "tenant.foreign", 403),
        ("fault", "package.too-deep", 422),
        ("unreachable", "service.unavailable", 503),
        ("unexpected", "service.failed", 500),
    ],
)
async def test_every_error_is_a_problem_at_the_address_that_was_asked(
    http: httpx.AsyncClient, what: str, code: str, status: int
) -> None:
    answer = await http.get(f"/raise/{what}")
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    said = answer.json()
    assert (answer.status_code, said["code"], said["instance"]) == (status, code, f"/raise/{what}")
    assert "hunter2" not in answer.text
    assert "internal" not in answer.text


async def test_what_is_wrong_is_named_without_its_value(http: httpx.AsyncClient) -> None:
    said = (await http.post("/body", json={"token": "sluice_token_secret"})).json()
    assert said["errors"][0]["where"] == "body token"
    assert "sluice_token_secret" not in str(said)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"content": b" " * (SMALL_BODY + 1)}, "request.too-large"),
        (
            {"content": b"{}", "headers": {"content-encoding": "br"}},
            "request.unsupported-media-type",
        ),
        (
            {"content": b"{}", "headers": {"content-type": "image/png"}},
            "request.unsupported-media-type",
        ),
        ({"content": b"{"}, "request.malformed"),
    ],
    ids=["too large", "compressed", "of another type", "cut off"],
)
async def test_a_body_that_cannot_be_read_is_refused_for_what_it_is(
    http: httpx.AsyncClient, sent: dict[str, Any], code: str
) -> None:
    sent = {"content": b"{}", "headers": {"content-type": "application/json"}, **sent}
    answer = await http.post("/body", **sent)
    assert answer.json()["code"] == code, answer.text
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
