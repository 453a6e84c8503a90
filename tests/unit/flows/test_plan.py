"""A plan says what an import would do, element by element, and decides over conflicts."""

from dataclasses import replace
from uuid import UUID, uuid4

import orjson
import pytest

from libs.flows import kinds
from libs.flows.arrival import arrive
from libs.flows.change import Change
from libs.flows.digest import element_digest
from libs.flows.issues import Issue, IssueCode
from libs.flows.model import Digest, Package, Part
from libs.flows.overlay import apply_overlay
from libs.flows.plan import Plan, plan_import
from libs.flows.read import read_package
from libs.flows.target import Target, TargetElement
from libs.flows.uris import UriMapping, uri_of
from libs.flows.wishes import Mergeable, OnConflict, Wishes
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.parts import flow, id_of, package, part
from tests.unit.flows.tenants import Tenant

_PLAIN, _NOTHING = Wishes(), Target()
_OTHER: Digest = element_digest(b"other")


def _package(version: int) -> Package:
    return read_package(orjson.dumps(OrderIntake(version).package()))


def _row(part: Part, imported: Digest | None = None) -> TargetElement:
    return TargetElement(
        kind=part.kind,
        id=part.id,
        digest=part.digest,
        imported=imported or part.digest,
        name=part.name,
        flow_id=part.flow_id,
        modified=part.modified,
        version_id=part.version_id,
        base=part.digest,
    )


_V1, _V2 = _package(1), _package(2)
_ROWS = tuple(_row(part) for part in _V1.parts)
_ROWS_2 = tuple(_row(part) for part in _V2.parts)
_EDITED = tuple(replace(row, digest=_OTHER, base=_OTHER) for row in _ROWS)


def _plan(
    package: Package,
    rows: tuple[TargetElement, ...],
    wishes: Wishes = _PLAIN,
    beside: Target = _NOTHING,
) -> Plan:
    """`beside`: what else the tenant has."""
    return plan_import(arrive(package, wishes), replace(beside, elements=rows), wishes)


