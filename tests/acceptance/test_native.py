"""The native API: exports, imports, jobs, connector refreshes, and its documents."""

import hashlib
from typing import Any

import pytest

from tests.caller import Caller
from tests.processes import Processes
from tests.sample import Sample

TO = "https://production.example/api/1"


async def exported(tenant: Caller, **asked: Any) -> dict[str, Any]:
    job = await tenant.post("/v1/exports", json=asked)
    return await tenant.ended(job["id"])


async def test_an_export_tells_digest_and_size_of_the_package_it_gives(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    job = await exported(tenant, flowId=str(sample.flow))
    answer = await tenant.request("GET", job["links"]["package"])
    result = job["result"]
    assert result["digest"] == hashlib.sha256(answer.content).hexdigest()
    assert (result["size"], result["blanked"]) == (len(answer.content), 2)


async def test_a_file_of_a_form_is_imported(tenant: Caller) -> None:
    sample = Sample()
    files = {"package": ("sample.package2", sample.data())}
    job = await tenant.post("/v1/imports", files=files, data={"isSnapshot": "true"})
    ended = await tenant.ended(job["id"])
    assert (ended["state"], ended["result"]["snapshot"]) == ("succeeded", True)


async def test_a_token_is_imported_with_a_uri_mapped_and_the_notice_comes(
    tenant: Caller, other: Caller
) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    token = (await exported(tenant, flowId=str(sample.flow), share=True))["result"]["token"]
    body = {"token": token, "uriMapping": [{"from": sample.uri, "to": TO}]}
    job = await other.ended((await other.post("/v1/imports", json=body))["id"])
    assert [one["uri"] for one in job["result"]["connectors"]] == [TO]
    (notice,) = (await other.get("/v1/connectors/refreshes"))["items"]
    assert (notice["uri"], notice["connectorId"]) == (TO, str(sample.connector))
    done = await other.post(f"/v1/connectors/refreshes/{notice['id']}/done")
    assert done["doneAt"] is not None
    assert (await other.get("/v1/connectors/refreshes"))["items"] == []


async def test_a_token_is_shown_to_the_key_that_asked_alone(
    system: Processes, tenant: Caller
) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    job = await exported(tenant, flowId=str(sample.flow), share=True)
    key = (await tenant.post("/api/admin/1/users/me/keys", json={"name": "another"}))["apiKey"]
    headers = {"x-boomi-flow-api-key": key}
    seen = await tenant.get(f"/v1/jobs/{job['id']}", headers=headers)
    assert job["result"]["token"]
    assert seen["result"]["token"] is None
    assert seen["result"]["tokenId"] == job["result"]["tokenId"]


async def test_another_tenants_job_is_not_found(tenant: Caller, other: Caller) -> None:
    job_id = await tenant.hand_in(Sample().data())
    await tenant.ended(job_id)
    answer = await other.request("GET", f"/v1/jobs/{job_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "job.not-found")


@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json"])
async def test_the_documents_are_served(root: Caller, path: str) -> None:
    document = await root.get(path)
    assert document["info"]["title"]
