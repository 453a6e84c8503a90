"""Elements between the platform's API and a tenant's draft."""

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from libs.flows import kinds
from libs.flows.api_elements import Edited, Saving, api_of_part, new_start, part_of_api
from libs.flows.api_names import Surroundings
from libs.flows.api_writing import Unusable, lean
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Part
from libs.flows.read import read_package
from libs.flows.references import dangling
from libs.flows.system_ids import SYSTEM_IDS
from tests.unit.flows.packages import own_packages, real_packages

ENGLISH = Culture("EN/USA//", uuid4(), b"{}")
BUILDER = uuid4()
NOW = "2026-11-22T14:00:00.0000000+00:00"
WRITTEN = (kinds.FLOW, kinds.VALUE, kinds.TYPE, kinds.SERVICE)
FILES = [*own_packages(), *real_packages()]
TEXT = "defaultContentValueContentValueId"


def saving(culture: Culture = ENGLISH) -> Saving:
    return Saving(culture, uuid4(), NOW, BUILDER)


def edited(kind: Kind, said: dict[str, Any], existing: Part | None, *around: Part) -> Edited:
    return part_of_api(
        kind, said, existing=existing, around=Surroundings.of(around), saving=saving()
    )


def made(kind: Kind, *around: Part, **said: Any) -> Part:
    return edited(kind, {"id": str(uuid4()), **said}, None, *around).part


def changed(part: Part, *around: Part, **said: Any) -> Part:
    return edited(part.kind, said, part, *around).part


def shown(part: Part, *around: Part) -> dict[str, Any]:
    return api_of_part(part, Surroundings.of(around), ENGLISH)


def texts_of(value: Part) -> Any:
    """The default of a value, by culture."""
    return orjson.loads(value.content)[TEXT]["guid"]["$texts"]


def parts_of(data: bytes) -> list[Part]:
    return [part for part in read_package(data).parts if part.kind in WRITTEN]


@pytest.mark.parametrize("data", FILES)
def test_sending_back_what_the_api_shows_changes_no_content(data: bytes) -> None:
    parts = parts_of(data)
    for part in parts:
        again = edited(part.kind, shown(part, *parts), part, *parts)
        assert orjson.loads(again.part.content) == orjson.loads(part.content)
        assert again.secrets == ()


@pytest.mark.parametrize("data", FILES)
def test_an_element_made_from_what_the_api_shows_is_shown_alike(data: bytes) -> None:
    parts = parts_of(data)
    stamps = {"dateCreated", "dateModified", "whoCreated", "whoModified", "whoOwner"}
    of_a_version = {"comment", "isActive", "isDefault", "elementType"}
    for part in parts:
        said = shown(part, *parts)
        again = shown(edited(part.kind, said, None, *parts).part, *parts)
        for one in (said, again):
            for stamp in stamps | of_a_version:
                one.pop(stamp, None)
            if part.kind == kinds.FLOW:
                one["id"].pop("versionId")
        assert lean(again) == lean(said)


@pytest.mark.parametrize("data", FILES)
def test_saying_nothing_makes_a_new_version_of_the_same_content(data: bytes) -> None:
    parts = parts_of(data)
    for part in parts:
        again = edited(part.kind, {}, part, *parts)
        assert again.part.digest == part.digest
        assert again.part.version_id != part.version_id
        assert again.part.modified == NOW
        assert again.secrets == ()


def test_a_new_value_has_a_text_in_the_culture_of_the_tenant() -> None:
    value = made(kinds.VALUE, developerName="Colour", defaultContentValue="red")
    assert texts_of(value) == {"EN/USA//": "red"}
    assert (value.name, value.flow_id) == ("Colour", None)
    assert shown(value)["defaultContentValue"] == "red"


def test_the_same_request_makes_the_same_content() -> None:
    said = {
        "id": str(uuid4()),
        "developerName": "Order",
        "properties": [{"developerName": "Number"}, {"developerName": "Number"}],
    }
    first, second = (edited(kinds.TYPE, said, None).part for _ in range(2))
    assert first.digest == second.digest
    one, other = shown(first)["properties"]
    assert one["id"] != other["id"]