def _verdicts(changes: tuple[Change, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for change in changes:
        found.setdefault(change.verdict, set()).add(change.name)
    return found


def test_an_empty_tenant_gets_everything() -> None:
    plan = _plan(_V1, ())
    assert [change.part for change in plan.changes] == list(_V1.parts)
    assert {change.verdict for change in plan.changes} == {"create"}
    assert not any(change.edited or change.downgrade for change in plan.changes)
    assert plan.existing == ()
    assert not plan.refused


def test_the_same_package_again_changes_nothing() -> None:
    plan = _plan(_V1, _ROWS)
    assert {change.verdict for change in plan.changes} == {"identical"}
    assert plan.connectors == ()
    assert plan.existing == _ROWS


def test_an_upgrade_updates_what_differs_and_removes_only_what_belongs_to_the_flow() -> None:
    plan = _plan(_V2, _ROWS)
    verdicts = _verdicts(plan.changes)
    assert verdicts["create"] == {"Note"}
    assert verdicts["remove"] == {"File the order"}
    assert {"Order", "Order page", "Order Desk", "Store the order"} <= verdicts["update"]
    assert {"Urgent", "Main menu", "Sales desk", "Number the order"} <= verdicts["identical"]
    assert [change.name for change in plan.connectors] == ["Order Desk"]
    assert "Note" not in {change.name for change in _plan(_V1, _ROWS_2).changes}


def test_an_update_says_what_differs_field_by_field() -> None:
    parts = {(part.kind, part.id): part for part in _V1.parts}
    changes = _plan(_V2, _ROWS, beside=Target(parts=parts)).changes
    told = {c.name: ["/".join(one.path) for one in c.differences] for c in changes}
    assert told["Order Desk"] == ["actions/orders/track"]
    assert told["Order page"] == ["pageComponents/Customer/labelContentValueId@EN/USA//"]
    assert told["Note"] == told["Urgent"] == told["File the order"] == []


def test_elements_of_another_flow_are_not_removed() -> None:
    other = replace(_ROWS[1], kind=kinds.MAP, id=uuid4(), flow_id=uuid4(), name="Not ours")
    assert "Not ours" not in {change.name for change in _plan(_V1, (*_ROWS, other)).changes}


def test_content_that_is_older_by_date_is_a_downgrade_and_older_stamps_alone_are_not() -> None:
    updates = [c for c in _plan(_V1, _ROWS_2).changes if c.verdict == "update"]
    assert updates
    assert all(change.downgrade for change in updates)
    same = tuple(replace(row, modified="2099-01-01T00:00:00.0000000+00:00") for row in _ROWS)
    assert not any(change.downgrade for change in _plan(_V1, same).changes)


def test_content_that_the_element_had_before_is_a_downgrade_whatever_its_date() -> None:
    rows = tuple(replace(row, modified=None) for row in _ROWS_2)
    assert not any(change.downgrade for change in _plan(_V1, rows).changes)
    had = frozenset((row.kind, row.id) for row in rows)
    changes = _plan(_V1, rows, beside=Target(had_before=had)).changes
    updates = [change for change in changes if change.verdict == "update"]
    assert updates
    assert all(change.downgrade for change in updates)


def test_another_overlay_on_the_same_content_is_no_downgrade() -> None:
    rows = tuple(
        replace(row, digest=_OTHER, imported=_OTHER, modified="2099-01-01T00:00:00")
        for row in _ROWS
    )
    changes = _plan(_V1, rows).changes
    assert {change.verdict for change in changes} == {"update"}
    assert not any(change.downgrade for change in changes)


def test_dates_are_compared_across_offsets_and_unknown_ones_raise_no_alarm() -> None:
    first = _V1.parts[0]
    for theirs, downgrade in [
        ("2026-03-03T10:45:00.7654321+01:00", False),
        ("2026-03-03T10:45:00.7654321+00:30", True),
        ("2026-03-03T09:46:00", True),
        ("long ago", False),
        (None, False),
    ]:
        row = replace(_row(first), digest=_OTHER, base=_OTHER, imported=_OTHER, modified=theirs)
        assert _plan(_V1, (row,)).changes[0].downgrade == downgrade


def test_the_date_of_an_edit_in_the_tenant_makes_no_downgrade_and_its_history_does() -> None:
    rows = tuple(replace(row, modified="2099-01-01T00:00:00.0000000+00:00") for row in _EDITED)
    plan = _plan(_V1, rows)
    assert all(change.edited and not change.downgrade for change in plan.changes)
    assert IssueCode.DOWNGRADE not in {issue.code for issue in plan.issues}
    had = frozenset((row.kind, row.id) for row in rows)
    changes = _plan(_V1, rows, beside=Target(had_before=had)).changes
    assert all(change.edited and change.downgrade for change in changes)


def test_an_edit_in_the_tenant_is_told_from_an_import() -> None:
    made_there = tuple(replace(row, imported=None) for row in _ROWS)
    assert all(change.edited for change in _plan(_V1, _EDITED).changes)
    assert all(change.edited for change in _plan(_V1, made_there).changes)
    assert not any(change.edited for change in _plan(_V2, _ROWS).changes)


@pytest.mark.parametrize(
    ("wish", "decision"),
    [
        (OnConflict.OVERWRITE, "apply"),
        (OnConflict.FAIL, "refuse"),
        (OnConflict.KEEP_TARGET, "keep"),
    ],
)
def test_a_conflict_is_decided_as_the_request_says(wish: OnConflict, decision: str) -> None:
    one = next(row for row in _EDITED if row.kind == kinds.TYPE)
    rows = tuple(one if row.id == one.id else row for row in _ROWS)
    plan = _plan(_V1, rows, Wishes(on_conflict=wish))
    decided = {change.id: change.decision for change in plan.changes}
    assert decided == dict.fromkeys(decided, "apply") | {one.id: decision}
    assert plan.refused == (decision == "refuse")
    assert plan.issues[0].code == IssueCode.EDITED
    assert [element.id for element in plan.issues[0].elements] == [one.id]


def test_an_element_can_be_decided_over_alone_even_where_nothing_conflicts() -> None:
    service = next(part for part in _V2.parts if part.kind == kinds.SERVICE)
    for wish, decision in [
        (OnConflict.KEEP_TARGET, "keep"),
        (OnConflict.FAIL, "apply"),
        (OnConflict.OVERWRITE, "apply"),
    ]:
        wishes = Wishes(on_conflict=OnConflict.FAIL, by_element={service.id: wish})
        plan = _plan(_V2, _ROWS, wishes)
        decided = {change.id: change.decision for change in plan.changes}
        assert decided[service.id] == decision
        assert not plan.refused
        assert bool(plan.connectors) == (decision == "apply")


def test_a_flow_that_is_kept_keeps_what_it_names() -> None:
    ours = next(row for row in _EDITED if row.kind == kinds.FLOW)
    rows = (ours, *(row for row in _ROWS if row.kind != kinds.FLOW))
    changes = _plan(_V2, rows, Wishes(on_conflict=OnConflict.KEEP_TARGET)).changes
    removed = next(change for change in changes if change.verdict == "remove")
    assert (removed.name, removed.decision) == ("File the order", "keep")


def test_a_flow_that_is_kept_is_kept_as_a_whole() -> None:
    same, other = part(kinds.MAP, "Same", flow="Flow"), {"developerSummary": "Other"}
    older = package(flow("Flow", ("Same", "Ask", "Old")), same, _step("Ask"), _step("Old"))
    newer = package(flow("Flow", ("Same", "Ask", "New")), same, _step("Ask", **other), _step("New"))
    tenant = Tenant()
    for one in (older, newer):
        arrival = arrive(one, Wishes())
        tenant.apply(plan_import(arrival, tenant.target(arrival), Wishes()), arrival)
    before = dict(tenant.rows)
    wishes = Wishes(
        on_conflict=OnConflict.KEEP_TARGET, by_element={id_of("Ask"): OnConflict.OVERWRITE}
    )
    arrival = arrive(older, wishes)
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    assert [(one.name, one.verdict, one.decision) for one in plan.changes] == [
        ("Flow", "update", "keep"),
        ("Same", "identical", "apply"),
        ("Ask", "update", "keep"),
        ("Old", "create", "keep"),
        ("New", "remove", "keep"),
    ]
    assert [issue.code for issue in plan.issues if "reference" in issue.code] == []
    assert not plan.refused
    tenant.apply(plan, arrival)
    assert tenant.rows == before


def _step(name: str, **content: str) -> Part:
    return part(kinds.MAP, name, content, flow="Flow")


def test_an_element_that_is_merged_is_added_to_and_never_in_conflict() -> None:
    order, ours = (
        part(kinds.TYPE, id_name, {"properties": [{"developerName": field}]}, name="Order")
        for id_name, field in (("Order", "Number"), ("Our order", "Note"))
    )
    tenant = Tenant()
    tenant.edit(ours)
    wishes = Wishes(merge=frozenset({Mergeable.TYPES}), on_conflict=OnConflict.FAIL)
    arrival = arrive(package(flow(), order), wishes, existing=[ours])
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    change = next(change for change in plan.changes if change.id == ours.id)
    assert (change.verdict, change.edited, change.decision) == ("update", True, "apply")
    assert change.merged_from == order.id
    assert [(one.operation, one.path[-1]) for one in change.differences] == [("add", "Number")]
    assert not plan.refused


def test_a_snapshot_import_is_never_refused_and_calls_nothing_edited() -> None:
    wishes = Wishes(is_snapshot=True, on_conflict=OnConflict.FAIL)
    plan = _plan(_V1, _EDITED, wishes)
    assert not plan.refused
    assert not any(change.edited for change in plan.changes)
    older = _plan(_V1, _ROWS_2, wishes)
    assert any(change.downgrade for change in older.changes)
    assert {change.decision for change in older.changes} == {"apply"}
    assert not any(issue.code == IssueCode.DOWNGRADE for issue in older.issues)


def test_an_overlay_counts_in_what_is_compared() -> None:
    service = next(part for part in _V1.parts if part.kind == kinds.SERVICE)
    patch = {"uri": "https://orders.example.com/api"}
    wishes = Wishes(uri_mappings=(UriMapping(uri_of(service) or "", patch["uri"]),))
    assert _verdicts(_plan(_V1, _ROWS, wishes).changes)["update"] == {"Order Desk"}
    mapped = element_digest(apply_overlay(service.content, patch))
    rows = tuple(
        replace(r, digest=mapped, imported=mapped) if r.id == service.id else r for r in _ROWS
    )
    plan = _plan(_V1, rows, wishes)
    assert {change.verdict for change in plan.changes} == {"identical"}
    change = next(change for change in plan.changes if change.id == service.id)
    assert (change.overlay, change.digest) == (patch, mapped)


def test_a_stamp_without_room_for_a_secret_that_comes_is_replaced() -> None:
    service = next(part for part in _V1.parts if part.kind == kinds.SERVICE)
    rows = tuple(replace(row, imported=_OTHER) for row in _ROWS)
    wishes = Wishes(on_conflict=OnConflict.FAIL)
    beside = Target(unstamped=frozenset({(service.kind, service.id)}))
    plan = _plan(_V1, rows, wishes, beside)
    assert _verdicts(plan.changes)["update"] == {"Order Desk"}
    assert not plan.refused


def test_the_state_hash_covers_all_that_was_read_and_not_its_order() -> None:
    plan = _plan(_V1, _ROWS)
    assert _plan(_V1, _ROWS[::-1]).state_hash == plan.state_hash
    first = _ROWS[0]
    for changed in (
        replace(first, digest=b"x"),
        replace(first, imported=None),
        replace(first, name="x"),
        replace(first, modified=None),
        replace(first, version_id=UUID(int=1)),
        replace(first, base=b"x"),
    ):
        assert _plan(_V1, (changed, *_ROWS[1:])).state_hash != plan.state_hash
    assert _plan(_V1, _ROWS[1:]).state_hash != plan.state_hash


def test_a_sub_flow_that_comes_without_its_elements_keeps_them() -> None:
    sub = replace(_V1.parts[0], id=uuid4())
    parent = replace(_V2, parts=(*_V2.parts, sub))
    theirs = [
        replace(row, flow_id=sub.id)
        for row in _ROWS
        if row.kind in kinds.FLOW_SCOPED and row.name == "File the order"
    ]
    dropped = replace(theirs[0], id=uuid4(), name="Named no longer")
    plan = _plan(parent, (*theirs, dropped))
    assert _verdicts(plan.changes)["remove"] == {"Named no longer"}


def test_a_package_that_is_not_what_it_says_is_refused() -> None:
    altered = Issue(IssueCode.DIGEST_MISMATCH, "The value 'Order' is not what the package says.")
    unsigned = Issue(IssueCode.UNSIGNED, "It carries no signature.")
    arrival = arrive(_V1, Wishes())
    assert plan_import(arrival, Target(), Wishes(), extra_issues=(altered,)).refused
    plan = plan_import(arrival, Target(), Wishes(), extra_issues=(unsigned,))
    assert unsigned in plan.issues
    assert not plan.refused
