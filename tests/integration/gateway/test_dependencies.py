"""What elements of the draft depend on, over the platform's routes."""

from typing import Any
from uuid import uuid4

from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.sample import Sample

DRAW = "/api/draw/1"


async def saved(api: Api, kind: str, **said: Any) -> str:
    answer = await api.post(f"{DRAW}/element/{kind}", json=said, params={"overrideService": "true"})
    assert answer.status_code == 200, answer.text
    id_: str = answer.json()["id"]
    return id_


async def chain(api: Api) -> dict[str, str]:
    """A value of a type of a connector, which is configured by another value."""
    user = await saved(api, "value", developerName="User", developerSummary="who asks")
    reference = {"developerName": "User", "valueElementToReferenceId": {"id": user}}
    desk = await saved(api, "service", developerName="Desk", configurationValues=[reference])
    order = await saved(api, "type", developerName="Order", serviceElementId=desk)
    mine = await saved(
        api, "value", developerName="Mine", contentType="ContentObject", typeElementId=order
    )
    return {"user": user, "desk": desk, "order": order, "mine": mine}


def pairs(answer: Any) -> list[tuple[str, str]]:
    return [(one["developerName"], one["dependsOnElementDeveloperName"]) for one in answer["items"]]


async def test_dependencies_are_followed_to_their_end(api: Api) -> None:
    ids = await chain(api)
    answer = (await api.get(f"{DRAW}/dependencies/{ids['mine']}")).json()
    assert pairs(answer) == [("Mine", "Order"), ("Order", "Desk"), ("Desk", "User")]
    last = answer["items"][-1]
    assert (last["id"], last["type"], last["friendlyType"]) == (ids["desk"], "SERVICE", "Connector")
    assert (last["dependsOnElementId"], last["dependsOnElementType"]) == (ids["user"], "VARIABLE")
    assert last["dependsOnElementDeveloperSummary"] == "who asks"
    assert pairs((await api.get(f"{DRAW}/dependencies/{ids['user']}")).json()) == []


async def test_dependents_are_followed_to_their_end(api: Api) -> None:
    ids = await chain(api)
    answer = (await api.get(f"{DRAW}/dependents/{ids['user']}")).json()
    assert pairs(answer) == [("Desk", "User"), ("Order", "Desk"), ("Mine", "Order")]
    assert pairs((await api.get(f"{DRAW}/dependents/{ids['mine']}")).json()) == []


async def test_a_text_depends_on_the_values_that_it_names(api: Api) -> None:
    line = await saved(
        api, "value", developerName="Line", defaultContentValue="{![First]} {![Later]}"
    )
    first = await saved(api, "value", developerName="First")
    await saved(api, "value", developerName="Later")
    await saved(api, "value", id=line, defaultContentValue="{![First]} and {![Later]}")
    await saved(api, "value", id=first, developerName="Second")
    answer = (await api.get(f"{DRAW}/dependencies/{line}")).json()
    assert sorted(pairs(answer)) == [("Line", "Later"), ("Line", "Second")]
    shown = (await api.get(f"{DRAW}/element/value/{line}")).json()
    assert shown["defaultContentValue"] == "{![Second]} and {![Later]}"


async def test_a_value_that_is_named_before_it_is_there_is_found_by_its_name(api: Api) -> None:
    line = await saved(api, "value", developerName="Line", defaultContentValue="{![Later]}")
    later = await saved(api, "value", developerName="Later")
    for path in (f"{DRAW}/dependencies/{line}", f"{DRAW}/dependents/{later}"):
        assert pairs((await api.get(path)).json()) == [("Line", "Later")]


async def test_elements_that_depend_on_each_other_are_told_once(api: Api) -> None:
    first = await saved(api, "type", developerName="First")
    second = await saved(
        api,
        "type",
        developerName="Second",
        properties=[{"developerName": "one", "typeElementId": first}],
    )
    await saved(
        api, "type", id=first, properties=[{"developerName": "other", "typeElementId": second}]
    )
    answer = (await api.get(f"{DRAW}/dependencies/{first}")).json()
    assert sorted(pairs(answer)) == [("First", "Second"), ("Second", "First")]


async def test_dependencies_come_page_by_page(api: Api) -> None:
    ids = await chain(api)
    path = f"{DRAW}/dependencies/{ids['mine']}"
    page = (await api.get(path, params={"pageSize": 2, "page": 2})).json()
    assert pairs(page) == [("Desk", "User")]
    assert page["_meta"] == {"page": 2, "pageSize": 2, "total": 3}


async def test_a_flow_depends_on_what_it_is_made_of(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    answer = (await api.get(f"{DRAW}/dependencies/{sample.flow}")).json()
    assert ("Sample", "Start") in pairs(answer)
    assert {one["id"] for one in answer["items"]} >= {str(sample.flow), str(sample.start)}
    answer = (await api.get(f"{DRAW}/dependents/{sample.step}")).json()
    assert ("Start", "Step") in pairs(answer)


async def test_an_element_that_is_not_there_is_said_so(api: Api, other: Api) -> None:
    ids = await chain(api)
    for path in (f"{DRAW}/dependencies/{uuid4()}", f"{DRAW}/dependents/{uuid4()}"):
        assert_problem(await api.get(path), "element.not-found", 404)
    assert_problem(await other.get(f"{DRAW}/dependents/{ids['user']}"), "element.not-found", 404)