def test_a_text_is_changed_in_one_culture_only() -> None:
    norwegian = Culture("NO/NOR//", uuid4(), b"{}")
    value = made(kinds.VALUE, developerName="Colour", defaultContentValue="red")
    content = orjson.loads(value.content)
    content[TEXT]["guid"]["$texts"]["NO/NOR//"] = "rød"
    two = edited(kinds.VALUE, {"defaultContentValue": "blue"}, in_two_cultures(value, content)).part
    assert texts_of(two) == {"NO/NOR//": "rød", "EN/USA//": "blue"}
    only = made(kinds.VALUE, developerName="Colour", defaultContentValue="red")
    again = part_of_api(
        kinds.VALUE,
        {"defaultContentValue": "blue"},
        existing=only,
        around=Surroundings.of([]),
        saving=saving(norwegian),
    )
    assert texts_of(again.part) == {"EN/USA//": "blue"}


def in_two_cultures(part: Part, content: dict[str, Any]) -> Part:
    """The part with this content, and a document in Norwegian too."""
    stamp = orjson.loads(part.stamp)
    (culture,) = stamp["document"]["translations"].values()
    stamp["document"]["translations"]["NO/NOR//"] = culture
    return Part(
        part.kind, part.id, part.name, orjson.dumps(content), orjson.dumps(stamp), part.digest
    )


def test_null_takes_a_field_away_and_leaving_it_out_does_not() -> None:
    value = made(
        kinds.VALUE, developerName="Colour", developerSummary="of it", defaultContentValue="red"
    )
    kept = changed(value, access="PUBLIC")
    assert shown(kept)["developerSummary"] == "of it"
    assert shown(kept)["defaultContentValue"] == "red"
    gone = changed(kept, developerSummary=None, defaultContentValue=None)
    assert "developerSummary" not in shown(gone)
    assert "defaultContentValue" not in shown(gone)


def test_renaming_an_element_leaves_no_older_name_in_it() -> None:
    value = changed(made(kinds.VALUE, developerName="Colour"), developerName="Tint")
    assert value.name == "Tint"
    assert b"Colour" not in value.content + value.stamp


def test_a_password_is_taken_out_and_shown_nowhere() -> None:
    said = {"developerName": "Pass", "contentType": "ContentPassword"}
    new = edited(kinds.VALUE, {"id": str(uuid4()), **said, "defaultContentValue": "hush"}, None)
    (secret,) = new.secrets
    assert (secret.value, secret.slot) == ("hush", f"{TEXT}@EN/USA//")
    assert (kinds.VALUE, new.part.id, secret.slot) in new.slots
    assert b"hush" not in new.part.content + new.part.stamp
    assert "hush" not in str(shown(new.part)) + repr(new)


@pytest.mark.parametrize("not_given", [None, "", "__ENCRYPTED__"])
def test_a_password_that_is_not_given_is_not_erased(not_given: str | None) -> None:
    value = made(kinds.VALUE, developerName="Pass", contentType="ContentPassword")
    connector = made(kinds.SERVICE, developerName="Desk", httpAuthenticationPassword="hush")
    for part, field in ((value, "defaultContentValue"), (connector, "httpAuthenticationPassword")):
        again = edited(part.kind, {field: not_given}, part)
        assert again.secrets == ()
        assert again.part.digest == part.digest
        assert len(again.slots) == 1


def test_a_password_is_the_same_in_every_culture() -> None:
    value = made(kinds.VALUE, developerName="Pass", contentType="ContentPassword")
    two = in_two_cultures(value, orjson.loads(value.content))
    secrets = edited(kinds.VALUE, {"defaultContentValue": "hush"}, two).secrets
    assert {one.slot: one.value for one in secrets} == {
        f"{TEXT}@EN/USA//": "hush",
        f"{TEXT}@NO/NOR//": "hush",
    }


