"""Every place that may hold a secret is known, whether it is filled or blank."""

from typing import Any

import orjson
import pytest
from hypothesis import given

from libs.flows.model import Package
from libs.flows.read import read_package
from libs.flows.secret_slots import SecretSlot, secret_slots
from libs.flows.write import write_package
from tests.sample import Sample
from tests.unit.flows.packages import own_packages, real_packages
from tests.unit.flows.strategies import packages


def slots_of(package: Package) -> set[SecretSlot]:
    return secret_slots(package.parts, package.rest)


@pytest.mark.parametrize("data", own_packages())
def test_filled_slots_are_among_them_and_blanking_changes_none(data: bytes) -> None:
    package = read_package(data)
    slots = slots_of(package)
    assert {(one.kind, one.element_id, one.slot) for one in package.secrets} <= slots
    blanked = read_package(write_package(package.parts, package.cultures, package.rest))
    assert blanked.secrets == ()
    assert slots_of(blanked) == slots


@given(packages())
def test_filled_and_blanked_packages_have_the_same_slots(tree: dict[str, Any]) -> None:
    package = read_package(orjson.dumps(tree))
    slots = slots_of(package)
    assert {(one.kind, one.element_id, one.slot) for one in package.secrets} <= slots
    blanked = read_package(write_package(package.parts, package.cultures, package.rest))
    assert blanked.secrets == ()
    assert slots_of(blanked) == slots
    assert blanked.digest == package.digest


@pytest.mark.parametrize("data", real_packages())
def test_no_real_package_has_a_slot_for_it_has_no_password(data: bytes) -> None:
    assert slots_of(read_package(data)) == set()


def test_a_package_that_was_always_blank_has_its_slots() -> None:
    slots = slots_of(read_package(Sample().data()))
    assert sorted(kind for kind, _, _ in slots) == ["service", "value"]


def test_elements_without_secrets_have_none() -> None:
    package = read_package(Sample().data())
    parts = [one for one in package.parts if one.kind in ("flow", "map")]
    assert secret_slots(parts, package.rest) == set()
