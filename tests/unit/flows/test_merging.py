"""Merging maps a package's connectors and types to those that the tenant has under other ids."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest
from hypothesis import given

from libs.flows import kinds
from libs.flows.merging import Merged, Remembered, Wanted, merge, wanted
from libs.flows.model import Package, Part, Secret
from libs.flows.read import read_package
from libs.flows.references import Reference, dangling, references
from libs.flows.renaming import renamed
from libs.flows.secret_slots import secret_slots
from libs.flows.shape import ZERO
from libs.flows.system_ids import SYSTEM_IDS
from libs.flows.wishes import Mergeable
from libs.flows.write import write_package
from tests.packages.order_elements import CONNECTOR_URI, id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows import strategies
from tests.unit.flows.packages import element, own_packages, plain, real_packages, texts
from tests.unit.flows.parts import flow, package, part

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TENANT = UUID("3c9c1d3a-8f3a-4e0b-8f0e-5a7d6a1f0b11")
_ALL = frozenset(Mergeable)
_SERVICE, _TYPE = UUID(id_of("service")), UUID(id_of("type"))


def _theirs(id_: UUID) -> UUID:
    return uuid5(_TENANT, str(id_))


def _package(version: int = 1) -> Package:
    return read_package(orjson.dumps(OrderIntake(version).package()))


def _tenant(
    package: dict[str, Any], change: Callable[[dict[str, Any]], None] = lambda _: None
) -> list[Part]:
    """Connectors and types of a package as a tenant has them that made its own, all ids new."""

    def another(found: re.Match[str]) -> str:
        is_platforms = found[0] == ZERO or found[0] in SYSTEM_IDS
        return found[0] if is_platforms else str(_theirs(UUID(found[0])))

    text = _GUID.sub(another, orjson.dumps(package).decode())
    tree = orjson.loads(text)
    change(tree)
    parts = read_package(orjson.dumps(tree)).parts
    return [part for part in parts if part.kind in (kinds.SERVICE, kinds.TYPE)]


def _merged(
    package: Package,
    existing: Sequence[Part],
    mergeable: frozenset[Mergeable] = _ALL,
    memory: Sequence[Remembered] = (),
    uris: dict[UUID, str] | None = None,
) -> Merged:
    return merge(package, existing=existing, memory=memory, mergeable=mergeable, uris=uris or {})


def _dangling(merged: Merged) -> list[Reference]:
    """But for what the tenant's elements refer to in the tenant."""
    found = dangling(merged.package.parts)
    return [one for one in found if (one.kind, one.source_id) not in merged.merged]


def test_a_connector_and_its_type_are_mapped_to_the_tenants_own() -> None:
    existing = _tenant(OrderIntake(1).package())
    merged = _merged(_package(), existing)
    assert merged.merged == {
        (kinds.SERVICE, _theirs(_SERVICE)): _SERVICE,
        (kinds.TYPE, _theirs(_TYPE)): _TYPE,
    }
    assert {(p.kind, p.id): p for p in existing}.items() <= {
        (p.kind, p.id): p for p in merged.package.parts
    }.items()
    assert _dangling(merged) == []


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
def test_no_id_of_what_was_mapped_is_left_anywhere(data: bytes) -> None:
    package = read_package(data)
    file = plain(data)
    merged = _merged(package, _tenant(file))
    assert merged.remembered
    gone = {str(one.source_id) for one in merged.remembered}
    gone |= {str(id_) for one in merged.remembered for id_ in one.properties}
    written = write_package(
        merged.package.parts, merged.package.cultures, merged.package.rest, merged.package.secrets
    )
    text = written.decode().lower()
    assert [id_ for id_ in gone if id_ in text] == []
    assert len(_dangling(merged)) == len(dangling(package.parts))
    assert len(references(merged.package.parts)) == len(references(package.parts))
    assert read_package(written).digest == merged.package.digest


