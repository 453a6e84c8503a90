"""A plan says what an import would do to a draft, element by element."""

from dataclasses import replace
from uuid import UUID, uuid4

import orjson

from libs.flows import kinds
from libs.flows.digest import element_digest
from libs.flows.model import Digest, Package, Part
from libs.flows.overlay import apply_overlay
from libs.flows.plan import Change, TargetElement, plan_draft
from libs.flows.read import read_package
from tests.packages.order_intake import OrderIntake


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
    )


_V1, _V2 = _package(1), _package(2)
_ROWS = [_row(part) for part in _V1.parts]


def _verdicts(changes: tuple[Change, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for change in changes:
        found.setdefault(change.verdict, set()).add(change.name)
    return found


def test_an_empty_tenant_gets_everything() -> None:
    plan = plan_draft(_V1, [], {})
    assert [change.part for change in plan.changes] == list(_V1.parts)
    assert {change.verdict for change in plan.changes} == {"create"}
    assert not any(change.edited or change.downgrade for change in plan.changes)
    assert plan.existing == ()


def test_the_same_package_again_changes_nothing() -> None:
    plan = plan_draft(_V1, _ROWS, {})
    assert {change.verdict for change in plan.changes} == {"identical"}
    assert plan.connectors == ()
    assert plan.existing == tuple(_ROWS)


def test_an_upgrade_updates_what_differs_and_removes_only_what_belongs_to_the_flow() -> None:
    plan = plan_draft(_V2, _ROWS, {})
    verdicts = _verdicts(plan.changes)
    assert verdicts["create"] == {"Note"}
    assert verdicts["remove"] == {"File the order"}
    assert {"Order", "Order page", "Order Desk", "Store the order"} <= verdicts["update"]
    assert {"Urgent", "Main menu", "Sales desk", "Number the order"} <= verdicts["identical"]
    assert [change.name for change in plan.connectors] == ["Order Desk"]
    back = plan_draft(_V1, [_row(part) for part in _V2.parts], {})
    assert "Note" not in {change.name for change in back.changes}


def test_elements_of_another_flow_are_not_removed() -> None:
    other = replace(_ROWS[1], kind=kinds.MAP, id=uuid4(), flow_id=uuid4(), name="Not ours")
    plan = plan_draft(_V1, [*_ROWS, other], {})
    assert "Not ours" not in {change.name for change in plan.changes}


def test_older_content_is_a_downgrade_and_older_stamps_alone_are_not() -> None:
    rows = [_row(part) for part in _V2.parts]
    plan = plan_draft(_V1, rows, {})
    updates = [change for change in plan.changes if change.verdict == "update"]
    assert updates
    assert all(change.downgrade for change in updates)
    same = [replace(row, modified="2099-01-01T00:00:00.0000000+00:00") for row in _ROWS]
    assert not any(change.downgrade for change in plan_draft(_V1, same, {}).changes)


def test_dates_are_compared_across_offsets_and_unknown_ones_raise_no_alarm() -> None:
    part = _V1.parts[0]
    for theirs, downgrade in [
        ("2026-03-03T10:45:00.7654321+01:00", False),
        ("2026-03-03T10:45:00.7654321+00:30", True),
        ("2026-03-03T09:46:00", True),
        ("long ago", False),
        (None, False),
    ]:
        row = replace(_row(part), digest=b"other", modified=theirs)
        assert plan_draft(_V1, [row], {}).changes[0].downgrade == downgrade


def test_an_edit_in_the_tenant_is_told_from_an_import() -> None:
    edited = [replace(row, digest=element_digest(b"edited")) for row in _ROWS]
    made_there = [replace(row, imported=None) for row in _ROWS]
    assert all(change.edited for change in plan_draft(_V1, edited, {}).changes)
    assert all(change.edited for change in plan_draft(_V1, made_there, {}).changes)
    assert not any(change.edited for change in plan_draft(_V2, _ROWS, {}).changes)


def test_an_overlay_counts_in_what_is_compared() -> None:
    service = next(part for part in _V1.parts if part.kind == kinds.SERVICE)
    patch = {"uri": "https://orders.example.com/api"}
    plan = plan_draft(_V1, _ROWS, {service.id: patch})
    assert _verdicts(plan.changes)["update"] == {"Order Desk"}
    mapped = element_digest(apply_overlay(service.content, patch))
    rows = [replace(r, digest=mapped, imported=mapped) if r.id == service.id else r for r in _ROWS]
    plan = plan_draft(_V1, rows, {service.id: patch})
    assert {change.verdict for change in plan.changes} == {"identical"}
    change = next(change for change in plan.changes if change.id == service.id)
    assert (change.overlay, change.digest) == (patch, mapped)


def test_the_state_hash_covers_all_that_was_read_and_nothing_else() -> None:
    plan = plan_draft(_V1, _ROWS, {})
    assert plan_draft(_V1, _ROWS[::-1], {}).state_hash == plan.state_hash
    stranger = replace(_ROWS[0], kind=kinds.VALUE, id=uuid4(), flow_id=None)
    assert plan_draft(_V1, [*_ROWS, stranger], {}).state_hash == plan.state_hash
    first = _ROWS[0]
    for changed in (
        replace(first, digest=b"x"),
        replace(first, imported=None),
        replace(first, name="x"),
        replace(first, modified=None),
        replace(first, version_id=UUID(int=1)),
    ):
        assert plan_draft(_V1, [changed, *_ROWS[1:]], {}).state_hash != plan.state_hash
    assert plan_draft(_V1, _ROWS[1:], {}).state_hash != plan.state_hash


def test_a_sub_flow_that_comes_without_its_elements_keeps_them() -> None:
    sub = replace(_V1.parts[0], id=uuid4())
    parent = replace(_V2, parts=(*_V2.parts, sub))
    theirs = [
        replace(row, flow_id=sub.id, id=row.id)
        for row in _ROWS
        if row.kind in kinds.FLOW_SCOPED and row.name == "File the order"
    ]
    dropped = replace(theirs[0], id=uuid4(), name="Named no longer")
    plan = plan_draft(parent, [*theirs, dropped], {})
    assert _verdicts(plan.changes)["remove"] == {"Named no longer"}
