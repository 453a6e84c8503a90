"""Elements in the shape of the platform's API."""

from libs.flows import kinds
from tests.unit.flows.image_package import (
    ENGLISH,
    PAGE,
    PROPERTY,
    SERVICE,
    START,
    STEP,
    TEXT,
    TYPE,
    VALUE,
    VERSION,
    ZERO,
    image_of,
    made,
    reference,
)


def test_an_outcome_leads_to_the_next_element_under_a_condition() -> None:
    rule = {
        "leftValueElementToReferenceId": reference(VALUE),
        "criteriaType": "EQUAL",
        "rightValueElementToReferenceId": None,
    }
    outcome = {
        "guid": STEP,
        "id": PAGE,
        "developerName": "go",
        "labelContentValueId": {"guid": TEXT},
        "newMapElementId": reference(STEP),
        "pageObjectBindingId": ZERO,
        "comparisonType": "AND",
        "rules": [rule],
    }
    start = made(kinds.MAP, START, {"outcomes": [outcome]}, {TEXT: {ENGLISH: "Go"}})
    said = image_of(start)["mapElements"][0]["outcomes"][0]
    value = {"id": VALUE, "typeElementPropertyId": None, "command": None, "relativeUnit": None}
    assert said == {
        "id": STEP,
        "developerName": "go",
        "label": "Go",
        "nextMapElementId": STEP,
        "comparison": {
            "comparisonType": "AND",
            "rules": [{"leftValueElementToReferenceId": value, "criteriaType": "EQUAL"}],
        },
    }


def test_an_id_that_the_platform_makes_anew_each_time_is_not_shown() -> None:
    action = {"id": PAGE, "developerName": "Save", "parentId": START, "versionId": VERSION}
    said = image_of(made(kinds.MAP, START, {"dataActions": [action]}))["mapElements"][0]
    assert said["dataActions"] == [{"developerName": "Save"}]


def test_a_reference_keeps_its_property_where_the_api_has_one_and_else_is_an_id() -> None:
    element = {
        "pageElementId": reference(PAGE),
        "groupElementId": reference(ZERO),
        "operations": [
            {
                "id": STEP,
                "valueElementToApplyId": reference(VALUE, PROPERTY, "NEW"),
                "valueElementToReferenceId": reference(ZERO),
                "macroElementToExecuteId": reference(STEP),
                "sortById": PROPERTY,
            }
        ],
    }
    said = image_of(made(kinds.MAP, START, element))["mapElements"][0]
    assert said["pageElementId"] == PAGE
    assert "groupElementId" not in said
    assert said["operations"] == [
        {
            "valueElementToApplyId": {
                "id": VALUE,
                "typeElementPropertyId": PROPERTY,
                "command": "NEW",
                "relativeUnit": None,
            },
            "macroElementToExecuteId": STEP,
            "valueElementToApplySortById": PROPERTY,
        }
    ]


def test_a_listener_of_the_older_generation_names_its_value_as_the_api_does() -> None:
    listener = {"sharedElementToReferenceForListeningId": reference(VALUE, PROPERTY)}
    said = image_of(made(kinds.MAP, START, {"listeners": [listener]}))["mapElements"][0]
    (listened,) = said["listeners"]
    assert listened["valueElementToReferenceForListeningId"]["id"] == VALUE


def test_a_subflow_keeps_the_version_it_is_pinned_to() -> None:
    subflow = {
        "flowId": {"guid": STEP, "versionId": VERSION, "developerName": "Inner"},
        "value": reference(VALUE),
        "arguments": [{"valueElementInSubflowId": {"id": PAGE}}],
    }
    said = image_of(made(kinds.MAP, START, {"subflow": subflow}))["mapElements"][0]["subflow"]
    assert said["flowId"] == {"id": STEP, "versionId": VERSION}
    assert said["value"]["id"] == VALUE
    assert said["arguments"] == [{"valueElementInSubflowId": {"id": PAGE}}]


def test_attributes_keep_their_own_names_and_may_hold_references() -> None:
    component = {
        "guid": STEP,
        "attributes": {"ordinal": "7", "guid": "x", "from value": reference(VALUE)},
    }
    said = image_of(made(kinds.PAGE, PAGE, {"pageComponents": [component]}))["pageElements"][0]
    attributes = said["pageComponents"][0]["attributes"]
    assert attributes["ordinal"] == "7"
    assert attributes["guid"] == "x"
    assert attributes["from value"]["id"] == VALUE


def test_a_type_names_itself_and_its_properties_in_its_bindings() -> None:
    element = {
        "properties": [{"guid": PROPERTY, "developerName": "Id", "contentType": "ContentString"}],
        "bindings": [
            {
                "guid": STEP,
                "serviceElementId": reference(SERVICE),
                "propertyBindings": [
                    {"id": PAGE, "databaseFieldName": "ID", "typeElementPropertyId": PROPERTY}
                ],
            }
        ],
        "deletable": True,
    }
    said = image_of(made(kinds.TYPE, TYPE, element))["typeElements"][0]
    assert said["elementType"] == "TYPE"
    assert said["bindings"] == [
        {
            "id": STEP,
            "serviceElementId": SERVICE,
            "typeElementId": TYPE,
            "propertyBindings": [
                {
                    "databaseFieldName": "ID",
                    "typeElementPropertyId": PROPERTY,
                    "typeElementPropertyDeveloperName": "Id",
                }
            ],
        }
    ]


def test_a_service_is_said_in_the_words_of_the_api() -> None:
    element = {
        "uri": "https://example.com",
        "providesData": True,
        "clientCertificateValueReference": reference(VALUE),
        "identityProviderElementId": ZERO,
        "openApiId": reference(TYPE),
        "actions": [{"uriPart": "copy", "serviceInputs": [{"developerName": "A", "ordinal": 2}]}],
    }
    said = image_of(made(kinds.SERVICE, SERVICE, element))["serviceElements"][0]
    assert said["providesDatabase"] is True
    assert said["httpAuthenticationClientCertificateReference"] == VALUE
    assert said["actions"][0]["serviceInputs"] == [{"developerName": "A", "order": 2}]
    assert not {"providesData", "openApiId", "identityProviderId"} & said.keys()


def test_a_navigation_keeps_the_ids_of_its_items_and_says_its_position_in_words() -> None:
    item = {"id": STEP, "locationMapElementId": reference(START), "url": reference(VALUE)}
    element = {"position": 1, "navigationItems": [item]}
    said = image_of(made(kinds.NAVIGATION, PAGE, element))["navigationElements"][0]
    assert said["position"] == "Left"
    assert said["navigationItems"][0]["id"] == STEP
    assert said["navigationItems"][0]["locationMapElementId"] == START
    assert said["navigationItems"][0]["url"]["id"] == VALUE


def test_what_the_api_shows_of_one_kind_only_is_left_out_of_the_others() -> None:
    image = image_of(
        made(kinds.MAP, START, {"isOpen": True, "properties": {"note": "x"}}),
        made(kinds.GROUP, STEP, {"isOpen": True}),
    )
    assert not {"isOpen", "properties"} & image["mapElements"][0].keys()
    assert image["groupElements"][0]["isOpen"] is True
