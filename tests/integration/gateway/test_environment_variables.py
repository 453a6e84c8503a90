"""Environment variables over the platform's routes."""

from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from libs.objects import contexts
from libs.store import environment_variables
from services.gateway.parts import Parts
from tests.integration.gateway.api import Api, assert_problem

ENVIRONMENT = "/api/environment/1"


async def environments(api: Api) -> dict[str, str]:
    found = (await api.get(ENVIRONMENT)).json()
    return {one["classificationType"]: one["id"] for one in found}


async def saved(api: Api, environment: str, **said: Any) -> None:
    answer = await api.post(f"{ENVIRONMENT}/{environment}/environmentvariable", json=said)
    assert (answer.status_code, answer.content) == (200, b"")


async def listed(api: Api, environment: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.post(f"{ENVIRONMENT}/{environment}/environmentvariables", json=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_new_variable_has_a_blank_twin_in_the_other_environments(api: Api) -> None:
    places = await environments(api)
    await saved(api, places["Development"], name="host", value="dev.example")
    (own,) = await listed(api, places["Development"])
    assert (own["name"], own["value"]) == ("host", "dev.example")
    (twin,) = await listed(api, places["Production"])
    assert (twin["name"], twin["value"]) == ("host", None)
    assert twin["id"] != own["id"]


async def test_a_variable_is_changed_by_id_or_name_and_keeps_what_is_not_said(api: Api) -> None:
    place = (await environments(api))["Test"]
    await saved(api, place, name="host", value="a", valueKind="text")
    (first,) = await listed(api, place)
    await saved(api, place, name="host", value="b")
    await saved(api, place, id=first["id"], name="server")
    (found,) = await listed(api, place)
    assert (found["id"], found["name"], found["value"]) == (first["id"], "server", "b")
    assert found["valueKind"] == "text"
    await saved(api, place, name="other")
    answer = await api.post(
        f"{ENVIRONMENT}/{place}/environmentvariable", json={"id": first["id"], "name": "other"}
    )
    assert_problem(answer, "request.malformed", 400)


async def test_a_secret_variable_is_sealed_and_never_shown(api: Api, app: FastAPI) -> None:
    place = (await environments(api))["Production"]
    await saved(api, place, name="key", value="canary-7", isSecret=True)
    await saved(api, place, name="key", isSecret=True, value=None, codeType="x")
    (found,) = await listed(api, place)
    assert (found["value"], found["isSecret"], found["codeType"]) == (None, True, "x")
    parts: Parts = app.state.parts
    assert api.tenant is not None
    async with parts.database.transaction([api.tenant]) as tx:
        (row,) = await environment_variables.of_environment(tx, api.tenant, found["environmentId"])
    assert row.sealed is not None
    assert b"canary" not in row.sealed
    context = contexts.variable(api.tenant, row.id)
    assert parts.sealer.open(row.sealed, context=context) == b"canary-7"
    await saved(api, place, name="key", isSecret=False)
    (plain,) = await listed(api, place)
    assert (plain["value"], plain["isSecret"]) == (None, False)


async def test_variables_are_listed_page_by_page(api: Api) -> None:
    place = (await environments(api))["Test"]
    for name in ("alpha", "beta", "gamma"):
        await saved(api, place, name=name)
    path = f"{ENVIRONMENT}/{place}/environmentvariables"
    page = (await api.post(path, json={"pageSize": 2, "page": 2})).json()
    assert [one["name"] for one in page["items"]] == ["gamma"]
    assert page["_meta"] == {"page": 2, "pageSize": 2, "total": 3}
    found = await listed(api, place, searchTerm="A", orderDirection="desc")
    assert [one["name"] for one in found] == ["gamma", "beta", "alpha"]
    assert [one["name"] for one in await listed(api, place, searchTerm="bet")] == ["beta"]


async def test_a_variable_is_deleted_in_one_environment(api: Api, other: Api) -> None:
    places = await environments(api)
    await saved(api, places["Test"], name="host")
    (found,) = await listed(api, places["Test"])
    path = f"{ENVIRONMENT}/{places['Test']}/environmentvariable/{found['id']}"
    assert_problem(await other("DELETE", path), "environment-variable.not-found", 404)
    assert (await api("DELETE", path)).status_code == 200
    assert_problem(await api("DELETE", path), "environment-variable.not-found", 404)
    assert await listed(api, places["Test"]) == []
    assert len(await listed(api, places["Development"])) == 1


async def test_what_is_not_there_or_has_no_name_is_refused(api: Api, other: Api) -> None:
    place = (await environments(api))["Test"]
    path = f"{ENVIRONMENT}/{place}/environmentvariable"
    assert_problem(await api.post(path, json={"value": "x"}), "request.malformed", 400)
    answer = await api.post(path, json={"id": str(uuid4()), "name": "x"})
    assert_problem(answer, "environment-variable.not-found", 404)
    answer = await other.post(path, json={"name": "x"})
    assert_problem(answer, "environment.not-found", 404)
    for content in (
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000"}',
        b'{"name": "x", "value": "a\\u0000"}',
    ):
        answer = await api.post(path, content=content, headers={"content-type": "application/json"})
        assert_problem(answer, "request.malformed", 400)
    assert await listed(api, place) == []
