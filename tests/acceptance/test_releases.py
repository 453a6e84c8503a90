"""Environments and releases: built, promoted, exported from where they run, rolled back."""

from typing import Any

from libs.flows.read import read_package
from tests.caller import Caller
from tests.sample import Sample

ENVIRONMENT = "/api/environment/1"
RELEASE = "/api/release/1"


async def environments(tenant: Caller) -> dict[str, str]:
    """Id by type."""
    found = await tenant.get(ENVIRONMENT)
    return {one["classificationType"]: one["id"] for one in found}


async def built(tenant: Caller, sample: Sample) -> dict[str, Any]:
    """A release that holds a new snapshot of the draft, deployed to Development."""
    asked = {"flowId": str(sample.flow), "releaseName": "Spring", "comment": "first"}
    await tenant.post("/api/draw/1/buildflow", json=asked)
    (release,) = await tenant.post(f"{RELEASE}/getreleases", json={})
    return dict(release)


async def test_a_release_goes_from_environment_to_environment_and_back(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    there = await environments(tenant)
    assert list(there) == ["Development", "Test", "Production"]
    release = await built(tenant, sample)
    for name in ("Test", "Production"):
        path = f"{RELEASE}/deploy/{release['id']}/environment/{there[name]}"
        await tenant.request("PUT", path)
        flows = await tenant.post(f"{ENVIRONMENT}/{there[name]}/flows", json={})
        assert [one["flowId"] for one in flows["items"]] == [str(sample.flow)]
    back = f"{RELEASE}/rollback/{release['id']}/environment/{there['Production']}"
    assert (await tenant.request("DELETE", back)).is_success
    flows = await tenant.post(f"{ENVIRONMENT}/{there['Production']}/flows", json={})
    assert flows["items"] == []


async def test_a_release_is_not_deployed_past_the_next_environment(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    there = await environments(tenant)
    release = await built(tenant, sample)
    path = f"{RELEASE}/deploy/{release['id']}/environment/{there['Production']}"
    answer = await tenant.request("PUT", path)
    assert (answer.status_code, answer.json()["code"]) == (409, "release.not-next")


async def test_what_an_environment_runs_is_exported_and_shared(
    tenant: Caller, other: Caller
) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    there = await environments(tenant)
    await built(tenant, sample)
    place = f"environment/{there['Development']}"
    text = await tenant.get(f"/api/package/1/flow/{sample.flow}/{place}")
    assert read_package(text.encode()).flow.id == sample.flow
    shared = await tenant.post(f"/api/package/1/flow/{sample.flow}/share/{place}")
    flow = await other.post("/api/package/1/shared/flow", json=shared)
    assert flow["id"]["id"] == str(sample.flow)
