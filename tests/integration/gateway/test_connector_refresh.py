"""Refreshing a connector from a description of it: shown first, then written."""

from typing import Any
from uuid import uuid4

from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.integration.gateway.conftest import BODY_LIMIT
from tests.sample import Sample

REFRESHES = "/v1/connectors/refreshes"


def description(*actions: str, types: tuple[str, ...] = ("Document",)) -> dict[str, Any]:
    """As the platform's connectors describe themselves."""
    return {
        "actions": [
            {
                "uriPart": action,
                "developerName": action.title(),
                "developerSummary": "",
                "isViewMessageAction": False,
                "serviceInputs": [],
                "serviceOutputs": [
                    {
                        "developerName": "Result",
                        "contentType": "ContentObject",
                        "typeElementDeveloperName": types[0],
                        "ordinal": 0,
                        "required": False,
                    }
                ],
                "serviceActionOutcomes": [],
            }
            for action in actions
        ],
        "install": {
            "typeElements": [
                {
                    "developerName": name,
                    "developerSummary": "",
                    "elementType": "TYPE",
                    "properties": [
                        {"developerName": "Title", "contentType": "ContentString"},
                        {"developerName": "Pages", "contentType": "ContentNumber"},
                    ],
                    "bindings": [],
                }
                for name in types
            ]
        },
    }


def path_of(sample: Sample) -> str:
    return f"/v1/connectors/{sample.connector}/refresh"


async def refreshed(api: Api, sample: Sample, **asked: Any) -> dict[str, Any]:
    answer = await api.post(path_of(sample), json=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def verdicts(told: dict[str, Any]) -> dict[str, str]:
    return {change["name"]: change["verdict"] for change in told["changes"]}


async def test_a_refresh_is_shown_before_it_is_written(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    said = description("create-pdf")
    shown = await refreshed(api, sample, description=said)
    assert verdicts(shown) == {"Sample Connector": "update", "Document": "create"}
    assert not shown["applied"]
    assert await refreshed(api, sample, description=said) == shown
    assert len((await api.get(REFRESHES)).json()["items"]) == 1
    written = await refreshed(
        api, sample, description=said, apply=True, stateHash=shown["stateHash"]
    )
    assert written == {**shown, "applied": True}
    assert (await api.get(REFRESHES)).json() == {"items": []}


async def test_a_second_refresh_makes_no_second_type(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    await refreshed(api, sample, description=description("create-pdf"), apply=True)
    again = await refreshed(api, sample, description=description("create-pdf"), apply=True)
    assert again["changes"] == []
    wider = description("create-pdf", "merge", types=("Document", "Page"))
    told = await refreshed(api, sample, description=wider, apply=True)
    assert verdicts(told) == {"Sample Connector": "update", "Page": "create"}


async def test_an_action_that_goes_is_named(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    await refreshed(api, sample, description=description("create-pdf", "merge"), apply=True)
    told = await refreshed(api, sample, description=description("merge"))
    assert told["removedActions"] == [{"uriPart": "create-pdf", "usedBy": []}]


async def test_a_refresh_of_what_has_changed_since_is_refused_with_a_fresh_plan(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    said = description("create-pdf")
    shown = await refreshed(api, sample, description=said)
    newer = Sample(**{**vars(sample), "summary": "Changed", "version": uuid4()})
    await import_draft(api, newer.data())
    asked = {"description": said, "apply": True, "stateHash": shown["stateHash"]}
    problem = assert_problem(await api.post(path_of(sample), json=asked), "import.state-moved", 409)
    assert problem["plan"]["stateHash"] != shown["stateHash"]
    assert not problem["plan"]["applied"]
    assert verdicts(await refreshed(api, sample, description=said))["Document"] == "create"


async def test_a_connector_may_describe_itself_at_length(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    said = description("create-pdf")
    said["actions"][0]["developerSummary"] = "x" * (BODY_LIMIT * 3 // 4)
    assert verdicts(await refreshed(api, sample, description=said))["Document"] == "create"


async def test_only_a_connector_of_the_draft_is_refreshed(api: Api, other: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    asked = {"description": description("create-pdf")}
    assert_problem(await other.post(path_of(sample), json=asked), "connector.not-found", 404)
    nowhere = f"/v1/connectors/{sample.value}/refresh"
    assert_problem(await api.post(nowhere, json=asked), "connector.not-found", 404)


async def test_what_is_no_description_is_refused(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    for wrong in ({}, {"description": "all"}, {"description": {}, "dry": True}):
        assert_problem(await api.post(path_of(sample), json=wrong), "request.malformed", 400)
    assert_problem(await api.post(path_of(sample), content=b"{"), "request.malformed", 400)
    answer = await api.post(path_of(sample), json={"description": {"actions": 7}})
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.json()["code"], answer.status_code)
