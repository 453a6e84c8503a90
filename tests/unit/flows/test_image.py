"""Flows in the shape of the platform's API."""

from libs.flows import kinds
from libs.flows.image import flow_image, flow_response
from services.gateway.shapes.flow import FlowResponseAPI
from tests.unit.flows.image_package import (
    ENGLISH,
    FLOW,
    GERMAN,
    OTHER_TEXT,
    PAGE,
    PROPERTY,
    SERVICE,
    START,
    STEP,
    TEXT,
    TYPE,
    USER,
    VALUE,
    VERSION,
    ZERO,
    culture,
    image_of,
    made,
    package_of,
    reference,
)


def test_a_flow_says_its_id_version_start_and_dates() -> None:
    fields = {
        "startMapElementId": reference(START),
        "isActive": True,
        "comment": "first",
        "sharing": 0,
        "mapElementIds": {START: {"guid": START, "versionId": VERSION}},
    }
    said = flow_response(package_of(flow=fields).flow)
    FlowResponseAPI.model_validate(said, extra="forbid")
    assert said == {
        "id": {"id": FLOW, "versionId": VERSION},
        "developerName": "Order",
        "startMapElementId": START,
        "isActive": True,
        "comment": "first",
        "dateModified": "2026-10-05T09:00:00.1234567+00:00",
    }


def test_every_kind_of_element_has_its_collection_and_the_others_are_not_shown() -> None:
    image = image_of(made(kinds.TAG, VALUE, {}), made(kinds.OPEN_API, TYPE, {}))
    assert [element["id"] for element in image["tagElements"]] == [VALUE]
    assert image["mapElements"] == []
    assert not {"openApiElements", "openApi"} & image.keys()


def test_texts_are_in_the_default_culture() -> None:
    texts = {TEXT: {ENGLISH: "Hello", GERMAN: "Hallo"}, OTHER_TEXT: {GERMAN: "Nein"}}
    element = {
        "userContentContentValueId": {"guid": TEXT},
        "notAuthorizedContentValueId": {"guid": OTHER_TEXT},
    }
    said = image_of(made(kinds.MAP, START, element, texts))["mapElements"][0]
    assert said["userContent"] == "Hello"
    assert "notAuthorizedMessage" not in said


def test_without_a_default_culture_the_first_one_speaks() -> None:
    label = {"labelContentValueId": {"guid": TEXT}}
    page = made(kinds.PAGE, PAGE, label, {TEXT: {ENGLISH: "Hello", GERMAN: "Hallo"}})
    cultures = [culture(GERMAN, "de", is_default=False), culture(ENGLISH, "en", is_default=False)]
    package = package_of(page, cultures=cultures)
    assert flow_image(package.parts, package.cultures)["pageElements"][0]["label"] == "Hallo"


def test_a_flowkey_is_said_by_name_and_stays_where_the_name_is_not_known() -> None:
    known, whole = f"flowkey___{VALUE}|{PROPERTY}___flowkey", f"flowkey___{VALUE}|{ZERO}___flowkey"
    foreign = f"flowkey___{STEP}|{ZERO}___flowkey"
    content = {TEXT: {ENGLISH: f"Hi {known} {whole} {foreign}"}}
    properties = [{"guid": PROPERTY, "developerName": "First Name"}]
    image = image_of(
        made(kinds.MAP, START, {"userContentContentValueId": {"guid": TEXT}}, content),
        made(kinds.VALUE, VALUE, {"developerName": "Person"}),
        made(kinds.TYPE, TYPE, {"properties": properties}),
    )
    said = image["mapElements"][0]["userContent"]
    assert said == f"Hi {{![Person].[First Name]}} {{![Person]}} {foreign}"


def test_builders_are_said_alike_from_either_generation() -> None:
    today = {"id": USER, "firstName": "Ada", "lastName": "L", "email": "ada@example.com"}
    older = {"Guid": USER, "FirstName": "Ada", "LastName": "L", "Email": "ada@example.com"}
    element = {
        "userCreated": USER,
        "userCreatedObject": today,
        "userModified": USER,
        "UserModifiedObject": older,
        "userOwner": USER,
        "userOwnerObject": None,
    }
    said = image_of(made(kinds.MACRO, STEP, element))["macroElements"][0]
    assert said["whoCreated"] == said["whoModified"] == today
    assert said["whoOwner"] == {"id": USER}


def test_a_value_says_whether_it_has_a_default_and_a_password_is_never_shown() -> None:
    default = {"defaultContentValueContentValueId": {"guid": TEXT}}
    image = image_of(
        made(
            kinds.VALUE, VALUE, default | {"contentType": "ContentNumber"}, {TEXT: {ENGLISH: "42"}}
        ),
        made(
            kinds.VALUE, STEP, default | {"contentType": "ContentPassword"}, {TEXT: {ENGLISH: "42"}}
        ),
    )
    filled, password = image["valueElements"]
    assert (filled["defaultContentValue"], filled["hasValue"]) == ("42", True)
    assert "defaultContentValue" not in password
    assert password["hasValue"] is False


def test_a_password_of_a_service_is_not_shown() -> None:
    element = {"httpAuthenticationUsername": "ada", "httpAuthenticationPassword": "geheim"}
    said = image_of(made(kinds.SERVICE, SERVICE, element))["serviceElements"][0]
    assert said["httpAuthenticationUsername"] == "ada"
    assert "httpAuthenticationPassword" not in said
