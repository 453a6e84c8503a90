"""The compatible package routes."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from libs.flows.read import read_package
from tests.caller import BINARY, Caller
from tests.sample import Sample

SNAPSHOT = {"isSnapshot": "true"}
TO = "https://production.example/api/1"


async def test_a_package_goes_in_and_comes_out_with_the_same_digest(tenant: Caller) -> None:
    sample = Sample()
    flow = await tenant.import_(sample.data(), **SNAPSHOT)
    assert flow["id"] == {"id": str(sample.flow), "versionId": str(sample.version)}
    text = await tenant.get(f"/api/package/1/flow/{sample.flow}")
    assert read_package(text.encode()).digest == read_package(sample.data()).digest


async def test_a_named_version_is_exported(tenant: Caller) -> None:
    first = Sample()
    second = replace(first, version=uuid4(), summary="Second")
    for sample in (first, second):
        await tenant.import_(sample.data(), **SNAPSHOT)
    text = await tenant.get(f"/api/package/1/flow/{first.flow}/{first.version}")
    assert read_package(text.encode()).digest == read_package(first.data()).digest


async def test_the_answer_can_be_sent_back_as_it_is(tenant: Caller, other: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), **SNAPSHOT)
    answer = await tenant.request("GET", f"/api/package/1/flow/{sample.flow}")
    flow = await other.import_(answer.content)
    assert flow["id"]["id"] == str(sample.flow)


async def test_the_older_route_answers_204_and_knows_its_flow(tenant: Caller) -> None:
    sample = Sample()
    path = f"/api/package/1/flow/{sample.flow}/{sample.version}"
    answer = await tenant.request("POST", path, content=sample.data(), headers=BINARY)
    assert (answer.status_code, answer.content) == (204, b"")
    stranger = f"/api/package/1/flow/{uuid4()}/{sample.version}"
    refused = await tenant.request("POST", stranger, content=sample.data(), headers=BINARY)
    assert (refused.status_code, refused.json()["code"]) == (400, "import.other-flow")


async def test_a_conflict_has_the_platforms_shape(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    answer = await tenant.request(
        "POST",
        "/api/package/1/flow",
        content=sample.data(),
        params={"overwriteExisting": "false"},
        headers=BINARY,
    )
    assert answer.status_code == 409
    existing = answer.json()["existingElements"]
    assert existing["flows"] == [{"id": str(sample.flow), "developerName": sample.name}]
    assert [one["id"] for one in existing["serviceElements"]] == [str(sample.connector)]
    assert len(existing["mapElements"]) == len(existing["valueElements"]) == 2


async def test_a_uri_is_mapped_on_the_way_in(tenant: Caller) -> None:
    sample = Sample()
    mapping = {"uriMapping[0][from]": sample.uri, "uriMapping[0][to]": TO}
    await tenant.import_(sample.data(), **SNAPSHOT, **mapping)
    text = await tenant.get(f"/api/package/1/flow/{sample.flow}")
    assert TO in text
    assert sample.uri not in text


async def test_a_token_carries_a_flow_to_another_tenant(tenant: Caller, other: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), **SNAPSHOT)
    for path in (f"{sample.flow}/share", f"{sample.flow}/{sample.version}/share"):
        token = (await tenant.post(f"/api/package/1/flow/{path}"))["token"]
        flow = await other.post("/api/package/1/shared/flow", json={"token": token})
        assert flow["id"]["id"] == str(sample.flow)


@pytest.mark.parametrize("query", [{}, {"nullPasswords": "true"}])
async def test_passwords_stay_unless_asked_for(tenant: Caller, query: dict[str, Any]) -> None:
    sample = Sample(secret="hush")
    await tenant.import_(sample.data(), **SNAPSHOT)
    path = f"/api/package/1/flow/{sample.flow}"
    assert "hush" not in await tenant.get(path, params=query)
    assert "hush" in await tenant.get(path, params={"nullPasswords": "false"})


async def test_asynchronously_the_answer_is_202_with_the_jobs_address(tenant: Caller) -> None:
    sample = Sample()
    answer = await tenant.request(
        "POST",
        "/api/package/1/flow",
        content=sample.data(),
        headers=BINARY | {"prefer": "respond-async"},
    )
    assert answer.status_code == 202
    job = await tenant.ended(answer.headers["location"].rpartition("/")[2])
    assert (job["state"], job["result"]["flowId"]) == ("succeeded", str(sample.flow))
