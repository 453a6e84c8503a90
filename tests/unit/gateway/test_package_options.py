"""How an import is asked for: options out of a query, a form or a JSON body."""

from uuid import UUID, uuid4

import pytest
from fastapi.exceptions import RequestValidationError

from libs.contracts.jobs import MappedUri
from libs.contracts.problems import ProblemError
from libs.flows.wishes import Mergeable, OnConflict
from services.gateway.native.base import read
from services.gateway.native.package_options import (
    OptionsAsked,
    TokenAsked,
    check_address,
    options_of,
)

ELEMENT = UUID("11111111-2222-4333-8444-555555555555")
SECRET = "correct horse battery staple"


def test_without_options_edits_are_not_lost() -> None:
    options = options_of([])
    assert options.on_conflict is OnConflict.FAIL
    assert options.given is None


def test_options_are_spelt_in_a_query_as_in_a_body() -> None:
    pairs = [
        ("isSnapshot", "true"),
        ("onConflict", "overwrite"),
        (f"onConflict[{ELEMENT}]", "keep-target"),
        ("merge", "connectors,types"),
        ("stateHash", "ab" * 32),
        ("keepBindings", "true"),
        ("uriMapping[0][from]", "https://a.example/"),
        ("uriMapping[0][to]", "https://b.example/"),
    ]
    body = {
        "isSnapshot": True,
        "onConflict": "overwrite",
        "onConflictByElement": {str(ELEMENT): "keep-target"},
        "merge": ["types", "connectors"],
        "stateHash": "ab" * 32,
        "keepBindings": True,
        "uriMapping": [{"from": "https://a.example/", "to": "https://b.example/"}],
    }
    options = options_of(pairs)
    assert options == read(OptionsAsked, body, "body").options(())
    assert options.on_conflict_by_element == {ELEMENT: OnConflict.KEEP_TARGET}
    assert options.merge == frozenset(Mergeable)
    assert options.uri_mappings == (MappedUri(from_="https://a.example/", to="https://b.example/"),)


def test_merging_may_be_asked_for_once_per_kind() -> None:
    assert options_of([("merge", "types"), ("merge", "connectors")]).merge == frozenset(Mergeable)


def test_bindings_of_a_form_are_json_and_travel_beside_the_request() -> None:
    bindings = f'{{"values": [{{"name": "Password", "value": "{SECRET}"}}]}}'
    options = options_of([("bindings", bindings), ("passphrase", SECRET)])
    assert options.given is not None
    assert options.given.bindings.values[0].value.get_secret_value() == SECRET
    request = options.of_upload()
    assert request.has_input
    assert SECRET not in request.model_dump_json()
    assert SECRET not in repr(options)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("onConflict", "ask"),
        ("onConflict[mine]", "fail"),
        (f"onConflict[{ELEMENT}]", "sometimes"),
        ("onconflict", "fail"),
        ("merge", "flows"),
        ("merge", ""),
        ("stateHash", ""),
        ("passphrase", ""),
        ("stateHash", "the one of yesterday"),
        ("bindings", SECRET),
        ("bindings", f'{{"values": [{{"value": "{SECRET}"}}]}}'),
        ("bindings", f'{{"values": "{SECRET}"}}'),
        ("bindings", f'{{"values": [{{"id": "{ELEMENT}", "name": "x", "value": "{SECRET}"}}]}}'),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(RequestValidationError) as refused:
        options_of([(name, value)])
    told = [(error["loc"], error["msg"]) for error in refused.value.errors()]
    assert SECRET not in str(told)


@pytest.mark.parametrize("name", ["token", "passphrase", "bindings", "Passphrase"])
def test_what_is_confidential_does_not_stand_in_an_address(name: str) -> None:
    with pytest.raises(ProblemError) as refused:
        check_address([("isSnapshot", "true"), (name, SECRET)])
    assert SECRET not in str(refused.value.problem.document())


def test_a_token_shows_itself_nowhere() -> None:
    asked = read(TokenAsked, {"token": SECRET, "passphrase": SECRET}, "body")
    assert SECRET not in repr(asked)


def test_active_and_default_are_a_snapshots() -> None:
    request = options_of([("isActive", "true"), ("isDefault", "true")]).of_upload()
    assert (request.is_active, request.is_default) == (False, False)


def test_elements_are_named_by_their_ids_only() -> None:
    body = {"onConflictByElement": {str(uuid4()): "fail", "everything": "fail"}}
    with pytest.raises(RequestValidationError):
        read(OptionsAsked, body, "body")