def test_a_plain_value_that_becomes_a_password_leaves_no_trace_of_its_text() -> None:
    value = made(kinds.VALUE, developerName="Pass", defaultContentValue="hush")
    hidden = edited(kinds.VALUE, {"contentType": "ContentPassword"}, value)
    assert [one.value for one in hidden.secrets] == ["hush"]
    assert b"hush" not in hidden.part.content + hidden.part.stamp
    plain = edited(kinds.VALUE, {"contentType": "ContentString"}, hidden.part)
    assert plain.slots == frozenset()
    assert "defaultContentValue" not in shown(plain.part)


def test_a_property_that_is_a_password_is_one_in_every_object_of_the_type() -> None:
    type_ = made(
        kinds.TYPE,
        developerName="Account",
        properties=[{"developerName": "Key", "contentType": "ContentPassword"}],
    )
    (key,) = shown(type_)["properties"]
    said = {
        "id": str(uuid4()),
        "developerName": "Mine",
        "contentType": "ContentObject",
        "typeElementId": str(type_.id),
        "defaultObjectData": [
            {"properties": [{"typeElementPropertyId": key["id"], "contentValue": "hush"}]}
        ],
    }
    new = edited(kinds.VALUE, said, None, type_)
    assert [one.value for one in new.secrets] == ["hush"]
    again = edited(kinds.VALUE, shown(new.part, type_), new.part, type_)
    assert (again.secrets, again.slots) == ((), new.slots)


def test_an_object_keeps_its_external_id() -> None:
    said = [{"externalId": "order-7", "developerName": "Order", "properties": []}]
    value = made(kinds.VALUE, developerName="Mine", defaultObjectData=said)
    (shown_object,) = shown(value)["defaultObjectData"]
    assert shown_object["externalId"] == "order-7"
    assert shown_object["internalId"]


def test_a_text_names_values_as_a_person_writes_them_and_keeps_their_ids() -> None:
    type_ = made(kinds.TYPE, developerName="Order", properties=[{"developerName": "Number"}])
    order = made(
        kinds.VALUE,
        type_,
        developerName="The order",
        contentType="ContentObject",
        typeElementId=str(type_.id),
    )
    text = "No. {![The order].[Number]} of {![The order]}, {![Nobody]} {![$User].[Email]}"
    value = made(kinds.VALUE, type_, order, developerName="Line", defaultContentValue=text)
    (number,) = shown(type_)["properties"]
    assert f"flowkey___{order.id}|{number['id']}___flowkey".encode() in value.content
    assert b"{![Nobody]} {![$User].[Email]}" in value.content
    assert shown(value, type_, order)["defaultContentValue"] == text


def test_an_element_is_named_by_name_where_its_id_is_not_given() -> None:
    user = made(kinds.VALUE, developerName="User")
    configuration = {"developerName": "User", "valueElementToReferenceDeveloperName": "User"}
    connector = made(kinds.SERVICE, user, developerName="Desk", configurationValues=[configuration])
    type_ = made(
        kinds.TYPE,
        connector,
        developerName="Order",
        serviceElementDeveloperName="Desk",
        properties=[
            {"developerName": "Number"},
            {"developerName": "File", "typeElementDeveloperName": "$File"},
        ],
        bindings=[
            {
                "developerName": "Table",
                "propertyBindings": [
                    {
                        "databaseFieldName": "number",
                        "typeElementPropertyDeveloperName": "Number",
                    }
                ],
            }
        ],
    )
    (value,) = shown(connector, user)["configurationValues"]
    assert value["valueElementToReferenceId"]["id"] == str(user.id)
    assert value["valueElementToReferenceDeveloperName"] == "User"
    said = shown(type_, connector)
    assert said["serviceElementId"] == str(connector.id)
    number, file = said["properties"]
    assert SYSTEM_IDS[file["typeElementId"]] == "type $File"
    (bound,) = said["bindings"][0]["propertyBindings"]
    assert bound["typeElementPropertyId"] == number["id"]
    assert dangling([user, connector, type_]) == []


