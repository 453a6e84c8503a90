"""What a tenant keeps of its own: bindings, settings, and the key that packages are sealed to."""

from typing import Any
from uuid import uuid4

import pytest

from libs.contracts.scopes import ALL, Scope
from tests.integration.gateway.api import Api, assert_problem
from tests.integration.gateway.test_auth import KeyOf
from tests.integration.gateway.test_native import ended, exported, imported
from tests.sample import Sample

BINDINGS, SETTINGS, KEY = "/v1/bindings", "/v1/tenant/settings", "/v1/tenant/public-key"
IMPORTS = "/v1/imports"
SECRET = "correct horse battery staple"


def bindings_of(sample: Sample) -> dict[str, Any]:
    return {
        "values": [{"id": str(sample.password), "value": SECRET}],
        "connectors": [
            {
                "name": "Sample Connector",
                "uri": "https://bound.example/api?key=hidden",
                "password": SECRET,
                "configuration": {"Key": SECRET},
            }
        ],
    }


async def test_bindings_are_kept_and_shown_without_their_values(api: Api, other: Api) -> None:
    sample = Sample()
    kept = await api("PUT", BINDINGS, json=bindings_of(sample))
    assert kept.status_code == 200, kept.text
    assert kept.json() == {
        "values": [{"id": str(sample.password), "name": None}],
        "connectors": [
            {
                "id": None,
                "name": "Sample Connector",
                "uri": "https://bound.example/api",
                "fields": ["password", "configuration/Key"],
            }
        ],
    }
    assert (await api.get(BINDINGS)).json() == kept.json()
    assert (await other.get(BINDINGS)).json() == {"values": [], "connectors": []}


async def test_bindings_that_are_not_named_stay(api: Api) -> None:
    sample = Sample()
    await api("PUT", BINDINGS, json=bindings_of(sample))
    more = {"values": [{"name": "Region", "value": "north"}]}
    kept = (await api("PUT", BINDINGS, json=more)).json()
    assert {one["name"] for one in kept["values"]} == {None, "Region"}
    assert len(kept["connectors"]) == 1


async def test_a_binding_is_forgotten_as_it_was_named(api: Api) -> None:
    sample = Sample()
    await api("PUT", BINDINGS, json=bindings_of(sample))
    gone = await api("DELETE", BINDINGS, params={"kind": "connector", "name": "Sample Connector"})
    assert gone.status_code == 204, gone.text
    left = (await api.get(BINDINGS)).json()
    assert (len(left["values"]), left["connectors"]) == (1, [])
    named = {"kind": "value", "id": str(sample.password)}
    assert (await api("DELETE", BINDINGS, params=named)).status_code == 204
    assert (await api.get(BINDINGS)).json() == {"values": [], "connectors": []}


@pytest.mark.parametrize(
    "query",
    [{}, {"kind": "value"}, {"kind": "flow", "name": "x"}, {"kind": "value", "id": "x"}],
)
async def test_what_to_forget_has_to_be_named(api: Api, query: dict[str, str]) -> None:
    assert_problem(await api("DELETE", BINDINGS, params=query), "request.malformed", 400)


@pytest.mark.parametrize(
    "body",
    [
        {"values": [{"value": SECRET}]},
        {"values": [{"id": str(uuid4()), "name": "x", "value": SECRET}]},
        {"connectors": [{"name": "x", "secret": SECRET}]},
        {"passwords": [SECRET]},
    ],
)
async def test_a_malformed_binding_is_refused_and_not_repeated(
    api: Api, body: dict[str, Any]
) -> None:
    answer = await api("PUT", BINDINGS, json=body)
    assert_problem(answer, "request.malformed", 400)
    assert SECRET not in answer.text
    assert (await api.get(BINDINGS)).json() == {"values": [], "connectors": []}


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "https://ada:correct@bound.example/", "bound.example", ""]
)
async def test_a_connector_is_bound_to_a_sound_uri(api: Api, uri: str) -> None:
    body = {"connectors": [{"name": "Sample Connector", "uri": uri}]}
    problem = assert_problem(await api("PUT", BINDINGS, json=body), "binding.malformed", 422)
    assert "Sample Connector" in problem["detail"]
    asked = {"snapshot": {"flowId": str(uuid4())}, "bindings": body}
    assert_problem(await api.post(IMPORTS, json=asked), "binding.malformed", 422)


