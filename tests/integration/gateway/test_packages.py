"""Packages through the compatible routes, with the real exporter and importer behind them."""

import json
from uuid import uuid4

import orjson
import pytest

from libs.contracts.scopes import ALL, Scope
from libs.runtime.credentials import CredentialKind
from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.integration.gateway.test_auth import KeyOf
from tests.sample import Sample

FLOW = "/api/package/1/flow"
SECRET = "correct horse battery staple"


async def import_snapshot(api: Api, sample: Sample, **flags: str) -> dict[str, object]:
    answer = await api.post(FLOW, content=sample.data(), params={"isSnapshot": "true", **flags})
    assert answer.status_code == 200, answer.text
    flow: dict[str, object] = answer.json()
    return flow


async def names(api: Api) -> list[str]:
    return [flow["developerName"] for flow in (await api.get("/api/draw/1/flow")).json()]


async def test_a_package_goes_from_one_tenant_to_another(api: Api, other: Api) -> None:
    sample = Sample(name="Travels")
    await import_snapshot(api, sample)
    exported = await api.get(f"{FLOW}/{sample.flow}")
    assert exported.status_code == 200
    package = exported.json()
    assert isinstance(package, str)
    assert json.loads(package)["flowConfiguration"]["developerName"] == "Travels"
    # As a script does that passes the answer of one call on as the body of the next.
    arrived = await other.post(
        FLOW, content=exported.content, headers={"content-type": "application/json"}
    )
    assert arrived.json()["id"]["id"] == str(sample.flow)
    assert await names(other) == ["Travels"]


async def test_a_sharing_token_stands_for_the_package(api: Api, other: Api) -> None:
    sample = Sample(name="Shared")
    await import_snapshot(api, sample)
    shared = await api.post(f"{FLOW}/{sample.flow}/share")
    assert shared.headers["cache-control"] == "no-store"
    assert shared.json()["token"].startswith(CredentialKind.TOKEN)
    arrived = await other.post("/api/package/1/shared/flow", json=shared.json())
    assert (arrived.status_code, arrived.json()["developerName"]) == (200, "Shared")
    assert await names(other) == ["Shared"]


async def test_one_version_or_what_is_deployed_can_be_exported_and_shared(api: Api) -> None:
    first = Sample(name="First")
    second = Sample(name="Second", flow=first.flow)
    await import_draft(api, first.data())
    built = await api.post(
        "/api/draw/1/buildflow", json={"flowId": str(first.flow), "releaseName": "One"}
    )
    assert built.status_code == 200, built.text
    await import_snapshot(api, second)
    (development,) = [
        one["id"]
        for one in (await api.get("/api/environment/1")).json()
        if one["classificationType"] == "Development"
    ]
    version = built.json()["id"]["versionId"]
    for path, name in (
        ("", "Second"),
        (f"/{version}", "First"),
        (f"/environment/{development}", "First"),
    ):
        package = json.loads((await api.get(f"{FLOW}/{first.flow}{path}")).json())
        assert package["flowConfiguration"]["developerName"] == name
    for path in ("/share", f"/{version}/share", f"/share/environment/{development}"):
        assert (await api.post(f"{FLOW}/{first.flow}{path}")).json()["token"]


async def test_passwords_are_blanked_unless_they_are_asked_for(api: Api) -> None:
    sample = Sample(secret=SECRET)
    await import_snapshot(api, sample)
    for asked in ("", "?nullPasswords=true"):
        assert SECRET not in (await api.get(f"{FLOW}/{sample.flow}{asked}")).text
    told = await api.get(f"{FLOW}/{sample.flow}?nullPasswords=false")
    assert SECRET in told.text
    assert told.headers["cache-control"] == "no-store"


async def test_a_snapshot_leaves_the_draft_alone(api: Api) -> None:
    sample = Sample(name="Versioned")
    flow = await import_snapshot(api, sample, isActive="true", isDefault="true")
    assert (flow["isActive"], flow["isDefault"]) == (True, True)
    assert flow["id"] == {"id": str(sample.flow), "versionId": str(sample.version)}
    assert await names(api) == []


async def test_active_and_default_mean_nothing_for_a_draft(api: Api) -> None:
    answer = await import_draft(api, Sample().data(), isActive="true", isDefault="true")
    assert (answer.json()["isActive"], answer.json()["isDefault"]) == (False, False)


async def test_what_would_be_overwritten_is_named_in_the_platforms_shape(api: Api) -> None:
    sample = Sample(name="There")
    await import_draft(api, sample.data())
    answer = await api.post(
        FLOW,
        content=Sample(name="New", flow=sample.flow, connector=sample.connector).data(),
        params={"overwriteExisting": "false"},
    )
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/json"
    existing = answer.json()["existingElements"]
    assert existing["flows"] == [{"id": str(sample.flow), "developerName": "There"}]
    assert [one["id"] for one in existing["serviceElements"]] == [str(sample.connector)]
    assert existing["pageElements"] == []
    assert await names(api) == ["There"]