def test_items_of_a_list_are_found_again_by_what_tells_them_apart() -> None:
    type_ = made(
        kinds.TYPE,
        developerName="Order",
        properties=[
            {"developerName": "Number", "contentType": "ContentString"},
            {"developerName": "Placed", "contentType": "ContentDateTime"},
        ],
    )
    number, placed = shown(type_)["properties"]
    turned = changed(type_, properties=[{"developerName": "Placed"}, {"id": number["id"]}])
    assert shown(turned)["properties"] == [placed, number]
    one = changed(type_, properties=[{"id": number["id"], "developerName": "No."}])
    assert shown(one)["properties"] == [number | {"developerName": "No."}]
    back = changed(one, properties=[{"id": number["id"]}, {"developerName": "Number"}])
    ids = [said["id"] for said in shown(back)["properties"]]
    assert ids[0] == number["id"] != ids[1]


def test_the_order_of_a_connectors_actions_is_no_content() -> None:
    actions = [{"uriPart": part, "developerName": part} for part in ("b", "a", "c")]
    connector = made(kinds.SERVICE, developerName="Desk", actions=actions)
    turned = changed(connector, actions=actions[::-1])
    assert turned.digest == connector.digest
    assert [one["uriPart"] for one in shown(turned)["actions"]] == ["c", "a", "b"]


def test_a_new_flow_begins_with_a_start_element() -> None:
    flow = made(kinds.FLOW, developerName="Intake")
    start = new_start(flow, saving())
    said = shown(flow)
    assert said["startMapElementId"] == str(start.id)
    assert said["authorization"]["globalAuthenticationType"] == "PUBLIC"
    assert (start.kind, start.name, start.flow_id) == (kinds.MAP, "Start", flow.id)
    assert shown(start)["elementType"] == "START"
    assert flow.flow_id == flow.id
    assert dangling([flow, start]) == []


@pytest.mark.parametrize(
    ("kind", "said", "path"),
    [
        (kinds.VALUE, {"typeElementId": "seven"}, "typeElementId"),
        (kinds.VALUE, {"typeElementDeveloperName": "Nobody"}, "typeElementId"),
        (
            kinds.SERVICE,
            {"actions": [{"uriPart": "a", "serviceInputs": [{"typeElementId": "x"}]}]},
            "actions.a.serviceInputs.0.typeElementId",
        ),
        (kinds.TYPE, {"properties": [{"id": "x", "developerName": "y"}]}, "properties.x.id"),
        (
            kinds.SERVICE,
            {
                "configurationValues": [
                    {
                        "valueElementToReferenceId": {
                            "id": str(uuid4()),
                            "typeElementPropertyId": "x",
                        }
                    }
                ]
            },
            "configurationValues.0.valueElementToReferenceId.typeElementPropertyId",
        ),
        (kinds.VALUE, {"defaultContentValue": "a\0b"}, "defaultContentValue"),
        (kinds.FLOW, {"tags": ["a\0b"]}, "tags"),
    ],
    ids=[
        "no id",
        "no such name",
        "nested",
        "an item's own id",
        "property",
        "NUL in a text",
        "NUL in a list",
    ],
)
def test_what_cannot_be_written_is_named(kind: Kind, said: dict[str, Any], path: str) -> None:
    with pytest.raises(Unusable, match=path.replace(".", r"\.")) as refused:
        made(kind, developerName="x", **said)
    assert ".".join(refused.value.path) == path


def test_an_id_that_two_items_have_is_refused() -> None:
    same = {"id": str(uuid4()), "developerName": "Number"}
    with pytest.raises(Unusable, match="twice"):
        made(kinds.TYPE, developerName="Order", properties=[same, same])


def test_objects_without_end_are_refused() -> None:
    objects: list[dict[str, Any]] = []
    for _ in range(40):
        objects = [{"properties": [{"developerName": "p", "objectData": objects}]}]
    with pytest.raises(Unusable, match="too deeply"):
        made(kinds.VALUE, developerName="Deep", defaultObjectData=objects)


def test_a_new_element_needs_an_id() -> None:
    for said in ({}, {"id": ""}, {"id": str(UUID(int=0))}):
        with pytest.raises(Unusable, match="id is not an id"):
            edited(kinds.VALUE, {**said, "developerName": "x"}, None)