def test_what_the_package_has_more_is_added_and_the_rest_is_the_tenants() -> None:
    def older(tree: dict[str, Any]) -> None:
        service = element(tree, str(_theirs(_SERVICE)))
        service["developerName"] = "Our desk"
        service["actions"] = [a for a in service["actions"] if a["uriPart"] != "orders/cancel"]
        service["configurationValues"] = service["configurationValues"][:1]

    merged = _merged(_package(2), _tenant(OrderIntake(1).package(), older))
    service, type_ = (
        next(p for p in merged.package.parts if p.kind == kind)
        for kind in (kinds.SERVICE, kinds.TYPE)
    )
    content = orjson.loads(service.content)
    assert service.name == "Our desk"
    assert [a["uriPart"] for a in content["actions"]] == [
        "orders/cancel",
        "orders/store",
        "orders/track",
    ]
    assert [c["developerName"] for c in content["configurationValues"]] == ["User", "Password"]
    shape = orjson.loads(type_.content)
    assert [p["developerName"] for p in shape["properties"]] == ["Number", "Customer", "Placed"]
    bound = shape["bindings"][0]["propertyBindings"]
    ids = [p["guid"] for p in shape["properties"]]
    assert [b["typeElementPropertyId"] for b in bound] == ids
    assert _dangling(merged) == []


def test_texts_of_what_is_added_come_along() -> None:
    package = OrderIntake(2).package()
    placed = element(package, id_of("type"))["properties"][2]
    format_ = placed["contentFormatContentValueId"]["guid"]
    for found in texts(package, id_of("type")):
        found[format_] = "dd.MM.yyyy"
    merged = _merged(read_package(orjson.dumps(package)), _tenant(OrderIntake(1).package()))
    written = plain(
        write_package(merged.package.parts, merged.package.cultures, merged.package.rest)
    )
    type_ = element(written, str(_theirs(_TYPE)))
    guid = type_["properties"][2]["contentFormatContentValueId"]["guid"]
    assert [t[guid] for t in texts(written, str(_theirs(_TYPE)))] == ["dd.MM.yyyy"] * 2
    assert read_package(orjson.dumps(written)).digest == merged.package.digest


def test_merging_again_into_what_merging_gave_adds_nothing() -> None:
    existing = _tenant(OrderIntake(1).package())
    first = _merged(_package(2), existing)
    there = [p for p in first.package.parts if p.kind in (kinds.SERVICE, kinds.TYPE)]
    again = _merged(_package(2), there, frozenset(), memory=first.remembered)
    assert again.package == first.package
    assert again.remembered == first.remembered


def test_what_was_mapped_once_is_mapped_without_being_asked_unless_it_is_gone() -> None:
    existing = _tenant(OrderIntake(1).package())
    memory = _merged(_package(), existing).remembered
    assert len(_merged(_package(), existing, frozenset(), memory).merged) == 2
    assert _merged(_package(), [], frozenset(), memory) == Merged(_package(), (), {})


def test_a_property_that_the_tenant_has_renamed_since_is_the_one_it_was_mapped_to() -> None:
    existing = _tenant(OrderIntake(1).package())
    memory = _merged(_package(), existing).remembered

    def rename(tree: dict[str, Any]) -> None:
        element(tree, str(_theirs(_TYPE)))["properties"][0]["developerName"] = "No."

    renamed_there = _tenant(OrderIntake(1).package(), rename)
    merged = _merged(_package(), renamed_there, frozenset(), memory)
    number = UUID(OrderIntake(1).property("Number"))
    properties = next(one.properties for one in merged.remembered if one.kind == kinds.TYPE)
    assert properties[number] == _theirs(number)
    assert {p.digest for p in renamed_there} <= {p.digest for p in merged.package.parts}


@given(*(strategies.elements(kind, []) for kind in ("flow", "service", "type")))
def test_whatever_an_element_holds_it_can_be_merged_into_its_like(
    flow: dict[str, Any], service: dict[str, Any], type_: dict[str, Any]
) -> None:
    package = {
        "flowConfiguration": flow,
        "serviceElementConfigurations": [service | {"uri": "https://a.example"}],
        "typeElementConfigurations": [type_ | {"developerName": "Order"}],
    }
    read = read_package(orjson.dumps(package))
    parts = [p for p in read.parts if p.kind in (kinds.SERVICE, kinds.TYPE)]
    existing = [renamed(p, {one.id: _theirs(one.id) for one in parts}) for p in parts]
    merged = _merged(read, existing)
    assert len(merged.merged) == 2
    again = merged.package
    written = read_package(write_package(again.parts, again.cultures, again.rest))
    assert written.digest == again.digest
    there = [p for p in again.parts if p.kind in (kinds.SERVICE, kinds.TYPE)]
    assert _merged(read, there, frozenset(), merged.remembered).package == again


