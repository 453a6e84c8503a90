"""Flows that call flows: found, put in order, packed together and taken apart again."""

from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows import kinds
from libs.flows.read import read_package
from libs.flows.subflows import activation_order, called, divided
from tests.calls import calling
from tests.sample import Sample
from tests.unit.flows.packages import own_packages, real_packages

_IDS = [UUID(int=place + 1) for place in range(6)]


@st.composite
def _calls(draw: st.DrawFn) -> dict[UUID, list[UUID]]:
    keys = draw(st.lists(st.sampled_from(_IDS), unique=True, min_size=1))
    return {key: draw(st.lists(st.sampled_from(_IDS), unique=True)) for key in keys}


def _leads_to(calls: dict[UUID, list[UUID]], start: UUID) -> set[UUID]:
    reached: set[UUID] = set()
    waiting = [start]
    while waiting:
        new = {one for one in calls[waiting.pop()] if one in calls} - reached
        reached |= new
        waiting += new
    return reached


def _read(package: dict[str, Any]) -> Any:
    return read_package(orjson.dumps(package))


def test_a_flow_calls_what_its_maps_name_as_sub_flow_or_go_out_to() -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    sample = Sample()
    package = _read(calling(sample, first, second, sample.flow, out=(third, first)))
    assert called(package.parts, sample.flow) == (first, second, third)


def test_a_flow_chosen_by_a_value_while_it_runs_is_not_known_as_called() -> None:
    sample, callee = Sample(), uuid4()
    package = calling(sample, callee)
    subflow = package["mapElementConfigurations"][-1]["subflow"]
    subflow |= {"flowId": None, "value": {"id": str(sample.value)}}
    assert called(_read(package).parts, sample.flow) == ()


def test_what_another_flow_of_the_package_calls_is_not_called_by_this_one() -> None:
    main, other, callee = Sample(), Sample(), uuid4()
    package, more = calling(main, other.flow), calling(other, callee)
    package["flowConfigurations"] = [more["flowConfiguration"]]
    package["mapElementConfigurations"] += more["mapElementConfigurations"]
    parts = _read(package).parts
    assert called(parts, main.flow) == (other.flow,)
    assert called(parts, other.flow) == (callee,)


@given(_calls())
def test_a_flow_stands_behind_what_it_calls_unless_that_leads_back(
    calls: dict[UUID, list[UUID]],
) -> None:
    order = activation_order(calls)
    assert sorted(order) == sorted(calls)
    for caller, callees in calls.items():
        for callee in set(callees) & set(calls) - {caller}:
            if caller not in _leads_to(calls, callee):
                assert order.index(callee) < order.index(caller)


@given(_calls())
def test_the_first_flow_stands_behind_all_it_leads_to(calls: dict[UUID, list[UUID]]) -> None:
    first = next(iter(calls))
    order = activation_order(calls)
    assert {*order[: order.index(first)]} == _leads_to(calls, first) - {first}


@given(_calls(), st.randoms(use_true_random=False))
def test_in_which_order_calls_are_given_does_not_count(
    calls: dict[UUID, list[UUID]], random: Any
) -> None:
    shuffled = {key: random.sample(callees, len(callees)) for key, callees in calls.items()}
    assert activation_order(shuffled) == activation_order(calls)


def test_a_long_chain_of_flows_is_put_in_order() -> None:
    chain = [UUID(int=place + 1) for place in range(20_000)]
    calls = {one: [following] for one, following in pairwise(chain)}
    assert activation_order(calls | {chain[-1]: [chain[0]]}) == tuple(reversed(chain))


@pytest.mark.parametrize("data", [*real_packages(), *own_packages()])
def test_a_package_of_one_flow_is_not_divided(data: bytes) -> None:
    package = read_package(data)
    assert divided(package) == (package,)


def test_a_value_of_another_flow_with_the_same_name_is_not_meant() -> None:
    main, other = Sample(), Sample()
    package, more = calling(main, other.flow), other.package()
    package["flowConfigurations"] = [more["flowConfiguration"]]
    for key in ("mapElement", "serviceElement", "valueElement"):
        package[f"{key}Configurations"] += more[f"{key}Configurations"]
    for one in package["mapElementConfigurations"]:
        one["developerSummary"] = "Shows {![Sample Value]}"
    sub, own = divided(_read(package))
    assert {main.value, other.value} & {part.id for part in sub.parts} == {other.value}
    assert {main.value, other.value} & {part.id for part in own.parts} == {main.value}


def test_what_no_flow_reaches_stays_with_the_package_s_own_flow() -> None:
    main, other = Sample(), Sample(secret="canary")
    package, more = calling(main, other.flow), other.package()
    package["flowConfigurations"] = [more["flowConfiguration"]]
    for key in ("mapElement", "serviceElement", "valueElement"):
        package[f"{key}Configurations"] += more[f"{key}Configurations"]
    alone = {**more["valueElementConfigurations"][1], "compositeId": {"guid": str(uuid4())}}
    package["valueElementConfigurations"].append(alone)
    package["somethingNew"] = {"kept": True}
    sub, own = divided(_read(package))
    assert (sub.flow.id, own.flow.id) == (other.flow, main.flow)
    assert UUID(alone["compositeId"]["guid"]) in {part.id for part in own.parts}
    assert {part.flow_id for part in sub.parts} == {other.flow, None}
    assert (b"somethingNew" in own.rest, b"somethingNew" in sub.rest) == (True, False)
    assert {one.element_id for one in sub.secrets} == {other.connector}
    assert own.secrets == ()
    assert {part.id for part in sub.parts if part.kind == kinds.SERVICE} == {other.connector}
