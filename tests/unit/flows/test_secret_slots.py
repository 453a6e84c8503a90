"""Every place that may hold a secret is known, whether it is filled or blank."""

import pytest

from libs.flows.read import read_package
from libs.flows.secret_slots import secret_slots
from libs.flows.write import write_package
from tests.sample import Sample
from tests.unit.flows.packages import own_packages


@pytest.mark.parametrize("data", own_packages())
def test_filled_slots_are_among_them_and_blanking_changes_none(data: bytes) -> None:
    package = read_package(data)
    slots = secret_slots(package.parts)
    assert {(one.kind, one.element_id, one.slot) for one in package.secrets} <= slots
    blanked = read_package(write_package(package.parts, package.cultures, package.rest))
    assert blanked.secrets == ()
    assert secret_slots(blanked.parts) == slots


def test_a_package_that_was_always_blank_has_its_slots() -> None:
    slots = secret_slots(read_package(Sample().data()).parts)
    assert sorted(kind for kind, _, _ in slots) == ["service", "value"]


def test_elements_without_secrets_have_none() -> None:
    parts = [one for one in read_package(Sample().data()).parts if one.kind in ("flow", "map")]
    assert secret_slots(parts) == set()
