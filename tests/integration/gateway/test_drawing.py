"""Drafts, snapshots, environments and releases over the compatible routes."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.sample import Sample

DRAW = "/api/draw/1/flow"


async def drafted(api: Api, **more: Any) -> Sample:
    sample = Sample(**more)
    await import_draft(api, sample.data())
    return sample


async def snapped(api: Api, sample: Sample, comment: str | None = None) -> str:
    answer = await api.post(f"{DRAW}/snap/{sample.flow}", json=comment)
    assert answer.status_code == 200, answer.text
    version: str = answer.json()["id"]["versionId"]
    return version


async def environments(api: Api) -> dict[str, str]:
    found = (await api.get("/api/environment/1")).json()
    return {one["classificationType"]: one["id"] for one in found}


async def built(api: Api, sample: Sample, **more: Any) -> dict[str, Any]:
    body = {"flowId": str(sample.flow), "releaseName": "Spring", **more}
    answer = await api.post("/api/draw/1/buildflow", json=body)
    assert answer.status_code == 200, answer.text
    (release,) = (await api.post("/api/release/1/getreleases", json={})).json()
    assert release["flows"][0]["versionId"] == answer.json()["id"]["versionId"]
    found: dict[str, Any] = release
    return found


def named(answer: Any) -> list[str]:
    return [one["developerName"] for one in answer.json()]


async def test_drafts_are_listed_by_name(api: Api) -> None:
    for name in ("Alpha Flow", "Beta Flow", "It's one"):
        await drafted(api, name=name)
    cases = {
        None: ["Alpha Flow", "Beta Flow", "It's one"],
        "developerName eq 'beta flow'": ["Beta Flow"],
        "developerName eq 'Flow'": [],
        "substringof(developerName,'Flow')": ["Alpha Flow", "Beta Flow"],
        "substringof(developerName,'t''s')": ["It's one"],
        "substringof(developerName,'%')": [],
    }
    for expression, expected in cases.items():
        query = {"filter": expression} if expression else {}
        assert named(await api.get(DRAW, params=query)) == expected
    answer = await api.get(DRAW, params={"filter": "name = 'x'"})
    assert_problem(answer, "request.malformed", 400)


async def test_a_draft_is_got_by_its_id(api: Api, other: Api) -> None:
    sample = await drafted(api)
    answer = await api.get(f"{DRAW}/{sample.flow}")
    assert answer.json()["id"]["id"] == str(sample.flow)
    assert answer.json()["startMapElementId"] == str(sample.start)
    assert_problem(await other.get(f"{DRAW}/{sample.flow}"), "flow.not-found", 404)


async def test_a_snapshot_is_made_of_the_draft(api: Api) -> None:
    sample = await drafted(api)
    first = await snapped(api, sample, "as it was")
    second = await snapped(api, sample)
    found = (await api.get(f"{DRAW}/snap/{sample.flow}")).json()
    assert [one["id"]["versionId"] for one in found] == [second, first]
    assert [one["comment"] for one in found] == [None, "as it was"]
    assert not any(one["isActive"] or one["isDefault"] for one in found)
    assert_problem(await api.post(f"{DRAW}/snap/{uuid4()}"), "flow.not-found", 404)


async def test_snapshots_come_page_by_page(api: Api) -> None:
    sample = await drafted(api)
    versions = [await snapped(api, sample) for _ in range(3)][::-1]
    path = f"/api/draw/2/flow/snap/{sample.flow}"
    first = (await api.get(path, params={"pageSize": 2})).json()
    assert [one["id"]["versionId"] for one in first["items"]] == versions[:2]
    assert first["_meta"] == {"page": 1, "pageSize": 2, "total": 3}
    assert "previous" not in first["_links"]
    second = (await api.get(first["_links"]["next"])).json()
    assert [one["id"]["versionId"] for one in second["items"]] == versions[2:]
    assert second["_links"]["last"] == second["_links"]["self"]
    for expression, total in (
        (f"developerName eq '{sample.name}'", 3),
        ("developerName eq 'Samp'", 0),
        ("substringof(developerName,'Samp')", 3),
    ):
        query = {"filter": expression, "pageSize": 1}
        page = (await api.get(path, params=query)).json()
        assert (page["_meta"]["total"], len(page["items"])) == (total, min(total, 1))


async def test_a_snapshot_is_shown_with_everything_in_it(api: Api) -> None:
    sample = await drafted(api)
    version = await snapped(api, sample, "whole")
    image = (await api.get(f"{DRAW}/snap/{sample.flow}/{version}")).json()
    assert image["comment"] == "whole"
    assert {one["id"] for one in image["mapElements"]} == {str(sample.start), str(sample.step)}
    (connector,) = image["serviceElements"]
    assert (connector["id"], connector["uri"]) == (str(sample.connector), sample.uri)
    answer = await api.get(f"{DRAW}/snap/{sample.flow}/{uuid4()}")
    assert_problem(answer, "snapshot.not-found", 404)


async def test_one_snapshot_is_the_default_and_deactivation_takes_all_out_of_use(api: Api) -> None:
    sample = await drafted(api)
    assert_problem(await api.get(f"{DRAW}/active/{sample.flow}"), "flow.not-found", 404)
    first, second = await snapped(api, sample), await snapped(api, sample)
    snapshotted = (await api.get(f"{DRAW}/active/{sample.flow}")).json()
    assert (snapshotted["id"]["versionId"], snapshotted["isActive"]) == (second, False)
    for version in (first, second):
        answer = await api.post(f"{DRAW}/activation/{sample.flow}/{version}/true/true")
        assert (answer.json()["isActive"], answer.json()["isDefault"]) == (True, True)
    for path in ("active", f"active/{sample.flow}", f"active/name/{sample.name}"):
        body = (await api.get(f"{DRAW}/{path}")).json()
        active = body[0] if isinstance(body, list) else body
        assert active["id"]["versionId"] == second
    found = (await api.get(f"{DRAW}/snap/{sample.flow}")).json()
    assert [one["isDefault"] for one in found] == [True, False]
    off = await api.post(f"{DRAW}/deactivate/{sample.flow}")
    assert (off.status_code, off.content) == (200, b"")
    (stopped,) = (await api.get(f"{DRAW}/active")).json()
    assert (stopped["isActive"], stopped["isDefault"]) == (False, False)
    missing = await api.post(f"{DRAW}/activation/{sample.flow}/{uuid4()}/true/true")
    assert_problem(missing, "snapshot.not-found", 404)


async def test_a_tenant_has_three_environments(api: Api) -> None:
    found = (await api.get("/api/environment/1")).json()
    assert [one["classificationType"] for one in found] == ["Development", "Test", "Production"]
    assert [one["nextEnvironmentId"] for one in found] == [found[1]["id"], found[2]["id"], None]
    for one in found:
        assert (await api.get(f"/api/environment/1/{one['id']}")).json() == one
        by_type = await api.get(f"/api/environment/1/type/{one['classificationType']}")
        assert by_type.json() == one
    assert_problem(await api.get(f"/api/environment/1/{uuid4()}"), "environment.not-found", 404)
    assert_problem(await api.get("/api/environment/1/type/Moon"), "request.malformed", 400)


async def test_a_release_goes_forward_one_environment_at_a_time_and_back(api: Api) -> None:
    sample = await drafted(api)
    release, places = await built(api, sample), await environments(api)
    assert release["currentEnvironmentId"] == places["Development"]
    deploy = f"/api/release/1/deploy/{release['id']}/environment"
    skipped = await api("PUT", f"{deploy}/{places['Production']}")
    assert_problem(skipped, "release.not-next", 409)
    assert (await api("PUT", f"{deploy}/{places['Test']}")).status_code == 200
    active = await api.get(f"{DRAW}/active/environment/{places['Test']}")
    assert named(active) == [sample.name]
    page = (await api.post(f"/api/environment/1/{places['Test']}/flows", json={})).json()
    assert [one["flowId"] for one in page["items"]] == [str(sample.flow)]
    assert page["_meta"]["total"] == 1
    back = f"/api/release/1/rollback/{release['id']}/environment/{places['Test']}"
    assert (await api("DELETE", back)).status_code == 200
    assert_problem(await api("DELETE", back), "release.nothing-to-roll-back", 409)
    assert (await api.get(f"{DRAW}/active/environment/{places['Test']}")).json() == []


async def test_where_a_flows_snapshots_stand(api: Api) -> None:
    sample = await drafted(api)
    release, places = await built(api, sample, comment="built"), await environments(api)
    where = (await api.get(f"{DRAW}/snap/environments/{sample.flow}")).json()
    assert [one["id"] for one in where["environments"]] == list(places.values())
    (stands,) = where["releases"]
    assert (stands["releaseId"], stands["comment"]) == (release["id"], "built")
    assert stands["environmentId"] == places["Development"]
    assert stands["userCreated"]["firstName"] == "Ada"
    assert (await api.get(f"/api/release/1/{release['id']}")).json() == release


async def test_releases_are_found_by_what_is_asked(api: Api) -> None:
    release = await built(api, await drafted(api))
    places = await environments(api)
    cases: list[tuple[dict[str, Any], int]] = [
        ({"searchTerm": "spri"}, 1),
        ({"searchTerm": "autumn"}, 0),
        ({"environmentId": places["Development"]}, 1),
        ({"environmentId": places["Production"]}, 0),
        ({"environmentClassificationTypes": ["Development", "Test"]}, 1),
        ({"fromDateTimeOffset": "2020-01-01T00:00:00+00:00"}, 1),
        ({"fromDateTimeOffset": "2100-01-01T00:00:00Z"}, 0),
    ]
    for body, count in cases:
        found = (await api.post("/api/release/1/getreleases", json=body)).json()
        assert [one["id"] for one in found] == [release["id"]] * count, body
    wrong = await api.post("/api/release/1/getreleases", json={"fromDateTimeOffset": "soon"})
    assert_problem(wrong, "request.malformed", 400)


@pytest.mark.parametrize("left_out", ["flowId", "releaseName"])
async def test_a_build_needs_a_flow_and_a_release(api: Api, left_out: str) -> None:
    sample = await drafted(api)
    body = {"flowId": str(sample.flow), "releaseName": "Spring"}
    del body[left_out]
    answer = await api.post("/api/draw/1/buildflow", json=body)
    assert_problem(answer, "request.malformed", 400)
    assert (await api.get(f"{DRAW}/snap/{sample.flow}")).json() == []


async def test_a_build_for_an_unknown_release_leaves_no_snapshot(api: Api) -> None:
    sample = await drafted(api)
    body = {"flowId": str(sample.flow), "releaseId": str(uuid4())}
    answer = await api.post("/api/draw/1/buildflow", json=body)
    assert_problem(answer, "release.not-found", 404)
    assert (await api.get(f"{DRAW}/snap/{sample.flow}")).json() == []
