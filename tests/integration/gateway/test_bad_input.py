"""Input that is refused: the answer is a problem document, and the tenant is as it was."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from libs.runtime.credentials import Credential, CredentialKind
from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.integration.gateway.conftest import BODY_LIMIT
from tests.sample import Sample

FLOW = "/api/package/1/flow"
JSON = {"content-type": "application/json"}


async def state(api: Api) -> object:
    """All that a caller can see of the tenant."""
    flows = (await api.get("/api/draw/1/flow")).json()
    return [
        flows,
        [(await api.get(f"/api/draw/1/flow/snap/{flow['id']['id']}")).json() for flow in flows],
        (await api.get("/v1/connectors/refreshes")).json(),
    ]


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def deep(data: bytes) -> bytes:
    return data.replace(b'"actions": []', b'"actions": ' + b"[" * 10_000 + b"]" * 10_000)


def swapped(old: bytes, new: bytes) -> bytes:
    data = Sample().data()
    assert old in data
    return data.replace(old, new, 1)


BAD = {
    "not a package": (b"MZ\x90\x00 this is a program", "package.malformed-json"),
    "a list": (b"[]", "package.not-a-package"),
    "another object": (b'{"hello": "world"}', "package.not-a-package"),
    "half a package": (half(Sample().data()), "package.truncated"),
    "a wrong type": (
        swapped(b'"mapElementConfigurations": [', b'"mapElementConfigurations": 7, "x": ['),
        "package.wrong-type",
    ),
    "ten thousand levels": (deep(Sample().data()), "package.too-deep"),
    "a key twice": (
        swapped(b'"actions": []', b'"actions": [], "actions": []'),
        "package.duplicate-key",
    ),
    "not a number": (swapped(b'"actions": []', b'"actions": [NaN]'), "package.not-a-number"),
    "a lone surrogate": (
        swapped(b'"actions": []', b'"actions": ["\\ud800"]'),
        "package.lone-surrogate",
    ),
}


@pytest.mark.parametrize(("body", "code"), BAD.values(), ids=BAD.keys())
async def test_a_bad_package_changes_nothing_and_kills_no_worker(
    api: Api, body: bytes, code: str
) -> None:
    good = Sample()
    await import_draft(api, good.data())
    before = await state(api)
    answer = await api.post(FLOW, content=body, headers=JSON)
    problem = answer.json()
    assert_problem(answer, code, problem["status"])
    assert 400 <= answer.status_code < 500
    assert await state(api) == before
    await import_draft(api, good.data())


async def test_an_empty_body_is_refused_at_once(api: Api) -> None:
    assert_problem(await api.post(FLOW), "package.empty", 400)
    assert (await api.get("/v1/jobs")).json() == {"items": []}


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size >> 16):
        yield b" " * (1 << 16)


@pytest.mark.parametrize("path", [FLOW, "/v1/imports"])
@pytest.mark.parametrize("length", ["told", "not told"])
async def test_a_body_over_the_limit_is_refused_while_it_is_read(
    api: Api, path: str, length: str
) -> None:
    size = 2 * BODY_LIMIT
    content = pieces(size) if length == "not told" else b" " * size
    answer = await api.post(path, content=content, headers=JSON)
    assert assert_problem(answer, "request.too-large", 413)["limit"] == BODY_LIMIT
    assert (await api.get("/v1/jobs")).json() == {"items": []}


async def test_a_body_that_is_no_package_has_a_smaller_limit(api: Api) -> None:
    answer = await api.post("/api/admin/1/users/me/keys", json={"name": "x" * (1 << 20)})
    assert_problem(answer, "request.too-large", 413)


async def test_a_compressed_body_is_refused(api: Api) -> None:
    answer = await api.post(FLOW, content=b"\x1f\x8b", headers={"content-encoding": "gzip"})
    assert_problem(answer, "request.unsupported-media-type", 415)


@pytest.mark.parametrize(
    ("path", "media"), [(FLOW, "image/png"), ("/api/admin/1/users/me/keys", "text/plain")]
)
async def test_a_media_type_that_holds_nothing_useful_is_refused(
    api: Api, path: str, media: str
) -> None:
    answer = await api.post(path, content=b"x", headers={"content-type": media})
    assert_problem(answer, "request.unsupported-media-type", 415)


@pytest.mark.parametrize("path", ["/api/package/1/shared/flow", "/v1/imports"])
async def test_a_token_that_is_not_known_is_told_at_once(api: Api, path: str) -> None:
    unknown = Credential.make(CredentialKind.TOKEN).reveal()
    for token in (unknown, "not a token", api.key):
        answer = await api.post(path, json={"token": token})
        assert token not in str(assert_problem(answer, "token.unknown", 404))
    assert (await api.get("/v1/jobs")).json() == {"items": []}


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": ""}, {"token": 7}])
async def test_a_body_without_a_token_is_malformed(api: Api, body: object) -> None:
    answer = await api.post("/api/package/1/shared/flow", json=body)
    assert_problem(answer, "request.malformed", 400)


@pytest.mark.parametrize("content", [b"{", b"[", b"\xff", b"[" * 100_000, b'{"name": "\\ud800"}'])
async def test_json_that_cannot_be_read_is_malformed(api: Api, content: bytes) -> None:
    answer = await api.post("/api/admin/1/users/me/keys", content=content, headers=JSON)
    assert_problem(answer, "request.malformed", 400)


async def test_a_character_that_cannot_be_kept_is_malformed(api: Api) -> None:
    answer = await api.post(
        "/api/admin/1/tenant/subtenants",
        json={"developerName": f"A{uuid4().hex}", "developerSummary": "a\0b"},
    )
    assert_problem(answer, "request.malformed", 400)
    assert (await api.get("/api/admin/1/tenant/subtenants")).json() == []


async def test_an_address_that_is_not_there(api: Api) -> None:
    assert_problem(await api.get("/api/package/2/flow"), "request.no-such-address", 404)


async def test_a_method_that_an_address_does_not_answer_to(api: Api) -> None:
    answer = await api("DELETE", "/v1/jobs")
    assert_problem(answer, "request.method-not-allowed", 405)
    assert answer.headers["allow"] == "GET"
