"""Fields that Sluice reads have the types that real files have, or the package is refused."""

import json
from typing import Any

import pytest

from libs.flows.faults import Fault, FaultCode
from libs.flows.read import read_package
from tests.packages.files import FILES, HERE

PACKAGE = FILES[f"{HERE}/secret-places.package2"]


@pytest.mark.parametrize(
    ("collection", "field", "odd", "said"),
    [
        ("serviceElementConfigurations", "uri", 5, "uri is not text"),
        ("serviceElementConfigurations", "actions", {}, "actions is not a list"),
        ("valueElementConfigurations", "contentType", 5, "contentType is not text"),
        ("typeElementConfigurations", "properties", "abc", "properties is not a list"),
        ("mapElementConfigurations", "x", "abc", "x is not a number"),
        ("mapElementConfigurations", "x", True, "x is not a number"),
    ],
)
def test_an_element_with_a_field_of_another_type_is_refused(
    collection: str, field: str, odd: Any, said: str
) -> None:
    package = json.loads(PACKAGE)
    package[collection][0][field] = odd
    refused(package, said)


@pytest.mark.parametrize(
    ("field", "odd", "said"),
    [
        ("stateExpirationLength", "abc", "stateExpirationLength is not a number"),
        ("authorization", "abc", "authorization is not an object"),
        ("isActive", "true", "isActive is not true or false"),
    ],
)
def test_a_flow_with_a_field_of_another_type_is_refused(field: str, odd: Any, said: str) -> None:
    package = json.loads(PACKAGE)
    package["flowConfiguration"][field] = odd
    refused(package, said)


def test_an_action_is_named_by_text() -> None:
    package = json.loads(PACKAGE)
    package["serviceElementConfigurations"][0]["actions"][0]["uriPart"] = 7
    refused(package, "actions[0].uriPart is not text")


def test_the_zero_guid_names_no_element() -> None:
    package = json.loads(PACKAGE)
    zero = "00000000-0000-0000-0000-000000000000"
    package["flowConfiguration"]["compositeId"]["guid"] = zero
    refused(package, "zero GUID")


def refused(package: Any, said: str) -> None:
    with pytest.raises(Fault) as fault:
        read_package(json.dumps(package).encode())
    assert fault.value.code == FaultCode.WRONG_TYPE
    assert said in fault.value.detail
