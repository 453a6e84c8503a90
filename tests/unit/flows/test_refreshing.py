"""A refresh brings a connector and its types up to a description, and duplicates nothing."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows import kinds
from libs.flows.digest import element_digest
from libs.flows.faults import Fault
from libs.flows.image import flow_image
from libs.flows.model import Json, Package, Part
from libs.flows.read import read_package
from libs.flows.references import dangling
from libs.flows.refreshing import Refreshed, reconcile
from libs.flows.split import canonical
from libs.flows.write import write_package
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows import strategies
from tests.unit.flows.packages import element, own_packages, plain, real_packages

_PACKAGE = read_package(orjson.dumps(OrderIntake(1).package()))
_FILE = "af48e652-7dec-4739-9c98-586318e0ad7d"


def _connector(package: Package = _PACKAGE) -> Part:
    return next(part for part in package.parts if part.kind == kinds.SERVICE)


def _types(package: Package = _PACKAGE) -> list[Part]:
    return [part for part in package.parts if part.kind == kinds.TYPE]


def _argument(name: str, type_name: str | None = None) -> dict[str, Any]:
    return {
        "developerName": name,
        "contentValue": None,
        "isRequired": True,
        "contentType": "ContentObject" if type_name else "ContentString",
        "typeElementDeveloperName": type_name,
        "order": 0,
    }


def _action(uri_part: str, *inputs: Json) -> dict[str, Any]:
    return {
        "uriPart": uri_part,
        "developerName": uri_part.rpartition("/")[2].capitalize(),
        "developerSummary": None,
        "isViewMessageAction": False,
        "serviceActionOutcomes": None,
        "serviceInputs": [*inputs],
        "serviceOutputs": [],
    }


def _type(name: str, *properties: str, table: str | None = None) -> dict[str, Any]:
    fields = [
        {"developerName": p, "contentType": "ContentString", "typeElementDeveloperName": None}
        for p in properties
    ]
    bound = [
        {
            "databaseFieldName": p.lower(),
            "typeElementPropertyDeveloperName": p,
            "databaseContentType": None,
        }
        for p in properties
    ]
    binding = {
        "developerName": f"{table} table".capitalize(),
        "databaseTableName": table,
        "propertyBindings": bound,
    }
    return {"developerName": name, "properties": fields, "bindings": [binding] if table else []}


def _description(**said: Any) -> dict[str, Any]:
    order = _argument("Order", "Order")
    return {
        "actions": [_action("orders/store", order), _action("orders/cancel", order)],
        "typeElements": [_type("Order", "Number", "Customer", table="orders")],
    } | said


def _content(refreshed: Refreshed, name: str) -> Any:
    return orjson.loads(next(p for p in refreshed.parts if p.name == name).content)


def test_a_description_of_what_is_there_changes_nothing() -> None:
    assert reconcile(_connector(), _types(), _description()) == Refreshed((), (), ())


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
@pytest.mark.parametrize("is_installed", [False, True])
def test_a_connector_as_the_api_tells_it_is_the_same_connector(
    data: bytes, is_installed: bool
) -> None:
    package = read_package(data)
    image = flow_image(package.parts, package.cultures)
    for connector in (p for p in package.parts if p.kind == kinds.SERVICE):
        said = next(s for s in image["serviceElements"] if s["id"] == str(connector.id))
        types = [t for t in image["typeElements"] if _belongs(t, str(connector.id))]
        install = {"install": {"typeElements": types}} if is_installed else {"typeElements": types}
        assert reconcile(connector, _types(package), said | install) == Refreshed((), (), ())


def _belongs(type_: dict[str, Any], connector: str) -> bool:
    bound = [binding.get("serviceElementId") for binding in type_.get("bindings") or ()]
    return connector in str([type_.get("serviceElementId"), *bound])


def test_fresh_ids_in_a_description_are_not_taken_for_new_things() -> None:
    description = _description()
    description["typeElements"][0]["id"] = str(UUID(int=4))
    for place, item in enumerate(description["typeElements"][0]["properties"]):
        item["id"] = str(UUID(int=10 + place))
    for argument in description["actions"][0]["serviceInputs"]:
        argument |= {"typeElementDeveloperName": None, "typeElementId": str(UUID(int=4))}
    assert reconcile(_connector(), _types(), description).parts == ()


def test_new_properties_types_and_actions_come_once() -> None:
    description = _description(
        typeElements=[
            _type("Order", "Number", "Customer", "Placed", table="orders"),
            _type("Line", "Article", table="lines"),
        ],
    )
    description["actions"].append(_action("orders/track", _argument("Line", "Line")))
    refreshed = reconcile(_connector(), _types(), description)
    assert [p.name for p in refreshed.parts] == ["Order Desk", "Order", "Line"]
    order, line = _content(refreshed, "Order"), _content(refreshed, "Line")
    before = orjson.loads(_types()[0].content)
    assert order["properties"][:2] == before["properties"]
    assert order["bindings"][0]["propertyBindings"][2] == {
        "databaseFieldName": "placed",
        "typeElementPropertyId": order["properties"][2]["guid"],
    }
    action = _content(refreshed, "Order Desk")["actions"][2]
    assert action["serviceInputs"][0]["typeElementId"] == line["compositeId"]
    assert line["serviceElementId"] == {"guid": id_of("service")}

    changed = {(p.kind, p.id): p for p in refreshed.parts}
    parts = [changed.pop((p.kind, p.id), p) for p in _PACKAGE.parts] + [*changed.values()]
    assert dangling(parts) == []
    written = read_package(write_package(parts, _PACKAGE.cultures, _PACKAGE.rest))
    assert {p.digest for p in written.parts} == {p.digest for p in parts}
    again = reconcile(refreshed.parts[0], _types(written), description)
    assert again.parts == ()


def test_what_the_connector_lacks_now_is_told_and_only_actions_go() -> None:
    description = _description(actions=[_action("orders/store", _argument("Order", "Order"))])
    description["typeElements"] = []
    refreshed = reconcile(_connector(), _types(), description)
    assert refreshed.removed_actions == ("orders/cancel",)
    assert refreshed.unnamed_types == ("Order",)
    assert [p.kind for p in refreshed.parts] == [kinds.SERVICE]
    description["typeElements"] = [_type("Order", "Number", table="orders")]
    refreshed = reconcile(_connector(), _types(), description)
    order = _content(refreshed, "Order")
    assert [p["developerName"] for p in order["properties"]] == ["Number", "Customer"]
    assert len(order["bindings"][0]["propertyBindings"]) == 1


@given(strategies.packages(), st.data())
def test_whatever_stands_there_a_description_is_taken_over_once(
    package: dict[str, Any], data: st.DataObject
) -> None:
    service = data.draw(strategies.elements("service", []))
    types = data.draw(st.lists(strategies.elements("type", []), max_size=2))
    for type_ in types:
        type_ |= {"serviceElementId": service["compositeId"], "developerName": "Order"}
    whole = package | {
        "serviceElementConfigurations": [service],
        "typeElementConfigurations": types,
    }
    parts = read_package(orjson.dumps(whole)).parts
    connector = next(p for p in parts if p.kind == kinds.SERVICE)
    there = {p.id: p for p in parts if p.kind == kinds.TYPE}
    refreshed = reconcile(connector, [*there.values()], _description())
    after = {p.id: p for p in refreshed.parts}
    again = reconcile(
        after.pop(connector.id, connector), [*(there | after).values()], _description()
    )
    assert again.parts == ()


def test_a_description_without_actions_leaves_them() -> None:
    description = _description()
    del description["actions"]
    assert reconcile(_connector(), _types(), description) == Refreshed((), (), ())


def test_a_type_with_a_new_name_and_the_same_shape_is_the_same_type() -> None:
    description = _description()
    description["typeElements"][0]["developerName"] = "Purchase"
    for action in description["actions"]:
        action["serviceInputs"][0]["typeElementDeveloperName"] = "Purchase"
    refreshed = reconcile(_connector(), _types(), description)
    assert [(str(p.id), p.name) for p in refreshed.parts] == [(id_of("type"), "Purchase")]


def test_a_type_is_known_by_its_id_however_that_is_spelled() -> None:
    said = {"typeElements": [{**_type("Renamed", "Another"), "id": id_of("type").upper()}]}
    (again,) = reconcile(_connector(), _types(), said).parts
    assert (str(again.id), again.name) == (id_of("type"), "Renamed")


def test_what_a_refresh_brought_and_the_tenant_renamed_is_not_brought_again() -> None:
    description = _description()
    description["typeElements"] += [_type("Line", "Article", "Amount", table="lines")]
    (line,) = reconcile(_connector(), _types(), description).parts
    renamed = orjson.loads(line.content)
    renamed["developerName"] = "Row"
    for place, item in enumerate(renamed["properties"]):
        item["developerName"] = f"Column {place}"
    content = canonical(renamed)
    there = replace(line, name="Row", content=content, digest=element_digest(content))
    (again,) = reconcile(_connector(), [*_types(), there], description).parts
    assert again.id == line.id
    assert orjson.loads(again.content) == renamed | {"developerName": "Line"}
    assert reconcile(_connector(), [*_types(), again], description).parts == ()


def test_of_two_types_of_one_name_the_one_more_alike_is_meant() -> None:
    package = OrderIntake(1).package()
    double = orjson.loads(orjson.dumps(element(package, id_of("type"))))
    double["compositeId"]["guid"] = str(UUID(int=1))
    double["bindings"] = []
    for place, item in enumerate(double["properties"]):
        item |= {"guid": str(UUID(int=50 + place)), "developerName": f"Other {place}"}
    package["typeElementConfigurations"].append(double)
    types = _types(read_package(orjson.dumps(package)))
    refreshed = reconcile(_connector(), types, _description())
    assert refreshed.parts == ()


def test_types_of_other_connectors_stay_as_they_are() -> None:
    package = OrderIntake(1).package()
    other = element(package, id_of("type"))
    other["serviceElementId"] = other["bindings"][0]["serviceElementId"] = {
        "guid": str(UUID(int=3))
    }
    types = _types(read_package(orjson.dumps(package)))
    refreshed = reconcile(_connector(), types, _description())
    assert id_of("type") not in {str(p.id) for p in refreshed.parts}
    assert [p.name for p in refreshed.parts] == ["Order Desk", "Order"]


def test_a_type_of_the_platform_is_named_without_being_described() -> None:
    description = _description()
    description["actions"][0]["serviceInputs"].append(_argument("Scan", "$File"))
    connector = _content(reconcile(_connector(), _types(), description), "Order Desk")
    store = next(a for a in connector["actions"] if a["uriPart"] == "orders/store")
    assert store["serviceInputs"][1]["typeElementId"] == {"guid": _FILE}


def test_what_was_configured_at_an_input_stays() -> None:
    package = OrderIntake(1).package()
    service = element(package, id_of("service"))
    service["actions"][0]["serviceInputs"][0]["valueElementToReferenceId"] = {
        "guid": id_of("order")
    }
    connector = _connector(read_package(orjson.dumps(package)))
    description = _description()
    description["actions"][0]["serviceInputs"].insert(0, _argument("Urgency"))
    refreshed = reconcile(connector, _types(), description)
    store = next(
        a for a in _content(refreshed, "Order Desk")["actions"] if a["uriPart"] == "orders/store"
    )
    assert [i["developerName"] for i in store["serviceInputs"]] == ["Order", "Urgency"]
    assert store["serviceInputs"][0]["valueElementToReferenceId"] == {"guid": id_of("order")}


def test_a_refreshed_connector_keeps_its_stamp_and_its_secret_places() -> None:
    description = _description()
    description["actions"].append(_action("orders/track"))
    refreshed = reconcile(_connector(), _types(), description)
    parts = [refreshed.parts[0] if p.kind == kinds.SERVICE else p for p in _PACKAGE.parts]
    service = element(
        plain(write_package(parts, _PACKAGE.cultures, _PACKAGE.rest)), id_of("service")
    )
    before = element(OrderIntake(1).package(), id_of("service"))
    assert service["actions"][:2] == before["actions"]
    assert {k: v for k, v in service.items() if k != "actions"} == {
        k: v for k, v in before.items() if k != "actions"
    }


@pytest.mark.parametrize(
    "description",
    [
        [],
        {"actions": {}},
        {"actions": [None]},
        {"actions": [{"developerName": "no uri part"}]},
        {"actions": [{"uriPart": 7}]},
        {"actions": [{"uriPart": "a", "serviceInputs": "x"}]},
        {"typeElements": [{"properties": []}]},
        {"install": {"typeElements": [{"developerName": "T", "properties": [7]}]}},
        {"typeElements": [{"developerName": "T", "properties": [{"contentType": []}]}]},
    ],
)
def test_what_is_no_description_is_refused_with_its_place(description: Json) -> None:
    with pytest.raises(Fault) as refused:
        reconcile(_connector(), _types(), description)
    assert refused.value.path or description == []