async def test_kept_bindings_count_for_every_import(api: Api) -> None:
    sample = Sample()
    bound = {
        "values": [{"name": "Sample Password", "value": SECRET}],
        "connectors": [{"id": str(sample.connector), "uri": "https://bound.example/api"}],
    }
    await api("PUT", BINDINGS, json=bound)
    job = await imported(api, sample, isSnapshot=True)
    assert job["result"]["connectors"][0]["uri"] == "https://bound.example/api"
    package = await api.get(f"/api/package/1/flow/{sample.flow}?nullPasswords=false")
    assert package.text.count(SECRET) == 1


async def test_bindings_of_an_import_can_be_kept(api: Api, other: Api) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    token = (await exported(api, sample, share=True))["result"]["token"]
    bound = {"values": [{"name": "Sample Password", "value": SECRET}]}
    body = {"token": token, "bindings": bound, "keepBindings": True}
    job = await ended(other, await other.post(IMPORTS, json=body))
    assert job["state"] == "succeeded", job
    assert [one["name"] for one in (await other.get(BINDINGS)).json()["values"]] == [
        "Sample Password"
    ]


async def test_a_tenant_takes_unsigned_packages_until_it_says_otherwise(
    api: Api, key_of: KeyOf
) -> None:
    assert (await api.get(SETTINGS)).json() == {"unsignedPackages": "accept"}
    limited = api.with_key(await key_of(api, *(ALL - {Scope.TENANTS_WRITE})))
    wanted = {"unsignedPackages": "refuse"}
    assert_problem(await limited("PATCH", SETTINGS, json=wanted), "auth.scope-missing", 403)
    assert (await api("PATCH", SETTINGS, json=wanted)).json() == wanted
    assert (await api("PATCH", SETTINGS, json={})).json() == wanted
    job = await imported(api, Sample())
    assert job["problem"]["code"] == "package.unsigned"
    for wrong in ({"unsignedPackages": "maybe"}, {"unsigned": "accept"}):
        assert_problem(await api("PATCH", SETTINGS, json=wrong), "request.malformed", 400)


async def test_packages_of_this_sluice_are_signed_and_altered_ones_are_found_out(
    api: Api, other: Api
) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    exported_by = await exported(api, sample)
    package = (await api.get(exported_by["links"]["package"])).content
    await other("PATCH", SETTINGS, json={"unsignedPackages": "refuse"})
    plan = (await other.post("/v1/plans", content=package)).json()
    assert (plan["signer"]["trusted"], plan["counts"]["create"]) == (True, 6)
    altered = package.replace(b"A sample connector", b"Another connector!")
    job = await ended(other, await other.post(IMPORTS, content=altered))
    assert job["problem"]["code"] == "package.altered"
    assert "Sample Connector" in job["problem"]["detail"]
    job = await ended(other, await other.post(IMPORTS, content=package))
    assert job["state"] == "succeeded"


async def test_a_package_sealed_to_a_tenant_opens_there_alone(api: Api, other: Api) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    recipient = (await other.get(KEY)).json()["publicKey"]
    assert (await other.get(KEY)).json()["publicKey"] == recipient
    job = await exported(api, sample, recipient=recipient)
    assert job["result"]["encrypted"]
    package = await api.get(job["links"]["package"])
    assert package.headers["content-disposition"].endswith('.package2.age"')
    assert b"flowConfiguration" not in package.content
    octets = {"content-type": "application/octet-stream"}
    answer = await api.post(IMPORTS, content=package.content, headers=octets)
    assert (await ended(api, answer))["problem"]["code"] == "package.sealed"
    answer = await other.post(IMPORTS, content=package.content, headers=octets)
    assert (await ended(other, answer))["result"]["created"] == 6


async def test_a_package_sealed_to_a_passphrase_opens_with_it(api: Api, other: Api) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    job = await exported(api, sample, passphrase=SECRET)
    package = (await api.get(job["links"]["package"])).content
    for passphrase, outcome in (("wrong", "failed"), (SECRET, "succeeded")):
        files = {"package": ("p.package2.age", package)}
        answer = await other.post(IMPORTS, files=files, data={"passphrase": passphrase})
        assert (await ended(other, answer))["state"] == outcome
    assert SECRET not in (await api.get("/v1/jobs")).text


@pytest.mark.parametrize(
    "asked",
    [
        {"passphrase": "x", "recipient": "age1"},
        {"recipient": "age1qqq"},
        {"recipient": "mine"},
        {"passphrase": ""},
    ],
)
async def test_an_export_is_sealed_to_one_thing_that_can_be_sealed_to(
    api: Api, asked: dict[str, str]
) -> None:
    answer = await api.post("/v1/exports", json={"flowId": str(uuid4()), **asked})
    assert_problem(answer, "request.malformed", 400)