def test_nothing_is_mapped_unless_asked() -> None:
    existing = _tenant(OrderIntake(1).package())
    assert _merged(_package(), existing, frozenset()).package == _package()
    only = _merged(_package(), existing, frozenset({Mergeable.CONNECTORS}))
    assert set(only.merged.values()) == {_SERVICE}
    only = _merged(_package(), existing, frozenset({Mergeable.TYPES}))
    assert only.merged == {}, "its type belongs to another connector as long as that is not mapped"


def test_an_end_point_is_compared_as_it_will_be_in_the_tenant() -> None:
    def elsewhere(tree: dict[str, Any]) -> None:
        element(tree, str(_theirs(_SERVICE)))["uri"] = "https://orders.example.com"

    existing = _tenant(OrderIntake(1).package(), elsewhere)
    connectors = frozenset({Mergeable.CONNECTORS})
    assert _merged(_package(), existing, connectors).merged == {}
    uris = {_SERVICE: "https://orders.example.com"}
    assert set(_merged(_package(), existing, connectors, uris=uris).merged.values()) == {_SERVICE}


def test_nothing_is_mapped_where_two_could_be_or_the_tenant_has_the_element_itself() -> None:
    package = _package()
    existing = _tenant(OrderIntake(1).package())
    double = [replace(part, id=uuid5(part.id, "second")) for part in existing]
    assert _merged(package, [*existing, *double]).merged == {}
    own = [part for part in package.parts if part.kind in (kinds.SERVICE, kinds.TYPE)]
    assert _merged(package, [*existing, *own]).merged == {}
    brought = replace(package, parts=(*package.parts, *existing))
    assert _merged(brought, existing).merged == {}


def test_a_type_whose_property_is_of_another_content_type_is_another_type() -> None:
    def number(tree: dict[str, Any]) -> None:
        element(tree, str(_theirs(_TYPE)))["properties"][0]["contentType"] = "ContentNumber"

    merged = _merged(_package(), _tenant(OrderIntake(1).package(), number))
    assert set(merged.merged.values()) == {_SERVICE}


def test_a_password_follows_its_connector_unless_the_tenants_has_another_user() -> None:
    secret = Secret(kinds.SERVICE, _SERVICE, "httpAuthenticationPassword", "canary")
    package = replace(_package(), secrets=(secret,))
    same = _merged(package, _tenant(OrderIntake(1).package()))
    assert same.package.secrets == (replace(secret, element_id=_theirs(_SERVICE)),)

    def another_user(tree: dict[str, Any]) -> None:
        element(tree, str(_theirs(_SERVICE)))["httpAuthenticationUsername"] = "ours"

    other = _merged(package, _tenant(OrderIntake(1).package(), another_user))
    assert other.package.secrets == ()
    assert other.merged == same.merged


def test_a_password_gets_a_place_in_a_connector_that_has_none_or_stays_behind() -> None:
    bare = part(kinds.SERVICE, "Bare", {"uri": CONNECTOR_URI})
    desk = part(
        kinds.SERVICE, "Desk", {"uri": CONNECTOR_URI}, blanks={"httpAuthenticationPassword": None}
    )
    field, nested = "httpAuthenticationPassword", "configurationValues/Key/clientSecret"
    secrets = tuple(Secret(desk.kind, desk.id, slot, "hidden") for slot in (field, nested))
    coming = package(flow(), desk, secrets=secrets)
    merged = merge(coming, existing=[bare], memory=(), mergeable=_ALL, uris={}).package
    assert [(one.element_id, one.slot) for one in merged.secrets] == [(bare.id, field)]
    assert merged.parts[1].digest == bare.digest
    assert (bare.kind, bare.id, field) in secret_slots(merged.parts, merged.rest)


def test_what_the_tenant_is_asked_for_are_names_end_points_and_ids() -> None:
    target = UUID(int=5)
    foreign = Remembered(kinds.TYPE, UUID(int=6), UUID(int=7), {})
    memory = (Remembered(kinds.SERVICE, _SERVICE, target, {}), foreign)
    assert wanted(_package().parts, memory=memory, uris={}) == Wanted(
        ids=frozenset({(kinds.SERVICE, _SERVICE), (kinds.SERVICE, target), (kinds.TYPE, _TYPE)}),
        type_names=frozenset({"Order"}),
        endpoints=frozenset({CONNECTOR_URI}),
    )
    uris = {_SERVICE: "https://mapped.example"}
    asked = wanted(_package().parts, memory=(), uris=uris)
    assert asked.endpoints == {"https://mapped.example"}
