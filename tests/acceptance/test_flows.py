"""Drafts, snapshots and which of them runs."""

from uuid import uuid4

from tests.caller import Caller
from tests.sample import Sample

FLOW = "/api/draw/1/flow"


async def version_of(tenant: Caller, sample: Sample, comment: str) -> str:
    """Of a new snapshot of the draft."""
    made = await tenant.post(f"{FLOW}/snap/{sample.flow}", json=comment)
    return str(made["id"]["versionId"])


async def test_an_imported_draft_is_listed_and_looked_at(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    (listed,) = await tenant.get(FLOW, params={"filter": f"developerName eq '{sample.name}'"})
    assert listed["id"]["id"] == str(sample.flow)
    draft = await tenant.get(f"{FLOW}/{sample.flow}")
    assert draft["startMapElementId"] == str(sample.start)


async def test_a_snapshot_is_made_listed_activated_and_deactivated(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data())
    versions = [await version_of(tenant, sample, comment) for comment in ("one", "two")]
    listed = await tenant.get(f"{FLOW}/snap/{sample.flow}")
    assert [one["id"]["versionId"] for one in listed] == versions[::-1]
    paged = await tenant.get(f"/api/draw/2/flow/snap/{sample.flow}", params={"pageSize": 1})
    assert (len(paged["items"]), paged["_meta"]["total"]) == (1, 2)
    await tenant.post(f"{FLOW}/activation/{sample.flow}/{versions[0]}/true/true")
    active = await tenant.get(f"{FLOW}/active/{sample.flow}")
    assert active["id"]["versionId"] == versions[0]
    await tenant.post(f"{FLOW}/deactivate/{sample.flow}")
    (stopped,) = await tenant.get(f"{FLOW}/active")
    assert not stopped["isActive"]


async def test_a_snapshot_is_shown_with_all_its_elements(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    image = await tenant.get(f"{FLOW}/snap/{sample.flow}/{sample.version}")
    assert [one["uri"] for one in image["serviceElements"]] == [sample.uri]
    assert {one["id"] for one in image["mapElements"]} == {str(sample.start), str(sample.step)}


async def test_a_snapshot_of_the_draft_is_exported_with_the_drafts_passwords(
    tenant: Caller,
) -> None:
    sample = Sample(secret="drafted")
    await tenant.import_(sample.data())
    await version_of(tenant, sample, "with its passwords")
    query = {"nullPasswords": "false"}
    assert "drafted" in await tenant.get(f"/api/package/1/flow/{sample.flow}", params=query)


async def test_an_unknown_flow_is_not_found(tenant: Caller) -> None:
    answer = await tenant.request("GET", f"{FLOW}/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "flow.not-found")
