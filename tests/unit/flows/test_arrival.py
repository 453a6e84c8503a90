"""An arrival is a package as a tenant wants it: ids merged, URIs mapped, values bound."""

from dataclasses import replace
from uuid import UUID

import orjson
import pytest

from libs.flows import kinds
from libs.flows.arrival import MappingHit, arrive, uris_of
from libs.flows.bindings import Bindings, ConnectorBinding, ValueBinding
from libs.flows.model import Package, Secret
from libs.flows.read import read_package
from libs.flows.uris import UriMapping, uri_of
from libs.flows.wishes import Mergeable, Wishes
from libs.flows.write import write_package
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.parts import flow, id_of, package, part

_URI = "https://desk.example.com"
_MAPPED, _ASKED, _KEPT = (f"https://{name}.example.com" for name in ("mapped", "asked", "kept"))
_DESK = part(kinds.SERVICE, "Desk", {"uri": _URI})
_KEY = (_DESK.kind, _DESK.id)
_MAPPING = UriMapping(_URI, _MAPPED)


def _order(password: str | None = None) -> Package:
    return read_package(orjson.dumps(OrderIntake(1, password=password).package()))


def _at(uri: str) -> Bindings:
    return Bindings(connectors=(ConnectorBinding(None, "Desk", uri=uri),))


@pytest.mark.parametrize(
    ("layers", "mappings", "uri"),
    [
        ([], (), _URI),
        ([Bindings(), _at(_KEPT)], (), _KEPT),
        ([Bindings(), _at(_KEPT)], (_MAPPING,), _MAPPED),
        ([_at(_ASKED), _at(_KEPT)], (_MAPPING,), _ASKED),
        ([_at(_ASKED), _at(_KEPT)], (), _ASKED),
    ],
)
def test_a_uri_is_the_requests_then_the_mappings_then_the_tenants(
    layers: list[Bindings], mappings: tuple[UriMapping, ...], uri: str
) -> None:
    wishes = Wishes(uri_mappings=mappings)
    one = package(flow(), _DESK)
    arrival = arrive(one, wishes, bindings=layers)
    assert [uri_of(desk) for desk in arrival.effective if desk.kind == kinds.SERVICE] == [uri]
    assert arrival.package.parts == one.parts
    assert arrival.overlays == ({} if uri == _URI else {_KEY: {"uri": uri}})
    assert uris_of(one, wishes, layers) == ({} if uri == _URI else {_DESK.id: uri})


def test_what_changes_nothing_is_no_overlay() -> None:
    one = package(flow(), _DESK)
    assert arrive(one, Wishes(), bindings=[_at(_URI)]).overlays == {}


def test_a_binding_takes_the_place_of_the_packages_secret() -> None:
    bound = Bindings(values=(ValueBinding(None, "Order Desk password", "ours"),))
    plain = arrive(_order("theirs"), Wishes())
    arrival = arrive(_order("theirs"), Wishes(), bindings=[bound])
    assert {secret.value for secret in plain.secrets} == {"theirs"}
    assert set(plain.secret_sources.values()) == {"package"}
    assert {secret.value for secret in arrival.secrets} == {"ours"}
    assert set(arrival.secret_sources.values()) == {"binding"}
    assert arrival.secret_sources.keys() <= arrival.slots
    assert {key[0] for key in arrival.secret_keys} == {kinds.VALUE}


def test_nothing_that_is_bound_shows_when_an_arrival_is_printed() -> None:
    bound = Bindings(
        values=(
            ValueBinding(None, "Order Desk password", "canary"),
            ValueBinding(None, "Order Desk user", "canary"),
        )
    )
    arrival = arrive(_order("canary"), Wishes(), bindings=[bound])
    assert "canary" not in repr(arrival)


def test_a_bound_text_is_part_of_what_is_written() -> None:
    bound = Bindings(values=(ValueBinding(None, "Order Desk user", "warehouse-7"),))
    arrival = arrive(_order(), Wishes(), bindings=[bound])
    again = read_package(
        write_package(arrival.effective, arrival.package.cultures, arrival.package.rest)
    )
    assert [one.digest for one in again.parts] == [one.digest for one in arrival.effective]
    assert b"warehouse-7" in b"".join(one.content for one in again.parts)


def test_a_mapping_tells_which_connectors_it_hits() -> None:
    desk_two = part(kinds.SERVICE, "Second desk", {"uri": _URI})
    none = UriMapping("https://none.example.com", _MAPPED)
    wishes = Wishes(uri_mappings=(_MAPPING, none))
    arrival = arrive(package(flow(), _DESK, desk_two), wishes)
    assert arrival.mapping_hits == (
        MappingHit(_MAPPING, (_KEY, (desk_two.kind, desk_two.id))),
        MappingHit(none, ()),
    )


@pytest.mark.parametrize("named_by", [id_of("Desk"), id_of("Our desk")])
def test_a_merged_connector_has_the_tenants_id_and_answers_to_both(named_by: UUID) -> None:
    ours = part(kinds.SERVICE, "Our desk", {"uri": _MAPPED})
    login = Secret(_DESK.kind, _DESK.id, "httpAuthenticationPassword", "theirs")
    one = package(flow(), replace(_DESK, stamp=b'{"blanks":{"httpAuthenticationPassword":null}}'))
    one = replace(one, secrets=(login,))
    wishes = Wishes(merge=frozenset({Mergeable.CONNECTORS}), uri_mappings=(_MAPPING,))
    bound = Bindings(connectors=(ConnectorBinding(named_by, None, password="ours"),))
    arrival = arrive(one, wishes, bindings=[bound], existing=[ours])
    assert arrival.merged == {(ours.kind, ours.id): _DESK.id}
    assert arrival.keys == ((kinds.FLOW, one.flow.id), (ours.kind, ours.id))
    assert arrival.mapping_hits == (MappingHit(_MAPPING, ((ours.kind, ours.id),)),)
    assert {(secret.element_id, secret.value) for secret in arrival.secrets} == {(ours.id, "ours")}
    assert arrival.overlays == {}
    assert arrival.unmatched_bindings == ()


def test_what_only_the_tenant_can_have_is_listed() -> None:
    page = part(
        kinds.PAGE,
        "Page",
        {
            "tagElementId": str(id_of("Tag")),
            "label": "{![Greeting]} {{SITE}}",
            "pageComponents": [{"componentType": "map-of-orders"}],
        },
    )
    step = part(kinds.MAP, "Step", {"subflow": {"flowId": {"id": str(id_of("Called"))}}})
    needs = arrive(package(flow(), step, page), Wishes()).needs
    assert needs.subflows == {id_of("Called")}
    assert needs.variables == {"SITE"}
    assert needs.components == {"map-of-orders"}
    assert needs.elements == {(kinds.TAG, id_of("Tag"))}
    assert needs.values == {"Greeting"}
    whole = arrive(_order(), Wishes()).needs
    assert (whole.elements, whole.values, whole.dangling) == (frozenset(), frozenset(), ())
