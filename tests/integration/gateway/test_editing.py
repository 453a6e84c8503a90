"""Values, types, connectors and flows, made and changed over the platform's routes."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.sample import Sample

DRAW = "/api/draw/1"
ELEMENT = f"{DRAW}/element"


async def saved(api: Api, kind: str, **said: Any) -> dict[str, Any]:
    query = {"overrideService": "true"} if said.pop("override", False) else {}
    answer = await api.post(f"{ELEMENT}/{kind}", json=said, params=query)
    assert answer.status_code == 200, answer.text
    element: dict[str, Any] = answer.json()
    return element


async def got(api: Api, kind: str, element_id: str) -> dict[str, Any]:
    answer = await api.get(f"{ELEMENT}/{kind}/{element_id}")
    assert answer.status_code == 200, answer.text
    element: dict[str, Any] = answer.json()
    return element


async def drafted(api: Api, **more: Any) -> Sample:
    sample = Sample(**more)
    await import_draft(api, sample.data())
    return sample


async def test_a_value_is_made_in_a_tenant_that_has_nothing_yet(api: Api) -> None:
    made = await saved(
        api, "value", developerName="Colour", contentType="ContentString", defaultContentValue="red"
    )
    assert (made["developerName"], made["defaultContentValue"]) == ("Colour", "red")
    assert made["whoCreated"] == made["whoModified"]
    assert await got(api, "value", made["id"]) == made
    listed = (await api.get(f"{ELEMENT}/value")).json()
    assert [one["id"] for one in listed] == [made["id"]]


async def test_what_a_request_does_not_say_stays(api: Api) -> None:
    made = await saved(
        api, "value", developerName="Colour", developerSummary="of it", defaultContentValue="red"
    )
    changed = await saved(api, "value", id=made["id"], defaultContentValue="blue")
    assert changed["developerSummary"] == "of it"
    assert changed["defaultContentValue"] == "blue"
    assert changed["dateCreated"] == made["dateCreated"]
    assert changed["dateModified"] > made["dateModified"]


async def test_update_by_name_makes_no_second_element(api: Api) -> None:
    first = await saved(api, "value", developerName="Colour", updateByName=True)
    second = await saved(
        api, "value", developerName="colour", defaultContentValue="red", updateByName=True
    )
    assert second["id"] == first["id"]
    assert len((await api.get(f"{ELEMENT}/value")).json()) == 1


async def test_update_by_name_of_a_name_that_two_have_is_refused(api: Api) -> None:
    for _ in range(2):
        await saved(api, "value", developerName="Colour")
    answer = await api.post(
        f"{ELEMENT}/value", json={"developerName": "Colour", "updateByName": True}
    )
    assert_problem(answer, "element.name-taken", 409)
    assert len((await api.get(f"{ELEMENT}/value")).json()) == 2


async def test_nothing_is_made_without_a_name(api: Api) -> None:
    for kind in ("value", "type", "service"):
        answer = await api.post(f"{ELEMENT}/{kind}", json={"developerSummary": "x"})
        assert_problem(answer, "request.malformed", 400)
    answer = await api.post(f"{ELEMENT}/value", json={"id": "seven", "developerName": "x"})
    assert_problem(answer, "request.malformed", 400)


async def test_a_password_goes_in_and_does_not_come_out(api: Api) -> None:
    made = await saved(
        api,
        "value",
        developerName="Pass",
        contentType="ContentPassword",
        defaultContentValue="canary-1",
    )
    assert made["defaultContentValue"] is None
    assert made["hasValue"] is True
    again = await saved(api, "value", **made)
    assert again["hasValue"] is True
    connector = await saved(
        api,
        "service",
        developerName="Desk",
        uri="https://desk.example/api",
        httpAuthenticationUsername="eva",
        httpAuthenticationPassword="canary-2",
    )
    for answer in (
        await api.get(f"{ELEMENT}/value"),
        await api.get(f"{ELEMENT}/service"),
        await api.get(f"{ELEMENT}/service/{connector['id']}"),
    ):
        assert "canary" not in answer.text
    assert connector["httpAuthenticationUsername"] == "eva"


async def test_a_password_that_was_set_travels_in_a_package_that_asks_for_it(api: Api) -> None:
    sample = await drafted(api)
    await saved(api, "value", id=str(sample.password), defaultContentValue="canary-new")
    snap = await api.post(f"{DRAW}/flow/snap/{sample.flow}", json=None)
    version = snap.json()["id"]["versionId"]
    path = f"/api/package/1/flow/{sample.flow}/{version}"
    assert "canary-new" in (await api.get(path, params={"nullPasswords": "false"})).text
    assert "canary-new" not in (await api.get(path)).text


async def test_an_imported_element_is_changed_and_can_be_imported_over(api: Api) -> None:
    sample = await drafted(api)
    changed = await saved(api, "service", id=str(sample.connector), uri="https://other.example")
    assert changed["uri"] == "https://other.example"
    assert changed["developerSummary"] == sample.summary
    await import_draft(api, sample.data())
    assert (await got(api, "service", str(sample.connector)))["uri"] == sample.uri


async def test_a_plan_tells_what_was_edited_since_the_import(api: Api) -> None:
    sample = await drafted(api)
    await saved(api, "service", id=str(sample.connector), uri="https://other.example")
    await saved(api, "value", id=str(sample.value))
    answer = await api.post("/v1/plans", json=sample.package())
    assert answer.status_code == 200, answer.text
    changes = {one["id"]: one for one in answer.json()["changes"]}
    connector, value = changes[str(sample.connector)], changes[str(sample.value)]
    assert (connector["verdict"], connector["edited"]) == ("update", True)
    assert [one["path"] for one in connector["differences"]] == ["uri"]
    assert (value["verdict"], value["edited"]) == ("identical", False)


async def test_a_type_gets_ids_for_its_properties_and_keeps_them(api: Api) -> None:
    made = await saved(
        api,
        "type",
        developerName="Order",
        properties=[{"developerName": "Number", "contentType": "ContentString"}],
    )
    (number,) = made["properties"]
    more = {"developerName": "Placed", "contentType": "ContentDateTime"}
    changed = await saved(api, "type", id=made["id"], properties=[*made["properties"], more])
    assert changed["properties"][0]["id"] == number["id"]
    assert [one["developerName"] for one in changed["properties"]] == ["Number", "Placed"]


async def test_a_connectors_type_is_changed_only_on_purpose(api: Api) -> None:
    connector = await saved(api, "service", developerName="Desk")
    said = {"developerName": "Order", "serviceElementId": connector["id"]}
    assert_problem(await api.post(f"{ELEMENT}/type", json=said), "request.malformed", 400)
    made = await saved(api, "type", **said, override=True)
    assert made["serviceElementDeveloperName"] == "Desk"
    answer = await api.post(f"{ELEMENT}/type", json={"id": made["id"], "developerSummary": "x"})
    assert_problem(answer, "request.malformed", 400)


async def test_a_connector_is_installed_with_its_types_once(api: Api) -> None:
    said = {
        "developerName": "Desk",
        "uri": "https://desk.example/api",
        "actions": [
            {
                "uriPart": "orders/store",
                "developerName": "Store",
                "serviceInputs": [
                    {
                        "developerName": "Order",
                        "contentType": "ContentObject",
                        "typeElementDeveloperName": "Order",
                    }
                ],
            }
        ],
        "install": {
            "typeElements": [
                {
                    "developerName": "Order",
                    "properties": [{"developerName": "Number", "contentType": "ContentString"}],
                }
            ]
        },
    }
    connector = await saved(api, "service", **said)
    (type_,) = (await api.get(f"{ELEMENT}/type")).json()
    assert type_["serviceElementId"] == connector["id"]
    (action,) = connector["actions"]
    assert action["serviceInputs"][0]["typeElementId"] == type_["id"]
    again = await saved(api, "service", id=connector["id"], **said)
    assert again["id"] == connector["id"]
    (same,) = (await api.get(f"{ELEMENT}/type")).json()
    assert same["id"] == type_["id"]
    assert same["properties"] == type_["properties"]


async def test_an_element_in_use_is_not_deleted(api: Api) -> None:
    value = await saved(api, "value", developerName="User")
    reference = {"id": value["id"]}
    connector = await saved(
        api,
        "service",
        developerName="Desk",
        configurationValues=[
            {
                "developerName": "User",
                "contentType": "ContentString",
                "valueElementToReferenceId": reference,
            }
        ],
    )
    problem = assert_problem(
        await api("DELETE", f"{ELEMENT}/value/{value['id']}"), "element.in-use", 409
    )
    assert problem["elements"] == [{"kind": "service", "id": connector["id"], "name": "Desk"}]
    for kind, element in (("service", connector), ("value", value)):
        answer = await api("DELETE", f"{ELEMENT}/{kind}/{element['id']}")
        assert (answer.status_code, answer.content) == (200, b"")
        answer = await api.get(f"{ELEMENT}/{kind}/{element['id']}")
        assert_problem(answer, "element.not-found", 404)


async def test_a_value_that_a_flow_was_only_packed_with_is_deleted(api: Api) -> None:
    sample = await drafted(api)
    answer = await api("DELETE", f"{ELEMENT}/value/{sample.value}")
    assert answer.status_code == 200, answer.text
    assert_problem(await api("DELETE", f"{ELEMENT}/value/{sample.value}"), "element.not-found", 404)


async def test_a_flow_is_made_changed_snapped_and_deleted(api: Api) -> None:
    made = (await api.post(f"{DRAW}/flow", json={"developerName": "Intake"})).json()
    flow, start = made["id"]["id"], made["startMapElementId"]
    answer = await api.post(
        f"{DRAW}/flow",
        json={
            "id": {"id": flow},
            "allowJumping": True,
            "authorization": {"globalAuthenticationType": "ALL_USERS"},
        },
    )
    changed = answer.json()
    assert (changed["developerName"], changed["allowJumping"]) == ("Intake", True)
    assert changed["startMapElementId"] == start
    assert changed["authorization"]["streamBehaviourType"] == "NONE"
    assert changed["id"]["versionId"] != made["id"]["versionId"]
    snap = await api.post(f"{DRAW}/flow/snap/{flow}", json="first")
    version = snap.json()["id"]["versionId"]
    image = (await api.get(f"{DRAW}/flow/snap/{flow}/{version}")).json()
    assert [one["id"] for one in image["mapElements"]] == [start]
    assert (await api("DELETE", f"{DRAW}/flow/{flow}")).status_code == 200
    assert_problem(await api.get(f"{DRAW}/flow/{flow}"), "flow.not-found", 404)
    assert (await api.get(f"{DRAW}/flow/snap/{flow}/{version}")).status_code == 200


async def test_a_flow_that_was_made_here_is_exported_and_imported(api: Api, other: Api) -> None:
    made = (await api.post(f"{DRAW}/flow", json={"developerName": "Intake"})).json()
    flow = made["id"]["id"]
    await api.post(f"{DRAW}/flow/snap/{flow}", json=None)
    package = (await api.get(f"/api/package/1/flow/{flow}")).json()
    await import_draft(other, package.encode())
    assert (await other.get(f"{DRAW}/flow/{flow}")).json()["developerName"] == "Intake"


@pytest.mark.parametrize("kind", ["value", "type", "service"])
async def test_a_tenant_does_not_see_or_touch_anothers(api: Api, other: Api, kind: str) -> None:
    made = await saved(api, kind, developerName="Mine")
    path = f"{ELEMENT}/{kind}/{made['id']}"
    assert_problem(await other.get(path), "element.not-found", 404)
    assert_problem(await other("DELETE", path), "element.not-found", 404)
    assert (await got(api, kind, made["id"])) == made


async def test_editing_needs_a_key_that_may(api: Api, key_of: Any) -> None:
    reader = api.with_key(await key_of(api, "packages:read"))
    for path in ("element/value", "element/type", "element/service", "flow"):
        answer = await reader.post(f"{DRAW}/{path}", json={"developerName": "x"})
        assert_problem(answer, "auth.scope-missing", 403)
    assert (await reader.get(f"{ELEMENT}/value")).status_code == 200


async def test_values_are_listed_with_their_properties_to_be_named(api: Api) -> None:
    type_ = await saved(
        api,
        "type",
        developerName="Order",
        properties=[{"developerName": "Number", "contentType": "ContentNumber"}],
    )
    value = await saved(
        api,
        "value",
        developerName="The order",
        contentType="ContentObject",
        typeElementId=type_["id"],
    )
    path = f"{ELEMENT}/value/reference"
    whole, number = (await api.get(path, params={"includeSystemValues": "false"})).json()
    assert (whole["id"], whole["typeElementPropertyId"]) == (value["id"], None)
    assert number["typeElementPropertyDeveloperName"] == "Number"
    assert number["contentType"] == "ContentNumber"
    names = {one["developerName"] for one in (await api.get(path)).json()}
    assert {"The order", "$User", "$True"} <= names
    found = await api.get(path, params={"search": "numb", "includeSystemValues": "false"})
    assert [one["typeElementPropertyDeveloperName"] for one in found.json()] == ["Number"]
    found = await api.get(path, params={"contentType": ["ContentNumber", "ContentBoolean"]})
    assert {one["contentType"] for one in found.json()} == {"ContentNumber", "ContentBoolean"}
    found = await api.get(path, params={"flow": str(uuid4())})
    assert_problem(found, "flow.not-found", 404)
