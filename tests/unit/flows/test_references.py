"""References of all five kinds are found, and what a package lacks is told from what it may."""

import copy
from typing import Any

import orjson
import pytest

from libs.flows import kinds
from libs.flows.model import Part
from libs.flows.read import read_package
from libs.flows.references import Reference, closure, dangling, references
from libs.flows.system_ids import SYSTEM_IDS
from tests.packages.elements import guid, ref
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import own_packages, real_packages
from tests.unit.flows.parts import part

_DEMO = OrderIntake(2).package()


def _parts(package: Any) -> tuple[Part, ...]:
    return read_package(orjson.dumps(package)).parts


def _of(name: str, how: str) -> set[tuple[str | None, str | None, str | None]]:
    parts = _parts(_DEMO)
    names = {part.id: part.name for part in parts}
    return {
        (r.target_kind, names.get(r.target_id) if r.target_id else None, r.name)
        for r in references(parts)
        if r.how == how and names[r.source_id] == name
    }


@pytest.mark.parametrize("data", [*real_packages(), *own_packages()])
def test_a_whole_package_has_nothing_dangling_and_is_its_own_closure(data: bytes) -> None:
    package = read_package(data)
    assert dangling(package.parts) == []
    parts = {(part.kind, part.id): part for part in package.parts}
    reached = closure(package.flow.id, parts)
    assert reached[0] == package.flow
    assert sorted((p.kind, p.id) for p in reached) == sorted(parts)


def test_guids_in_fields_name_elements_of_every_kind() -> None:
    found = {r.target_kind for r in references(_parts(_DEMO)) if r.how == "guid"}
    assert found == set(kinds.COLLECTIONS.values())


def test_a_message_action_names_its_connector_and_the_action_in_it() -> None:
    assert _of("Store the order", "action") == {("service", "Order Desk", "orders/store")}


def test_flow_keys_and_names_in_texts_are_found() -> None:
    assert _of("Hand over", "flowkey") == {("value", "Order", None)}
    assert _of("Number the order", "name") == {("value", None, "Order prefix")}
    assert ("value", None, "$User") in _of("Order page", "name")


def test_environment_variables_and_custom_components_are_found_by_name() -> None:
    assert _of("Note", "environment") == {(None, None, "ORDER_NOTE")}
    assert _of("Order page", "component") == {("customPageComponent", None, "order-lines")}


def test_properties_bindings_and_nested_things_are_found_in_their_element() -> None:
    parts = _parts(_DEMO)
    hows = {(r.how, r.target_kind) for r in references(parts)}
    assert {("property", "type"), ("nested", None)} <= hows


def _without(collection: str, guid_: str) -> Any:
    package = copy.deepcopy(_DEMO)
    package[collection] = [e for e in package[collection] if e["compositeId"]["guid"] != guid_]
    package["flowConfiguration"][f"{collection.removesuffix('Configurations')}Ids"].pop(guid_)
    return package


@pytest.mark.parametrize(
    ("collection", "name", "hows"),
    [
        ("valueElementConfigurations", "prefix", {"guid", "name"}),
        ("valueElementConfigurations", "order", {"guid", "flowkey"}),
        ("serviceElementConfigurations", "service", {"guid", "action"}),
        ("typeElementConfigurations", "type", {"guid", "property"}),
        ("pageElementConfigurations", "page", {"guid", "nested"}),
        ("tagElementConfigurations", "tag", {"guid"}),
        ("mapElementConfigurations", "done", {"guid"}),
    ],
)
def test_what_a_package_lacks_dangles(collection: str, name: str, hows: set[str]) -> None:
    found = dangling(_parts(_without(collection, id_of(name))))
    assert {r.how for r in found} == hows
    assert {r.target_id for r in found if r.how == "guid"} <= {_uuid(id_of(name))}


def _uuid(text: str) -> Any:
    return next(r.target_id for r in references(_parts(_DEMO)) if str(r.target_id) == text)


def test_an_action_that_its_connector_no_longer_has_dangles() -> None:
    package = copy.deepcopy(_DEMO)
    service = package["serviceElementConfigurations"][0]
    service["actions"] = [a for a in service["actions"] if a["uriPart"] != "orders/store"]
    assert [(r.how, r.name) for r in dangling(_parts(package))] == [("action", "orders/store")]


@pytest.mark.parametrize("system_id", sorted(SYSTEM_IDS))
def test_the_platforms_own_elements_never_dangle(system_id: str) -> None:
    package = copy.deepcopy(_DEMO)
    component = package["pageElementConfigurations"][0]["pageComponents"][0]
    component["valueElementValueBindingReferenceId"] = ref(system_id, system_id)
    assert dangling(_parts(package)) == []


def test_unknown_fields_that_hold_a_reference_are_followed_but_never_dangle() -> None:
    package = _without("valueElementConfigurations", id_of("note"))
    package["tagElementConfigurations"][0]["laterField"] = ref(guid("elsewhere"))
    assert dangling(_parts(package)) == []
    package = copy.deepcopy(_DEMO)
    package["flowConfiguration"]["valueElementIds"] = {}
    package["tagElementConfigurations"][0]["laterField"] = ref(id_of("note"))
    parts = {(part.kind, part.id): part for part in _parts(package)}
    assert "Note" in {part.name for part in closure(_parts(package)[0].id, parts)}


def test_a_closure_leaves_out_what_the_flow_does_not_reach() -> None:
    own, other = _parts(_DEMO), _parts(OrderIntake(1).package())
    stranger = next(
        part for part in read_package(own_packages()[4].values[0]).parts if part.name == "Gate code"
    )
    parts = {(part.kind, part.id): part for part in (*other, *own, stranger)}
    reached = closure(own[0].id, parts)
    assert stranger not in reached
    assert {part.id for part in own} <= {part.id for part in reached}


def test_a_reference_says_where_it_stands() -> None:
    found = [r for r in references(_parts(_DEMO)) if r.how == "action"]
    assert found == [
        Reference(
            kind=kinds.MAP,
            source_id=found[0].source_id,
            path=("messageActions", 0, "uriPart"),
            target_kind=kinds.SERVICE,
            target_id=_uuid(id_of("service")),
            name="orders/store",
            how="action",
        )
    ]


def test_names_in_a_text_end_where_the_next_begins() -> None:
    code = "{![Lost {![Order].[Number]} {![Customer]}" + "{![" * 200_000
    macro = part(kinds.MACRO, "Send", {"code": code})
    assert [one.name for one in references([macro])] == ["Order", "Customer"]
