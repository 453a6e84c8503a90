"""Sluice's own API: jobs that are accepted at once, and what can be seen of them."""

import asyncio
import base64
import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from libs.contracts.scopes import ALL, Scope
from libs.store import jobs
from services.gateway.parts import Parts
from tests.integration.gateway.api import Api, assert_problem
from tests.integration.gateway.test_auth import KeyOf
from tests.sample import Sample

EXPORTS, IMPORTS, REFRESHES = "/v1/exports", "/v1/imports", "/v1/connectors/refreshes"


async def ended(api: Api, answer: Any) -> dict[str, Any]:
    """The job that a request was answered with, once it has ended."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["links"]["self"]
    while True:
        job = await api.get(answer.headers["location"])
        if job.json()["state"] in ("succeeded", "failed"):
            seen: dict[str, Any] = job.json()
            return seen
        await asyncio.sleep(0.02)


async def imported(api: Api, sample: Sample, **options: Any) -> dict[str, Any]:
    return await ended(api, await api.post(IMPORTS, content=sample.data(), params=options))


async def exported(api: Api, sample: Sample, **asked: Any) -> dict[str, Any]:
    return await ended(api, await api.post(EXPORTS, json={"flowId": str(sample.flow), **asked}))


async def test_an_import_says_what_it_did(api: Api) -> None:
    sample = Sample()
    accepted = await api.post(IMPORTS, content=sample.data())
    assert accepted.json()["state"] == "queued"
    job = await ended(api, accepted)
    assert (job["kind"], job["state"], job["problem"]) == ("import", "succeeded", None)
    assert job["result"]["flowId"] == str(sample.flow)
    assert job["result"]["created"] == 6
    (connector,) = job["result"]["connectors"]
    assert (connector["id"], connector["reason"]) == (str(sample.connector), "created")
    again = await imported(api, sample)
    assert (again["result"]["created"], again["result"]["identical"]) == (0, 6)


async def test_an_export_can_be_downloaded_byte_for_byte(api: Api) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    job = await exported(api, sample)
    package = await api.get(job["links"]["package"])
    assert hashlib.sha256(package.content).hexdigest() == job["result"]["digest"]
    assert len(package.content) == job["result"]["size"]
    assert json.loads(package.content)["flowConfiguration"]["developerName"] == sample.name
    assert package.headers["content-disposition"].endswith(f'"{sample.flow}.package2"')
    digest = base64.b64encode(hashlib.sha256(package.content).digest()).decode()
    assert package.headers["repr-digest"] == f"sha-256=:{digest}:"


async def test_a_package_with_passwords_is_for_keys_that_may_read_them(
    api: Api, key_of: KeyOf
) -> None:
    sample = Sample(secret="correct horse")  # of a sample
    await imported(api, sample, isSnapshot=True)
    job = await exported(api, sample, includePasswords=True)
    assert job["result"]["hasSecrets"]
    package = await api.get(job["links"]["package"])
    assert b"correct horse" in package.content
    assert package.headers["cache-control"] == "no-store"
    # What anyone who sees the job could try passwords against is not told.
    assert job["result"]["digest"] != hashlib.sha256(package.content).hexdigest()
    limited = api.with_key(await key_of(api, *(ALL - {Scope.SECRETS_READ})))
    assert_problem(await limited.get(job["links"]["package"]), "auth.scope-missing", 403)


@pytest.mark.parametrize("instead", [None, b"something else"], ids=["gone", "changed"])
async def test_a_package_that_is_not_what_was_exported_is_not_handed_out(
    app: FastAPI, api: Api, instead: bytes | None
) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    job = await exported(api, sample)
    parts: Parts = app.state.parts
    assert api.tenant is not None
    async with parts.database.transaction([api.tenant]) as tx:
        recorded = await jobs.get(tx, api.tenant, UUID(job["id"]))
    assert recorded.result is not None
    await parts.objects.delete(recorded.result["object_key"])
    if instead is not None:
        await parts.objects.put_once(recorded.result["object_key"], instead)
    answer = await api.get(job["links"]["package"])
    assert_problem(answer, "object.digest-mismatch", 500)


async def test_a_token_is_shown_to_the_key_that_asked_alone(api: Api, key_of: KeyOf) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    job = await exported(api, sample, share=True)
    assert job["result"]["token"].startswith("sluice_token_")
    seen = await api.get(job["links"]["self"])
    assert seen.headers["cache-control"] == "no-store"
    another = api.with_key(await key_of(api, *ALL))
    hidden = (await another.get(job["links"]["self"])).json()["result"]
    assert (hidden["token"], hidden["tokenId"]) == (None, job["result"]["tokenId"])
    listed = (await api.get("/v1/jobs")).text
    assert job["result"]["token"] not in listed


@pytest.mark.parametrize("form", ["json", "octets", "form", "token"])
async def test_an_import_comes_as_a_body_a_form_or_a_token(api: Api, other: Api, form: str) -> None:
    sample, new = Sample(), "https://new.example/api"
    mapping = {"uriMapping[0][from]": sample.uri, "uriMapping[0][to]": new}
    flags = {"isSnapshot": "true", "isActive": "true"}
    if form == "token":
        await imported(api, sample, isSnapshot=True)
        token = (await exported(api, sample, share=True))["result"]["token"]
        body = {
            "token": token,
            "isSnapshot": True,
            "isActive": True,
            "uriMapping": [{"from": sample.uri, "to": new}],
        }
        answer = await other.post(IMPORTS, json=body)
    elif form == "form":
        files = {"package": ("p.package2", sample.data())}
        answer = await other.post(IMPORTS, files=files, data={**mapping, **flags})
    else:
        media = {"json": "application/json", "octets": "application/octet-stream"}[form]
        headers = {"content-type": media}
        answer = await other.post(
            IMPORTS, content=sample.data(), params={**mapping, **flags}, headers=headers
        )
    job = await ended(other, answer)
    assert job["result"]["snapshot"], job
    assert job["result"]["connectors"][0]["uri"] == new
    (snapshot,) = (await other.get(f"/api/draw/1/flow/snap/{sample.flow}")).json()
    assert (snapshot["isActive"], snapshot["isDefault"]) == (True, False)


@pytest.mark.parametrize(
    "options", [{"isSnapshoot": "true"}, {"isSnapshot": "perhaps"}, {"isSnapshot": ""}]
)
async def test_an_option_that_is_not_known_is_refused_not_ignored(
    api: Api, options: dict[str, str]
) -> None:
    queried = await api.post(IMPORTS, content=Sample().data(), params=options)
    assert_problem(queried, "request.malformed", 400)
    files = {"package": ("p.package2", Sample().data())}
    assert_problem(await api.post(IMPORTS, files=files, data=options), "request.malformed", 400)
    named = await api.post(IMPORTS, json={"token": "x", **options})
    assert_problem(named, "request.malformed", 400)
    assert (await api.get("/v1/jobs")).json() == {"items": []}


@pytest.mark.parametrize("body", [{}, {"isSnapshot": True}, {"Token": "x"}, {"token": 1}])
async def test_an_object_that_is_no_package_has_to_name_a_token(
    api: Api, body: dict[str, Any]
) -> None:
    problem = assert_problem(await api.post(IMPORTS, json=body), "request.malformed", 400)
    assert "body token" in {one["where"] for one in problem["errors"]}
    assert (await api.get("/v1/jobs")).json() == {"items": []}


@pytest.mark.parametrize("body", [{}, {"token": "x"}, Sample().package()])
async def test_a_token_in_the_address_is_refused(api: Api, body: dict[str, Any]) -> None:
    answer = await api.post(IMPORTS, json=body, params={"token": "sluice_token_abc"})
    problem = assert_problem(answer, "request.malformed", 400)
    assert "sluice_token_abc" not in answer.text
    assert "address" in problem["detail"]


async def test_options_in_the_query_count_for_a_token_too(api: Api, other: Api) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    token = (await exported(api, sample, share=True))["result"]["token"]
    query = {
        "isSnapshot": "true",
        "uriMapping[0][from]": sample.uri,
        "uriMapping[0][to]": "https://new.example/api",
    }
    job = await ended(other, await other.post(IMPORTS, json={"token": token}, params=query))
    assert job["result"]["snapshot"]
    assert job["result"]["connectors"][0]["uri"] == "https://new.example/api"


async def test_a_list_of_mappings_is_held_to_the_rules_of_the_query(api: Api) -> None:
    body = {"token": "x", "uriMapping": [{"from": "https://a.example", "to": "ftp://b.example"}]}
    assert_problem(await api.post(IMPORTS, json=body), "mapping.malformed", 400)


async def test_a_form_without_a_package_is_malformed(api: Api) -> None:
    form = {"content-type": "multipart/form-data; boundary=edge"}
    answer = await api.post(IMPORTS, content=b"--edge--\r\n", headers=form)
    assert_problem(answer, "request.malformed", 400)


async def test_a_job_that_failed_shows_its_problem(api: Api) -> None:
    job = await exported(api, Sample())
    assert (job["state"], job["result"]) == ("failed", None)
    assert job["problem"]["code"] == "flow.not-found"
    assert job["problem"]["instance"] == job["links"]["self"]
    answer = await api.get(f"{EXPORTS}/{job['id']}/package")
    assert assert_problem(answer, "export.not-ready", 409)["job"] == job["links"]["self"]


async def test_an_export_names_one_thing_to_export(api: Api) -> None:
    asked = {"flowId": str(uuid4()), "versionId": str(uuid4()), "environmentId": str(uuid4())}
    assert_problem(await api.post(EXPORTS, json=asked), "request.malformed", 400)
    unknown = {"flowId": str(uuid4()), "version": str(uuid4())}
    assert_problem(await api.post(EXPORTS, json=unknown), "request.malformed", 400)


async def test_jobs_of_another_tenant_are_not_there(api: Api, other: Api) -> None:
    job = await imported(api, Sample())
    for path in (job["links"]["self"], f"{EXPORTS}/{job['id']}/package"):
        assert_problem(await other.get(path), "job.not-found", 404)
    assert (await other.get("/v1/jobs")).json() == {"items": []}
    assert [one["id"] for one in (await api.get("/v1/jobs")).json()["items"]] == [job["id"]]


async def test_a_refresh_is_open_until_it_is_done(api: Api, other: Api) -> None:
    sample = Sample()
    job = await imported(api, sample)
    (refresh,) = (await api.get(REFRESHES)).json()["items"]
    assert refresh["connectorId"] == str(sample.connector)
    assert (refresh["jobId"], refresh["reason"]) == (job["id"], "created")
    assert (refresh["versionId"], refresh["doneAt"]) == (None, None)
    done = f"{REFRESHES}/{refresh['id']}/done"
    assert_problem(await other.post(done), "refresh.not-found", 404)
    first, second = await api.post(done), await api.post(done)
    assert first.json()["doneAt"]
    assert first.json() == second.json()
    assert (await api.get(REFRESHES)).json() == {"items": []}
