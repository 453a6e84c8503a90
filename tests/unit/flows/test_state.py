"""A plan's hash of its target covers every field that was read, and no order."""

from dataclasses import fields, replace
from typing import Any

import pytest

from libs.flows import kinds
from libs.flows.state import state_hash
from libs.flows.target import Neighbour, Target, TargetElement, Use
from tests.unit.flows.parts import id_of, part

_ONE, _TWO = part(kinds.VALUE, "One"), part(kinds.VALUE, "Two")
_KEYS = frozenset({(_ONE.kind, _ONE.id), (_TWO.kind, _TWO.id)})
_SLOTS = frozenset((kind, id_, slot) for kind, id_ in _KEYS for slot in ("a", "b"))
_ELEMENTS = tuple(
    TargetElement(one.kind, one.id, one.digest, None, one.name, None, None, None, one.digest)
    for one in (_ONE, _TWO)
)
_SAMPLES: dict[str, Any] = {
    "elements": _ELEMENTS,
    "parts": {(one.kind, one.id): one for one in (_ONE, _TWO)},
    "had_before": _KEYS,
    "neighbours": tuple(Neighbour(kind, id_, "Alike", None) for kind, id_ in _KEYS),
    "uses": tuple(
        Use(kinds.MAP, id_of("Step"), "Step", id_of("Flow"), kind, id_, None) for kind, id_ in _KEYS
    ),
    "flows": {id_of("Flow"): "Flow", id_of("Other"): "Other"},
    "secrets": _SLOTS,
    "equal_secrets": _SLOTS,
    "own_secrets": _SLOTS,
    "variables": frozenset({"SITE", "HOST"}),
    "components": frozenset({"map", "chart"}),
    "outside": (_ONE, _TWO),
    "placement": b"x",
    "unstamped": _KEYS,
    "beside": b"x",
}


def test_there_is_a_sample_for_every_field() -> None:
    assert _SAMPLES.keys() == {field.name for field in fields(Target)}


@pytest.mark.parametrize("name", _SAMPLES)
def test_a_field_counts(name: str) -> None:
    sample = _SAMPLES[name]
    full = state_hash(replace(Target(), **{name: sample}))
    assert full != state_hash(Target())
    if not isinstance(sample, bytes):
        fewer = type(sample)(list(sample.items() if isinstance(sample, dict) else sample)[1:])
        assert state_hash(replace(Target(), **{name: fewer})) not in (full, state_hash(Target()))


@pytest.mark.parametrize("name", ["elements", "neighbours", "uses", "outside"])
def test_the_order_of_rows_does_not(name: str) -> None:
    rows = _SAMPLES[name]
    assert state_hash(replace(Target(), **{name: rows[::-1]})) == state_hash(
        replace(Target(), **{name: rows})
    )


def test_a_name_counts_as_the_flow_that_has_it() -> None:
    names = ("Flow", "Other")
    ids = (id_of("Flow"), id_of("Other"))
    straight = Target(flows=dict(zip(ids, names, strict=True)))
    crossed = Target(flows=dict(zip(ids, names[::-1], strict=True)))
    assert state_hash(straight) != state_hash(crossed)
