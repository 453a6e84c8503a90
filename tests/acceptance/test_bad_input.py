"""Bad input over HTTP: a problem document, nothing changed, and everyone goes on working."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.caller import BINARY, Caller
from tests.sample import Sample

GOOD = Sample().data()
DEEP = GOOD[:-1] + b',"more":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BAD = {
    "not a package": (b"not a package", 400, "package.malformed-json"),
    "another document": (b'{"openapi": "3.1.0"}', 400, "package.not-a-package"),
    "half a package": (GOOD[: len(GOOD) // 2], 400, "package.truncated"),
    "wrong types": (
        json.dumps(json.loads(GOOD) | {"mapElementConfigurations": 7}).encode(),
        422,
        "package.wrong-type",
    ),
    "10,000 levels": (DEEP, 422, "package.too-deep"),
    "duplicate keys": (
        GOOD.replace(b'"uri":', b'"uri": "x", "uri":'),
        422,
        "package.duplicate-key",
    ),
    "NaN": (GOOD.replace(b'"PRIVATE"', b"NaN"), 422, "package.not-a-number"),
    "lone surrogate": (
        GOOD.replace(b"A sample connector", b"\\ud800"),
        422,
        "package.lone-surrogate",
    ),
    "too large": (GOOD + b" " * 2**25, 413, "request.too-large"),
}


def told(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"title", "detail", "effect", "advice"} <= set(answer.json())


@pytest.mark.parametrize(("package", "status", "code"), BAD.values(), ids=BAD)
async def test_a_bad_package_is_told_and_changes_nothing(
    tenant: Caller, package: bytes, status: int, code: str
) -> None:
    answer = await tenant.request("POST", "/api/package/1/flow", content=package, headers=BINARY)
    told(answer, status, code)
    assert await tenant.get("/api/draw/1/flow") == []
    await tenant.import_(Sample().data())


@pytest.mark.parametrize(
    "query",
    [
        {"uriMapping[0][from]": "https://a.example/"},
        {"uriMapping[1][from]": "https://a.example/", "uriMapping[1][to]": "https://b.example/"},
        {"uriMapping[0][from]": "https://a.example/", "uriMapping[0][to]": "no address"},
    ],
)
async def test_a_malformed_mapping_is_told(tenant: Caller, query: dict[str, str]) -> None:
    answer = await tenant.request(
        "POST", "/api/package/1/flow", content=GOOD, params=query, headers=BINARY
    )
    told(answer, 400, "mapping.malformed")


async def test_an_unknown_token_is_told(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    token = (await tenant.post(f"/api/package/1/flow/{sample.flow}/share"))["token"]
    body = {"token": token[:-1] + ("a" if token[-1] != "a" else "b")}
    answer = await tenant.request("POST", "/api/package/1/shared/flow", json=body)
    told(answer, 404, "token.unknown")


async def test_a_foreign_tenant_is_refused(tenant: Caller) -> None:
    headers = {"manywhotenant": str(uuid4())}
    answer = await tenant.request("GET", "/api/draw/1/flow", headers=headers)
    assert answer.status_code in (403, 404)
    assert answer.json()["code"].startswith("tenant.")


async def test_a_key_of_one_tenant_does_not_act_for_its_sibling(
    tenant: Caller, other: Caller
) -> None:
    made = await tenant.post("/api/admin/1/users/me/keys", json={"name": "own"})
    headers = {"x-boomi-flow-api-key": made["apiKey"], "manywhotenant": str(other.tenant_id)}
    answer = await tenant.request("GET", "/api/draw/1/flow", headers=headers)
    told(answer, 403, "tenant.foreign")


async def test_missing_snapshots_are_told_apart(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    path = f"/api/package/1/flow/{sample.flow}"
    told(await tenant.request("GET", path), 409, "flow.no-snapshot")
    told(await tenant.request("GET", f"/api/package/1/flow/{uuid4()}"), 404, "flow.not-found")
    await tenant.import_(sample.data(), isSnapshot="true")
    told(await tenant.request("GET", f"{path}/{uuid4()}"), 404, "snapshot.not-found")
    nowhere = f"{path}/environment/{uuid4()}"
    told(await tenant.request("GET", nowhere), 404, "environment.not-found")
