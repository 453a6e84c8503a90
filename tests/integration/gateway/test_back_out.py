"""The way back: an import taken back, and a draft that goes back to a snapshot."""

from uuid import UUID, uuid4

import pytest

from libs.contracts.events import EventType
from libs.contracts.scopes import ALL, Scope
from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.integration.gateway.test_auth import KeyOf
from tests.integration.gateway.test_bad_input import state
from tests.integration.gateway.test_native import imported
from tests.listening import listening
from tests.sample import Sample

IMPORTS = "/v1/imports"
REVERT = "/api/draw/{}/flow/revert/{}/{}"


async def names(api: Api) -> list[str]:
    return [flow["developerName"] for flow in (await api.get("/api/draw/1/flow")).json()]


@pytest.mark.parametrize("as_snapshot", [False, True], ids=["draft", "snapshot"])
async def test_an_import_can_be_taken_back(api: Api, as_snapshot: bool) -> None:
    sample = Sample(name="First")
    await imported(api, sample)
    before = await state(api)
    newer = Sample(**{**vars(sample), "name": "Second", "version": uuid4()})
    job = await imported(api, newer, isSnapshot=as_snapshot)
    assert await state(api) != before
    done = await api.post(job["links"]["revert"])
    assert done.status_code == 200, done.text
    assert (done.json()["importId"], done.json()["flowId"]) == (job["id"], str(sample.flow))
    assert done.json()["restored"] > 0
    assert await state(api) == before


async def test_taking_back_is_told_as_an_event(api: Api, amqp_url: str) -> None:
    sample = Sample()
    job = await imported(api, sample)
    async with listening(amqp_url) as listener:
        done = (await api.post(job["links"]["revert"])).json()
        await listener.until(lambda: bool(listener.events_of(UUID(job["id"]))))
    (event,) = listener.events_of(UUID(job["id"]))
    assert (event["type"], event["tenantid"]) == (EventType.PACKAGE_REVERTED, str(api.tenant))
    told = {"job_id": job["id"], "flow_id": str(sample.flow), "restored": done["restored"]}
    assert event["data"] == told


async def test_an_import_is_taken_back_once(api: Api) -> None:
    job = await imported(api, Sample())
    assert (await api.post(job["links"]["revert"])).status_code == 200
    assert await names(api) == []
    assert_problem(await api.post(job["links"]["revert"]), "import.reverted", 409)
    assert (await api.get(f"{IMPORTS}/{job['id']}")).json()["state"] == "succeeded"


async def test_what_has_changed_since_is_listed_and_nothing_is_taken_back(api: Api) -> None:
    sample = Sample(name="First")
    first = await imported(api, sample)
    newer = Sample(**{**vars(sample), "name": "Second", "version": uuid4()})
    second = await imported(api, newer)
    before = await state(api)
    problem = assert_problem(await api.post(first["links"]["revert"]), "import.changed-since", 409)
    assert problem["changes"]
    assert await state(api) == before
    assert (await api.post(second["links"]["revert"])).status_code == 200
    assert await names(api) == ["First"]
    assert (await api.post(first["links"]["revert"])).status_code == 200
    assert await names(api) == []


async def test_only_an_import_of_the_tenant_is_taken_back(
    api: Api, other: Api, key_of: KeyOf
) -> None:
    job = await imported(api, Sample())
    path = job["links"]["revert"]
    assert_problem(await other.post(path), "import.not-found", 404)
    assert_problem(await api.post(f"{IMPORTS}/{uuid4()}/revert"), "import.not-found", 404)
    limited = api.with_key(await key_of(api, *(ALL - {Scope.PACKAGES_WRITE})))
    assert_problem(await limited.post(path), "auth.scope-missing", 403)
    assert len(await names(api)) == 1


async def snapped(api: Api, sample: Sample) -> str:
    answer = await api.post(f"/api/draw/1/flow/snap/{sample.flow}", json="before")
    version: str = answer.json()["id"]["versionId"]
    return version


@pytest.mark.parametrize("generation", [1, 2])
async def test_a_draft_goes_back_to_a_snapshot(api: Api, generation: int) -> None:
    sample = Sample(name="First", secret="correct horse")
    await import_draft(api, sample.data())
    version = await snapped(api, sample)
    newer = Sample(**{**vars(sample), "name": "Second", "version": uuid4()})
    await import_draft(api, newer.data())
    answer = await api.post(REVERT.format(generation, sample.flow, version))
    assert answer.status_code == 200, answer.text
    if generation == 1:
        assert answer.content == b""
    else:
        assert answer.json()["developerName"] == "First"
    assert await names(api) == ["First"]


async def test_going_back_without_overwriting_says_what_is_there(api: Api) -> None:
    sample = Sample(name="There")
    await import_draft(api, sample.data())
    version = await snapped(api, sample)
    path = REVERT.format(2, sample.flow, version)
    answer = await api.post(path, params={"overwriteExisting": "false"})
    assert answer.status_code == 409
    existing = answer.json()["existingElements"]
    assert existing["flows"] == [{"id": str(sample.flow), "developerName": "There"}]


async def test_a_snapshot_of_the_draft_may_be_made_first(api: Api) -> None:
    sample = Sample(name="First")
    await import_draft(api, sample.data())
    version = await snapped(api, sample)
    newer = Sample(**{**vars(sample), "name": "Second", "version": uuid4()})
    await import_draft(api, newer.data())
    path = REVERT.format(2, sample.flow, version)
    answer = await api.post(path, params={"automaticSnapshotComment": "just in case"})
    assert answer.status_code == 200, answer.text
    latest, first = (await api.get(f"/api/draw/1/flow/snap/{sample.flow}")).json()
    assert (latest["developerName"], latest["comment"]) == ("Second", "just in case")
    assert first["id"]["versionId"] == version


async def test_going_back_to_what_is_not_there(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    await snapped(api, sample)
    for generation in (1, 2):
        answer = await api.post(REVERT.format(generation, sample.flow, uuid4()))
        assert_problem(answer, "snapshot.not-found", 404)
