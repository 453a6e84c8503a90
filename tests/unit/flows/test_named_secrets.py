"""Secrets told by the name of their field: all that stands below it, and beside the elements."""

from typing import Any

import orjson
import pytest

from libs.flows.model import Package
from libs.flows.read import read_package
from libs.flows.secret_slots import secret_slots
from libs.flows.write import write_package
from tests.packages.elements import guid
from tests.packages.order_intake import OrderIntake

_DEMO = OrderIntake(1).package()
_ID = guid("a thing")


def _slots(package: Package) -> dict[str, str]:
    return {secret.slot: secret.value for secret in package.secrets}


def _read(**unknown: Any) -> Package:
    package = _DEMO | unknown
    read = read_package(orjson.dumps(package))
    written = write_package(read.parts, read.cultures, read.rest, read.secrets)
    assert orjson.loads(written) == package
    return read


@pytest.mark.parametrize(
    ("credentials", "secrets"),
    [
        (["a", {"deep": ["b"]}], {"#1": "a", "#2/deep/#1": "b"}),
        ([{"Authorization": ["Bearer a"]}], {"#1/Authorization/#1": "Bearer a"}),
        ({"a": {"b": "c"}, "pin": 12, "ratio": 0.5}, {"a/b": "c", "pin": "12", "ratio": "0.5"}),
        ({"guid": _ID, "valueElementToReferenceId": {"id": _ID}, "clientId": "x"}, {}),
        ({"name": "x", "contentType": "ContentString", "use": True, "text": ""}, {}),
    ],
)
def test_everything_below_a_secrets_name_is_taken_but_references_and_flags(
    credentials: Any, secrets: dict[str, str]
) -> None:
    package = _read(unknownSettings={"credentials": credentials})
    prefix = "$package/unknownSettings/credentials/"
    assert _slots(package) == {prefix + slot: value for slot, value in secrets.items()}


@pytest.mark.parametrize(
    ("unknown", "slot"),
    [
        (
            {"environmentVariables": [{"name": "Smtp", "value": "hunter2", "isSecret": True}]},
            "$package/environmentVariables/Smtp/value",
        ),
        ({"settings": {"smtpPassword": "hunter2"}}, "$package/settings/smtpPassword"),
        ({"token": "hunter2"}, "$package/token"),
        (
            {"value": [{"compositeId": {"guid": _ID}, "secret": "hunter2"}]},
            f"$package/value/{_ID}/secret",
        ),
    ],
)
def test_unknown_top_level_keys_are_searched_and_their_slots_are_the_flows(
    unknown: dict[str, Any], slot: str
) -> None:
    package = _read(**unknown)
    (secret,) = package.secrets
    assert (secret.kind, secret.element_id) == ("flow", package.flow.id)
    assert (secret.slot, secret.value) == (slot, "hunter2")
    assert b"hunter2" not in package.rest
    blank = read_package(write_package(package.parts, package.cultures, package.rest))
    assert blank.secrets == ()
    assert blank.digest == package.digest
    slots = secret_slots(blank.parts, blank.rest)
    assert {one for one in slots if one[0] == "flow"} == {("flow", package.flow.id, slot)}


def test_a_flows_own_field_is_not_mistaken_for_a_top_level_key() -> None:
    package = dict(_DEMO)
    odd = {"$package": {"contentType": "ContentPassword", "contentValue": "hunter2"}}
    package["flowConfiguration"] = _DEMO["flowConfiguration"] | odd
    read = read_package(orjson.dumps(package))
    assert _slots(read) == {"%24package/contentValue": "hunter2"}
    written = write_package(read.parts, read.cultures, read.rest, read.secrets)
    assert orjson.loads(written) == package


def test_a_top_level_key_with_the_name_of_a_known_kind_is_no_collection() -> None:
    for key in ("value", "flow", "map"):
        items = [{"compositeId": {"guid": guid(key)}, "developerName": "odd"}]
        package = _read(**{key: items})
        assert guid(key) not in {str(part.id) for part in package.parts}


def test_the_description_of_a_secret_field_in_an_open_api_is_no_secret() -> None:
    package = dict(_DEMO)
    login = {
        "password": {"type": "string", "description": "At least ten letters"},
        "pin": {"type": ["integer", "null"]},
        "pwd": {"$ref": "#/password"},
        "passphrase": {"allOf": [{"minLength": 10}]},
    }
    schema = {"login": login, "security": [{"auth": ["orders.read"]}]}
    package["openApiConfigurations"] = [
        _DEMO["openApiConfigurations"][0] | {"schemaInfo": {"schemas": schema}}
    ]
    assert read_package(orjson.dumps(package)).secrets == ()
