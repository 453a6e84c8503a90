"""Two snapshots compared over the platform's routes."""

from typing import Any
from uuid import uuid4

from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.packages.files import newer
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.sample import Sample

DRAW = "/api/draw/1"


async def drafted(api: Api, sample: Sample) -> str:
    await import_draft(api, sample.data())
    answer = await api.post(f"{DRAW}/flow/snap/{sample.flow}", json=None)
    version: str = answer.json()["id"]["versionId"]
    return version


async def compared(
    api: Api, sample: Sample, before: str, after: str, **query: str
) -> dict[str, dict[str, Any]]:
    path = f"{DRAW}/flow/snap/{sample.flow}/diff/{before}/{after}"
    answer = await api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()}


async def test_snapshots_of_the_same_content_do_not_differ(api: Api) -> None:
    sample = Sample()
    first, second = await drafted(api, sample), await drafted(api, sample)
    assert first != second
    assert await compared(api, sample, first, second) == {}


async def test_what_differs_is_told_field_by_field(api: Api) -> None:
    sample = Sample()
    first = await drafted(api, sample)
    body = {"id": str(sample.connector), "uri": "https://other.example"}
    answer = await api.post(f"{DRAW}/element/service", json=body)
    assert answer.status_code == 200, answer.text
    answer = await api.post(f"{DRAW}/flow/snap/{sample.flow}", json=None)
    second = answer.json()["id"]["versionId"]
    (change,) = (await compared(api, sample, first, second)).values()
    assert (change["developerName"], change["elementType"]) == (
        "Sample Connector",
        "SERVICE",
    )
    assert change["lastModifiedUserId"]
    assert change["diffs"] == [
        {
            "operationType": "replace",
            "path": ["uri"],
            "before": sample.uri,
            "after": "https://other.example",
        }
    ]


async def test_elements_that_came_and_went_are_told_whole(api: Api) -> None:
    sample = Sample()
    first = await drafted(api, sample)
    second = await drafted(api, Sample(**{**vars(sample), "step": None}))
    changes = await compared(api, sample, first, second)
    (gone,) = changes[str(sample.step)]["diffs"]
    assert (gone["operationType"], gone["path"], gone["after"]) == ("remove", [], None)
    assert "step" in gone["before"]
    assert str(sample.start) in changes
    back = await compared(api, sample, second, first)
    (came,) = back[str(sample.step)]["diffs"]
    assert (came["operationType"], came["before"]) == ("add", None)


async def test_actions_in_another_order_are_no_difference(api: Api) -> None:
    versions = []
    for version in (1, 2):
        answer = await api.post(
            "/api/package/1/flow",
            content=newer(OrderIntake(version).package()),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        answer = await api.post(f"{DRAW}/flow/snap/{id_of('flow')}", json=None)
        versions.append(answer.json()["id"]["versionId"])
    path = f"{DRAW}/flow/snap/{id_of('flow')}/diff/{versions[0]}/{versions[1]}"
    changes = {one["id"]: one for one in (await api.get(path)).json()}
    (added,) = changes[id_of("service")]["diffs"]
    assert (added["operationType"], added["path"]) == ("add", ["actions", "orders/track"])
    narrowed = await api.get(path, params={"filter": "developerName eq 'order desk'"})
    assert [one["id"] for one in narrowed.json()] == [id_of("service")]


async def test_a_snapshot_that_is_not_there_is_said_so(api: Api, other: Api) -> None:
    sample = Sample()
    version = await drafted(api, sample)
    path = f"{DRAW}/flow/snap/{sample.flow}/diff/{version}"
    assert_problem(await api.get(f"{path}/{uuid4()}"), "snapshot.not-found", 404)
    assert_problem(await other.get(f"{path}/{version}"), "snapshot.not-found", 404)
