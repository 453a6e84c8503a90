"""Bindings: a tenant's own values find their elements, and show in the file that is written."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given

from libs.flows import kinds
from libs.flows.bindings import Bindings, Bound, ConnectorBinding, ValueBinding, bind
from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.model import Json, Package, Part
from libs.flows.overlay import apply_overlay
from libs.flows.read import read_package
from libs.flows.secret_slots import secret_slots
from libs.flows.write import write_package
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows import strategies
from tests.unit.flows.packages import element, own_packages, plain, real_packages, texts

_PACKAGE = read_package(orjson.dumps(OrderIntake(1).package()))
_SERVICE = (kinds.SERVICE, UUID(id_of("service")))
_CANARY = "canary-7c1f"


def _value(name: str, text: str = _CANARY) -> Bindings:
    return Bindings(values=(ValueBinding(None, name, text),))


def _connector(**said: Any) -> Bindings:
    return Bindings(connectors=(ConnectorBinding(None, "Order Desk", **said),))


def _bound(*layers: Bindings, package: Package = _PACKAGE) -> Bound:
    return bind(package.parts, package.cultures, layers)


def _effective(part: Part, patch: Json) -> Part:
    content = apply_overlay(part.content, patch)
    return replace(part, content=content, digest=element_digest(content))


def _written(bound: Bound, package: Package = _PACKAGE) -> bytes:
    parts = [_effective(p, bound.overlays.get((p.kind, p.id), {})) for p in bound.parts]
    return write_package(parts, package.cultures, package.rest, bound.secrets)


def test_a_plain_value_gets_its_default_in_every_culture() -> None:
    written = plain(_written(_bound(_value("Order prefix", "X-"))))
    value = id_of("prefix")
    guid = element(written, value)["defaultContentValueContentValueId"]["guid"]
    assert [t[guid] for t in texts(written, value)] == ["X-", "X-"]


def test_a_password_becomes_a_secret_in_every_culture_and_no_overlay() -> None:
    bound = _bound(_value("Order Desk password"))
    assert bound.overlays == {}
    assert {(s.slot, s.value) for s in bound.secrets} == {
        (f"defaultContentValueContentValueId@{c.key}", _CANARY) for c in _PACKAGE.cultures
    }
    again = read_package(_written(bound))
    assert again.digest == _PACKAGE.digest
    assert set(map(repr, again.secrets)) == set(map(repr, bound.secrets))


def test_a_configuration_value_binds_the_value_that_it_refers_to() -> None:
    bound = _bound(_connector(configuration={"User": "ida", "Password": _CANARY}))
    assert set(bound.overlays) == {(kinds.VALUE, UUID(id_of("user")))}
    assert {s.element_id for s in bound.secrets} == {UUID(id_of("password"))}
    assert bound.unmatched == ()


def test_a_connector_gets_what_is_said_and_keeps_the_rest() -> None:
    bound = _bound(_connector(uri="https://a.example", username="ida", password=_CANARY))
    assert bound.overlays == {_SERVICE: {"httpAuthenticationUsername": "ida"}}
    assert [(s.slot, s.value) for s in bound.secrets] == [("httpAuthenticationPassword", _CANARY)]
    assert bound.uris[_SERVICE[1]].uri == "https://a.example"
    assert _bound(_connector()).overlays == {}


def test_an_older_connector_without_a_password_field_gets_one() -> None:
    package = OrderIntake(1).package()
    del element(package, id_of("service"))["httpAuthenticationPassword"]
    read = read_package(orjson.dumps(package))
    bound = _bound(_connector(password=_CANARY), package=read)
    again = read_package(_written(bound, read))
    assert again.digest == read.digest
    assert [s.value for s in again.secrets] == [_CANARY]


@pytest.mark.parametrize("left", [None, "", "00000000-0000-0000-0000-000000000000", "absent"])
def test_a_password_value_without_any_content_value_gets_one(left: str | None) -> None:
    package = OrderIntake(1).package()
    value = element(package, id_of("password"))
    if left == "absent":
        del value["defaultContentValueContentValueId"]
    else:
        value["defaultContentValueContentValueId"] = left and {"guid": left}
    package["contentValueDocuments"] = [
        d for d in package["contentValueDocuments"] if d["elementId"] != id_of("password")
    ]
    read = read_package(orjson.dumps(package))
    bound = _bound(_value("Order Desk password"), package=read)
    again = read_package(_written(bound, read))
    assert again.digest == read.digest
    assert {s.value for s in again.secrets} == {_CANARY}
    slots = secret_slots(bound.parts, read.rest)
    assert {(s.kind, s.element_id, s.slot) for s in bound.secrets} <= slots


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
def test_every_value_and_connector_of_a_package_can_be_bound_and_read_again(data: bytes) -> None:
    package = read_package(data)
    bound = _all_bound(package)
    assert all("holds objects" in reason for reason in bound.unmatched)
    _check_reads_again(package, bound)


@given(strategies.packages())
def test_whatever_a_package_holds_what_is_bound_in_it_can_be_read_again(
    package: dict[str, Any],
) -> None:
    read = read_package(orjson.dumps(package))
    _check_reads_again(read, _all_bound(read))


def _all_bound(package: Package) -> Bound:
    values = [ValueBinding(p.id, None, _CANARY) for p in package.parts if p.kind == kinds.VALUE]
    connectors = [
        ConnectorBinding(p.id, None, username=_CANARY, password=_CANARY)
        for p in package.parts
        if p.kind == kinds.SERVICE
    ]
    return _bound(Bindings(tuple(values), tuple(connectors)), package=package)


def _check_reads_again(package: Package, bound: Bound) -> None:
    """A place for a password is no content, and a text that is added is read as it was bound."""
    before = {(p.kind, p.id): p.digest for p in package.parts}
    assert {(p.kind, p.id): p.digest for p in bound.parts} == before
    expected = {
        (p.kind, p.id): _effective(p, bound.overlays.get((p.kind, p.id), {})).digest
        for p in package.parts
    }
    again = read_package(_written(bound, package))
    assert {(p.kind, p.id): p.digest for p in again.parts} == expected
    secrets = {(s.kind, s.element_id, s.slot): s.value for s in again.secrets}
    assert secrets == {(s.kind, s.element_id, s.slot): s.value for s in bound.secrets}


def test_the_strongest_layer_wins_field_by_field() -> None:
    weak = _connector(uri="https://weak.example", username="weak", configuration={"User": "weak"})
    bound = _bound(_value("Order Desk user", "strong"), _connector(uri="https://b.example"), weak)
    assert bound.uris[_SERVICE[1]].uri == "https://b.example"
    assert bound.uris[_SERVICE[1]].layer == 1
    assert bound.overlays[_SERVICE] == {"httpAuthenticationUsername": "weak"}
    user = orjson.dumps(bound.overlays[kinds.VALUE, UUID(id_of("user"))])
    assert b"strong" in user
    assert b"weak" not in user


def test_what_a_request_names_in_vain_is_told_and_what_is_kept_is_not() -> None:
    id_ = uuid4()
    asked = Bindings(
        values=(ValueBinding(id_, None, _CANARY), ValueBinding(None, "Nobody", _CANARY)),
        connectors=(
            ConnectorBinding(None, "Nowhere", password=_CANARY),
            ConnectorBinding(None, "Order Desk", configuration={"Colour": _CANARY}),
        ),
    )
    assert _bound(asked).unmatched == (
        f"The package has no value with the id {id_}.",
        "The package has no value with the name 'Nobody'.",
        "The package has no connector with the name 'Nowhere'.",
        "There is no configuration value 'Colour' of the connector 'Order Desk'.",
    )
    assert _bound(Bindings(), asked).unmatched == ()


def test_a_name_that_two_values_have_binds_neither() -> None:
    double = replace(_part(kinds.VALUE, "prefix"), id=UUID(int=7))
    bound = bind([*_PACKAGE.parts, double], _PACKAGE.cultures, [_value("Order prefix")])
    assert bound.overlays == {}
    assert bound.unmatched == (
        "2 values have the name 'Order prefix': bind by id "
        f"({', '.join(sorted([str(double.id), id_of('prefix')]))}).",
    )


def _part(kind: Kind, name: str) -> Part:
    return next(p for p in _PACKAGE.parts if (p.kind, str(p.id)) == (kind, id_of(name)))


def test_a_text_cannot_be_bound_where_objects_are_or_no_culture_is() -> None:
    assert _bound(_value("Order")).unmatched == (
        "The value 'Order' holds objects, and a binding gives a text.",
    )
    bound = bind(_PACKAGE.parts, (), [_value("Order prefix")])
    assert bound.unmatched == (
        "The value 'Order prefix' has no place for a text: the package describes no culture.",
    )


def test_an_empty_password_is_none_and_leaves_a_kept_one_to_count() -> None:
    bound = _bound(_value("Order Desk password", ""), _value("Order Desk password"))
    assert bound.unmatched == ("The value 'Order Desk password' is given an empty password.",)
    assert {s.value for s in bound.secrets} == {_CANARY}


def test_a_password_goes_nowhere_where_a_flag_stands() -> None:
    package = OrderIntake(1).package()
    element(package, id_of("service"))["httpAuthenticationPassword"] = True
    bound = _bound(_connector(password=_CANARY), package=read_package(orjson.dumps(package)))
    assert bound.secrets == ()
    assert bound.unmatched == (
        "The connector 'Order Desk' has something else than a text where its password would be.",
    )


def test_one_value_bound_twice_is_told_and_the_first_counts() -> None:
    layer = replace(
        _value("Order Desk user", "a"),
        connectors=_connector(configuration={"User": "b"}).connectors,
    )
    bound = _bound(layer)
    assert bound.unmatched == (
        "The value 'Order Desk user' is bound twice, and the first binding counts.",
    )
    assert b'"a"' in orjson.dumps(bound.overlays[kinds.VALUE, UUID(id_of("user"))])


def test_a_binding_may_name_a_merged_element_as_it_came() -> None:
    part = next(one for one in _PACKAGE.parts if (one.kind, one.id) == _SERVICE)
    came = replace(part, id=uuid4(), name="Desk of orders")
    for id_, name in ((came.id, None), (None, came.name), (part.id, None), (None, part.name)):
        layer = Bindings(connectors=(ConnectorBinding(id_, name, username="ida"),))
        bound = bind(_PACKAGE.parts, _PACKAGE.cultures, [layer], merged={_SERVICE: came})
        assert bound.overlays == {_SERVICE: {"httpAuthenticationUsername": "ida"}}
        assert bound.unmatched == ()


def test_no_repr_shows_what_is_bound() -> None:
    layers = (_value("Order Desk password"), _connector(password=_CANARY, uri=_CANARY))
    shown = repr(layers) + repr(_bound(*layers).secrets) + repr(_bound(*layers).unmatched)
    assert _CANARY not in shown
