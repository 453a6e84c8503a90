"""Whole packages of every shape can be planned: real ones, our own, and any well-formed one."""

from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from libs.flows.arrival import arrive
from libs.flows.faults import Fault
from libs.flows.issues import IssueCode
from libs.flows.model import Package
from libs.flows.plan import Plan, plan_import
from libs.flows.read import read_package
from libs.flows.wishes import Mergeable, OnConflict, Wishes
from tests.unit.flows.packages import own_packages, real_packages
from tests.unit.flows.strategies import packages
from tests.unit.flows.tenants import Tenant

_PLAIN = Wishes()
_REAL = [one.values[0] for one in real_packages() if one.values[0]]


def _import(tenant: Tenant, package: Package, wishes: Wishes = _PLAIN) -> Plan:
    existing = [row.effective for row in tenant.rows.values()] if wishes.merge else []
    arrival = arrive(package, wishes, existing=existing)
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    tenant.apply(plan, arrival)
    return plan


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
def test_a_package_is_created_once_and_identical_from_then_on(data: bytes) -> None:
    tenant, package = Tenant(), read_package(data)
    first, second = _import(tenant, package), _import(tenant, package)
    assert {change.verdict for change in first.changes} == {"create"}
    assert {change.verdict for change in second.changes} == {"identical"}
    assert not any(fate.is_written for fate in second.secrets)
    assert not [one for one in first.issues if one.code == IssueCode.DANGLING_REFERENCE]


@pytest.mark.skipif(not _REAL, reason="no real packages: SLUICE_REAL_PACKAGES names no folder")
@pytest.mark.parametrize("merge", [frozenset(), frozenset(Mergeable)])
def test_real_packages_meet_in_one_tenant(merge: frozenset[Mergeable]) -> None:
    for earlier, later in pairwise(map(read_package, _REAL)):
        for order in ((earlier, later), (later, earlier)):
            tenant = Tenant()
            for package in order:
                _import(tenant, package, Wishes(merge=merge))
            wishes = Wishes(merge=merge, on_conflict=OnConflict.FAIL)
            assert not any(c.is_written for c in _import(tenant, order[-1], wishes).changes)


@settings(max_examples=25)  # one takes far longer to make up than to plan
@given(packages(), packages())
def test_any_two_packages_can_be_planned_one_after_the_other(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    tenant = Tenant()
    for tree in (one, other, one):
        try:
            package = read_package(orjson.dumps(tree))
        except Fault:
            return
        _import(tenant, package)
        again = _import(tenant, package)
        assert not any(change.is_written or change.is_removed for change in again.changes)
