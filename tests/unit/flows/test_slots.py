"""A password stays with its field, wherever the field has moved to in its list."""

import copy
import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.read import read_package
from libs.flows.write import write_package
from tests.packages.elements import guid
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.strategies import characters, guids

_DEMO = OrderIntake(1).package()
_CONNECTOR, _MAP = "serviceElementConfigurations", "mapElementConfigurations"
_API, _NAVIGATION = "openApiConfigurations", "navigationElementConfigurations"

_names = st.text(characters, min_size=1, max_size=5).filter(str.strip)


def _with(collection: str, **fields: Any) -> dict[str, Any]:
    package = copy.deepcopy(_DEMO)
    package[collection][0] |= fields
    return package


def _exported(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The new package with the secrets that the old one brought."""
    secrets = read_package(orjson.dumps(old)).secrets
    package = read_package(orjson.dumps(new))
    data = write_package(package.parts, package.cultures, package.rest, secrets)
    written: dict[str, Any] = orjson.loads(data)
    return written


def _identities(field: str) -> st.SearchStrategy[list[str]]:
    values = guids if field in ("guid", "internalId", "typeElementPropertyId") else _names
    return st.lists(values, min_size=1, max_size=5, unique=True)


@given(
    st.sampled_from(
        ["guid", "internalId", "uriPart", "developerName", "name", "typeElementPropertyId"]
    ).flatmap(lambda field: st.tuples(st.just(field), _identities(field))),
    st.sampled_from([_CONNECTOR, "unknownKind"]),
    st.randoms(use_true_random=False),
    st.data(),
)
def test_a_secret_stays_with_its_field_under_reorder_and_insert(
    named: tuple[str, list[str]], collection: str, seed: random.Random, data: st.DataObject
) -> None:
    field, names = named
    if collection not in _DEMO:
        package = _DEMO | {collection: [{"compositeId": {"guid": guid("unknown")}}]}
    else:
        package = _DEMO
    old, new = copy.deepcopy(package), copy.deepcopy(package)
    kept = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    items = [{field: name, "contentType": "ContentPassword"} for name in names]
    old[collection][0]["configurationValues"] = [
        item | {"contentValue": f"of {item[field]}"} for item in items if item[field] in kept
    ]
    seed.shuffle(items)
    new[collection][0]["configurationValues"] = [item | {"contentValue": None} for item in items]
    written = _exported(old, new)[collection][0]["configurationValues"]
    assert {item[field]: item["contentValue"] for item in written} == {
        name: f"of {name}" if name in kept else None for name in names
    }


def _value(name: str, text: str | None) -> dict[str, Any]:
    return {"developerName": name, "contentType": "ContentPassword", "contentValue": text}


def test_a_field_inserted_in_front_does_not_get_its_neighbours_password() -> None:
    old = _with(_CONNECTOR, configurationValues=[_value("DbPassword", "db")])
    values = [_value("SmsToken", None), _value("DbPassword", None)]
    written = _exported(old, _with(_CONNECTOR, configurationValues=values))
    assert [v["contentValue"] for v in written[_CONNECTOR][0]["configurationValues"]] == [
        None,
        "db",
    ]


def _call(name: str, text: str | None) -> dict[str, Any]:
    return {"uriPart": "login", "developerName": name, "inputs": [_value("Password", text)]}


def test_two_calls_of_one_action_that_change_places_keep_their_passwords() -> None:
    old = _with(_MAP, messageActions=[_call("first", "one"), _call("second", "two")])
    new = _with(_MAP, messageActions=[_call("second", None), _call("first", None)])
    written = _exported(old, new)[_MAP][0]["messageActions"]
    assert [call["inputs"][0]["contentValue"] for call in written] == ["two", "one"]


def test_an_id_names_an_item_only_where_it_is_no_stamp() -> None:
    def items(*ids: str, text: str | None) -> list[dict[str, Any]]:
        return [{"id": id_, "clientSecret": text and f"{text} {id_}"} for id_ in ids]

    new = _with(_API, schemaInfo={"clients": items("b", "a", text=None)})
    written = _exported(_with(_API, schemaInfo={"clients": items("a", "b", text="of")}), new)
    clients = written[_API][0]["schemaInfo"]["clients"]
    assert [one["clientSecret"] for one in clients] == ["of b", "of a"]
    old = _with(_CONNECTOR, logins=items("a", text="of"))
    restamped = _with(_CONNECTOR, logins=items("another", text=None))
    written = _exported(old, restamped)
    assert written[_CONNECTOR][0]["logins"][0]["clientSecret"] == "of a"


def test_alike_and_nameless_items_are_told_apart_by_their_place() -> None:
    logins = [{"password": "1"}, {"name": "x", "password": "2"}, {"name": "x", "password": "3"}]
    old = _with(_CONNECTOR, logins=[{"password": "0"}, *logins])
    package = read_package(orjson.dumps(old))
    assert [secret.slot for secret in package.secrets] == [
        "logins/#1/password",
        "logins/#2/password",
        "logins/x/password",
        "logins/x#2/password",
    ]
    data = write_package(package.parts, package.cultures, package.rest, package.secrets)
    assert orjson.loads(data)[_CONNECTOR] == old[_CONNECTOR]


def test_a_slot_stays_short_however_long_the_name_of_an_item() -> None:
    old = _with(_CONNECTOR, configurationValues=[_value("n" * 5_000, "long")])
    (secret,) = read_package(orjson.dumps(old)).secrets
    assert len(secret.slot) < 120
    new = _with(_CONNECTOR, configurationValues=[_value("n" * 5_000, None)])
    assert _exported(old, new)[_CONNECTOR] == old[_CONNECTOR]


@pytest.mark.parametrize("many", [20_000])
def test_a_list_of_very_many_secrets_is_written_back(many: int) -> None:
    old = _with(_CONNECTOR, apiKeys=[f"key {n}" for n in range(many)])
    new = _with(_CONNECTOR, apiKeys=[None] * many)
    assert _exported(old, new)[_CONNECTOR] == old[_CONNECTOR]