@pytest.mark.parametrize(
    "query",
    [
        "uriMapping[0][from]={}&uriMapping[0][to]=https://new.example/",
        "uriMapping%5B0%5D%5Bfrom%5D={}&uriMapping%5B0%5D%5Bto%5D=https%3A%2F%2Fnew.example%2F",
    ],
)
async def test_a_connectors_uri_is_mapped_on_the_way_in(api: Api, query: str) -> None:
    sample = Sample()
    answer = await api.post(
        f"{FLOW}?isSnapshot=true&unknown=1&{query.format(sample.uri)}", content=sample.data()
    )
    assert answer.status_code == 200, answer.text
    (connector,) = json.loads((await api.get(f"{FLOW}/{sample.flow}")).json())[
        "serviceElementConfigurations"
    ]
    assert connector["uri"] == "https://new.example/"


@pytest.mark.parametrize(
    "query",
    [
        "uriMapping[0][from]=https://a.example/",
        "uriMapping[1][from]=https://a.example/&uriMapping[1][to]=https://b.example/",
        "uriMapping[0][form]=https://a.example/&uriMapping[0][to]=https://b.example/",
        "uriMapping[0][from]=https://a.example/&uriMapping[0][to]=file:///etc/passwd",
        "uriMapping=https://a.example/",
    ],
)
async def test_a_malformed_mapping_is_told_at_once_and_no_job_is_made(api: Api, query: str) -> None:
    answer = await api.post(f"{FLOW}?{query}", content=Sample().data())
    assert_problem(answer, "mapping.malformed", 400)
    assert (await api.get("/v1/jobs")).json() == {"items": []}


@pytest.mark.parametrize(
    ("wrap", "media"),
    [
        (lambda data: data, "application/json"),
        (lambda data: orjson.dumps(data.decode()), "application/json"),
        (lambda data: data, "application/octet-stream"),
        (lambda data: data, "text/plain; charset=utf-8"),
        (lambda data: data, "application/x-www-form-urlencoded"),
    ],
    ids=["object", "string", "octets", "text", "what curl says"],
)
async def test_a_package_is_read_in_every_form_it_comes_in(
    api: Api, wrap: object, media: str
) -> None:
    assert callable(wrap)
    answer = await api.post(
        FLOW, content=wrap(Sample(name="Came").data()), headers={"content-type": media}
    )
    assert (answer.status_code, answer.json()["developerName"]) == (200, "Came")


async def test_a_package_may_be_the_file_of_a_form(api: Api) -> None:
    files = {"anything": ("my.package2", Sample(name="Filed").data())}
    answer = await api.post(FLOW, files=files)
    assert (answer.status_code, answer.json()["developerName"]) == (200, "Filed")


async def test_the_older_route_answers_204_and_active_implies_a_snapshot(api: Api) -> None:
    sample = Sample()
    path = f"{FLOW}/{sample.flow}/{sample.version}"
    assert (await api.post(path, content=sample.data())).status_code == 204
    assert await names(api) == [sample.name]
    made = await api.post(f"{path}?isActive=true", content=sample.data())
    assert (made.status_code, made.content) == (204, b"")
    (snapshot,) = (await api.get(f"/api/draw/1/flow/snap/{sample.flow}")).json()
    assert (snapshot["isActive"], snapshot["isDefault"]) == (True, False)


async def test_the_older_route_refuses_another_flows_package(api: Api) -> None:
    answer = await api.post(f"{FLOW}/{uuid4()}/{uuid4()}", content=Sample().data())
    assert_problem(answer, "import.other-flow", 400)
    assert await names(api) == []


async def test_the_exporters_problem_is_the_answer(api: Api) -> None:
    draft, sample = Sample(), Sample()
    await import_draft(api, draft.data())
    await import_snapshot(api, sample)
    (test,) = [
        one["id"]
        for one in (await api.get("/api/environment/1")).json()
        if one["classificationType"] == "Test"
    ]
    cases = [
        (f"{FLOW}/{uuid4()}", "flow.not-found", 404),
        (f"{FLOW}/{draft.flow}", "flow.no-snapshot", 409),
        (f"{FLOW}/{sample.flow}/{uuid4()}", "snapshot.not-found", 404),
        (f"{FLOW}/{sample.flow}/environment/{uuid4()}", "environment.not-found", 404),
        (f"{FLOW}/{sample.flow}/environment/{test}", "environment.nothing-deployed", 409),
    ]
    for path, code, status in cases:
        problem = assert_problem(await api.get(path), code, status)
        assert problem["instance"].startswith("/v1/jobs/")


async def test_another_tenants_flow_is_not_there(api: Api, other: Api) -> None:
    sample = Sample()
    await import_snapshot(api, sample)
    assert_problem(await other.get(f"{FLOW}/{sample.flow}"), "flow.not-found", 404)


async def test_a_token_with_passwords_needs_the_scope(api: Api, key_of: KeyOf) -> None:
    limited = api.with_key(await key_of(api, *(ALL - {Scope.SECRETS_READ})))
    answer = await limited.post(f"{FLOW}/{uuid4()}/share?nullPasswords=false")
    assert_problem(answer, "auth.scope-missing", 403)


async def test_a_callers_ids_in_paths_have_to_be_uuids(api: Api) -> None:
    problem = assert_problem(await api.get(f"{FLOW}/mine"), "request.malformed", 400)
    assert problem["errors"][0]["where"] == "path id"
