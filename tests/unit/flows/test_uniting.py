"""Sub-flows packed with the flow that calls them, in one file that every reader understands."""

import json
from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from libs.flows import kinds
from libs.flows.model import Package
from libs.flows.read import read_package
from libs.flows.subflows import divided
from libs.flows.uniting import united
from libs.flows.write import write_package
from tests.calls import calling, calling_data
from tests.sample import Sample

_FLOWS = [UUID(int=place + 1) for place in range(4)]
_CULTURE, _CONNECTOR = uuid4(), uuid4()


def _package(sample: Sample, *callees: UUID) -> Package:
    return read_package(calling_data(sample, *callees))


def _written(package: Package) -> Package:
    data = write_package(package.parts, package.cultures, package.rest, package.secrets)
    return read_package(data)


_Calls: TypeAlias = list[tuple[list[UUID], bool, str | None]]
"""Of each flow: what it calls, whether its connector is the shared one, and its passwords."""

_calls: st.SearchStrategy[_Calls] = st.lists(
    st.tuples(
        st.lists(st.sampled_from(_FLOWS), unique=True),
        st.booleans(),
        st.sampled_from([None, "correct horse"]),
    ),
    min_size=len(_FLOWS),
    max_size=len(_FLOWS),
)


def _flows(calls: _Calls) -> list[Package]:
    """The first flow, and those that it leads to."""
    met = _FLOWS[:1]
    for flow in met:
        met += [one for one in calls[_FLOWS.index(flow)][0] if one not in met]
    packages = []
    for flow in met:
        callees, shares, secret = calls[_FLOWS.index(flow)]
        connector = _CONNECTOR if shares else uuid4()
        sample = Sample(flow=flow, connector=connector, culture=_CULTURE, secret=secret)
        packages.append(_package(sample, *callees))
    return packages


@given(_calls)
def test_flows_come_out_of_one_file_as_they_went_in(calls: _Calls) -> None:
    main, *others = flows = _flows(calls)
    one = united(main, others)
    read = _written(one.package)
    assert read.digest == one.package.digest
    assert {flow.flow.id: flow.digest for flow in divided(read)} == {
        flow.flow.id: flow.digest for flow in flows
    }
    assert {(s.kind, s.element_id, s.slot, s.value) for s in read.secrets} == {
        (s.kind, s.element_id, s.slot, s.value) for flow in flows for s in flow.secrets
    }


@given(_calls)
def test_sub_flows_stand_in_the_file_in_the_order_of_activation(calls: _Calls) -> None:
    main, *others = _flows(calls)
    one = united(main, others)
    order = [flow.flow.id for flow in divided(_written(one.package))]
    assert order == [*one.subflows, main.flow.id]
    in_file = [part.id for part in one.package.parts if part.kind == kinds.FLOW]
    assert in_file == [main.flow.id, *one.subflows]


def test_a_shared_element_is_the_main_flow_s_else_the_newest() -> None:
    shared = uuid4()
    main = _package(Sample(connector=shared, summary="main"))
    other = _package(Sample(connector=shared, summary="other"))
    alone = _package(Sample())
    older = _dated(Sample(connector=shared, summary="older"), "2026-03-01T09:00:00+02:00")
    newer = _dated(Sample(connector=shared, summary="newer"), "2026-03-01T08:00:00Z")
    assert b'"main"' in _connector(united(main, [other]).package, shared)
    for others in ([older, newer], [newer, older]):
        one = united(alone, others)
        assert b'"newer"' in _connector(one.package, shared)
        assert [(it.kind, it.id) for it in one.overruled] == [(kinds.SERVICE, shared)]
    assert united(main, [alone]).overruled == ()


def test_a_password_goes_only_where_the_element_is_the_same() -> None:
    shared, same = uuid4(), "https://connector.example/api/1"
    main = _package(Sample(connector=shared, uri=same))
    filled = _package(Sample(connector=shared, uri=same, secret="canary"))
    elsewhere = _package(Sample(connector=shared, uri="https://other.example", secret="canary"))
    assert _passwords(united(main, [filled]).package, shared) == ["canary"]
    assert _passwords(united(main, [elsewhere]).package, shared) == []


def test_a_map_that_its_sub_flow_does_not_name_stays_the_sub_flow_s() -> None:
    sample = Sample()
    package = calling(sample)
    package["flowConfiguration"]["mapElementIds"] = {}
    sub = read_package(json.dumps(package).encode())
    one = united(_package(Sample(), sample.flow), [sub])
    assert {part.flow_id for part in _written(one.package).parts if part.id == sample.start} == {
        sample.flow
    }


def test_the_texts_of_an_absent_element_give_way_to_the_element() -> None:
    sub = Sample(secret="canary")
    main = calling(Sample(culture=sub.culture), sub.flow)
    main["contentValueDocuments"] += _renamed_texts(sub)
    one = united(read_package(json.dumps(main).encode()), [_package(sub)])
    assert _passwords(_written(one.package), sub.password) == ["canary"]


def test_the_same_flows_give_the_same_bytes() -> None:
    main, first, second = Sample(), Sample(), Sample()
    packages = [_package(first), _package(second)]
    calls = _package(main, first.flow, second.flow)
    one, other = united(calls, packages), united(calls, packages[::-1])
    assert _bytes(one.package) == _bytes(other.package)


def _bytes(package: Package) -> bytes:
    return write_package(package.parts, package.cultures, package.rest, package.secrets)


def _dated(sample: Sample, modified: str) -> Package:
    package = _package(sample)
    return replace(package, parts=tuple(replace(p, modified=modified) for p in package.parts))


def _connector(package: Package, id_: UUID) -> bytes:
    return next(part.content for part in package.parts if part.id == id_)


def _passwords(package: Package, id_: UUID) -> list[str]:
    return [secret.value for secret in package.secrets if secret.element_id == id_]


def _renamed_texts(sample: Sample) -> list[Any]:
    """A document of an element that is not there, as files that were cut by hand have it."""
    documents: list[Any] = replace(sample, secret=None).package()["contentValueDocuments"]
    return documents
