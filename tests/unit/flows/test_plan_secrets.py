"""A plan says what becomes of every place for a password, and what is still missing."""

import orjson
import pytest

from libs.flows import kinds
from libs.flows.arrival import arrive
from libs.flows.bindings import Bindings, ConnectorBinding, ValueBinding
from libs.flows.issues import IssueCode
from libs.flows.model import Package, Part, Secret
from libs.flows.plan import Plan, plan_import
from libs.flows.read import read_package
from libs.flows.restamping import unstamped
from libs.flows.secret_slots import SecretSlot
from libs.flows.wishes import Mergeable, OnConflict, Wishes
from tests.packages.order_intake import OrderIntake
from tests.packages.secret_places import SecretPlaces
from tests.unit.flows.parts import flow, package, part
from tests.unit.flows.tenants import Tenant

_LOGIN = "httpAuthenticationPassword"
_VALUE = "defaultContentValueContentValueId"
_PLAIN, _NONE = Wishes(), Bindings()


def _order(password: str | None) -> Package:
    return read_package(orjson.dumps(OrderIntake(1, password=password).package()))


def _plan(
    tenant: Tenant, one: Package, wishes: Wishes = _PLAIN, bindings: Bindings = _NONE
) -> Plan:
    arrival = arrive(one, wishes, bindings=[bindings])
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    tenant.apply(plan, arrival)
    return plan


def _fates(plan: Plan, name: str) -> dict[str, tuple[str, str | None]]:
    return {s.slot: (s.fate, s.source) for s in plan.secrets if s.name == name}


def _login(password: str | None, username: str | None, blank: str | None = None) -> Package:
    content = {"httpAuthenticationUsername": username} if username else {}
    service = part(kinds.SERVICE, "Desk", content, blanks={_LOGIN: blank})
    secrets = () if password is None else (Secret(service.kind, service.id, _LOGIN, password),)
    return package(flow(), service, secrets=secrets)


def test_a_password_is_set_then_the_same_then_replaced_and_kept_when_it_comes_blank() -> None:
    tenant, desk = Tenant(), "Order Desk password"
    slot = f"{_VALUE}@EN/USA//"
    for password, fate in [("one", "set"), ("one", "same"), ("two", "replace")]:
        assert _fates(_plan(tenant, _order(password)), desk)[slot] == (fate, "package")
    plan = _plan(tenant, _order(None))
    assert _fates(plan, desk)[slot] == ("keep", None)
    assert plan.missing == ()
    assert "two" in tenant.secrets.values()


def test_a_password_that_a_connector_is_configured_with_is_missing_until_it_is_bound() -> None:
    plan = _plan(Tenant(), _order(None))
    assert [(one.name, one.field) for one in plan.missing] == [("Order Desk password", "value")]
    missing = [i for i in plan.issues if i.code == IssueCode.MISSING_SECRET]
    assert [(i.elements[0].name, i.path) for i in missing] == [("Order Desk password", _VALUE)]
    bound = Bindings(values=(ValueBinding(None, "Order Desk password", "hidden"),))
    plan = _plan(Tenant(), _order(None), bindings=bound)
    assert plan.missing == ()
    fates = _fates(plan, "Order Desk password")
    assert set(fates.values()) == {("set", "binding")}
    assert "hidden" not in repr(plan)


def test_a_binding_wins_over_the_password_of_the_package() -> None:
    tenant = Tenant()
    bound = Bindings(values=(ValueBinding(None, "Order Desk password", "ours"),))
    _plan(tenant, _order("theirs"), bindings=bound)
    assert set(tenant.secrets.values()) == {"ours"}


def test_asked_to_keep_an_element_its_password_stays_too_where_nothing_else_differs() -> None:
    tenant = Tenant()
    _plan(tenant, _login("ours", "eva"))
    one = _login("theirs", "eva")
    connector = one.parts[1].id
    keeping = Wishes(by_element={connector: OnConflict.KEEP_TARGET})
    plan = _plan(tenant, one, keeping)
    assert _fates(plan, "Desk") == {_LOGIN: ("keep", None)}
    assert [change.decision for change in plan.changes] == ["apply", "keep"]
    assert set(tenant.secrets.values()) == {"ours"}
    assert _fates(_plan(tenant, one), "Desk") == {_LOGIN: ("replace", "package")}


@pytest.mark.parametrize("wish", OnConflict)
def test_a_password_of_the_tenants_stays_with_the_target_or_is_said_to_be_replaced(
    wish: OnConflict,
) -> None:
    tenant, wishes = Tenant(), Wishes(on_conflict=wish)
    _plan(tenant, _login("ours", "eva"), wishes)
    plan = _plan(tenant, _login("theirs", "eva"), wishes)
    is_kept = wish is OnConflict.KEEP_TARGET
    assert set(tenant.secrets.values()) == {"ours" if is_kept else "theirs"}
    told = [issue for issue in plan.issues if issue.code == IssueCode.REPLACED_SECRET]
    assert [issue.elements[0].name for issue in told] == ([] if is_kept else ["Desk"])
    assert plan.changes[1].decision == ("keep" if is_kept else "apply")
    assert not plan.refused


def test_a_binding_for_an_element_that_is_kept_is_told_unless_it_is_there_already() -> None:
    tenant = Tenant()
    desk = part(kinds.SERVICE, "Desk", {"uri": "https://desk.example.com"}, blanks={_LOGIN: None})
    uri, edited = "https://ours.example.com", {"developerSummary": "Edited"}
    tenant.edit(part(kinds.SERVICE, "Desk", {"uri": uri, **edited}, blanks={_LOGIN: None}))
    wishes = Wishes(on_conflict=OnConflict.KEEP_TARGET)
    for bound, is_told in [
        (ConnectorBinding(desk.id, None, uri=uri), False),
        (ConnectorBinding(desk.id, None, uri="https://other.example.com"), True),
        (ConnectorBinding(desk.id, None, password="hidden"), True),
    ]:
        plan = _plan(tenant, package(flow(), desk), wishes, Bindings(connectors=(bound,)))
        assert plan.changes[1].decision == "keep"
        told = [issue for issue in plan.issues if issue.code == IssueCode.KEPT_BINDING]
        assert bool(told) == is_told
        assert "hidden" not in repr(plan)


def _own_password(one: Package) -> tuple[Tenant, SecretSlot]:
    """A tenant that has imported this, and has set another password for its connector."""
    tenant = Tenant()
    _plan(tenant, one)
    slot = (kinds.SERVICE, one.parts[1].id, _LOGIN)
    tenant.set_password(slot, "our own")
    return tenant, slot


_CONFLICTS = [
    (OnConflict.FAIL, "refuse", "our own"),
    (OnConflict.KEEP_TARGET, "keep", "our own"),
    (OnConflict.OVERWRITE, "apply", "theirs"),
]


@pytest.mark.parametrize(("asked", "decision", "left"), _CONFLICTS)
@pytest.mark.parametrize("by_element", [False, True])
@pytest.mark.parametrize("username", ["eva", "max"])
def test_a_password_that_was_set_in_the_tenant_is_an_edit_like_any_other(
    asked: OnConflict, decision: str, left: str, by_element: bool, username: str
) -> None:
    one = _login("theirs", "eva")
    tenant, slot = _own_password(one)
    chosen = {slot[1]: asked}
    wishes = Wishes(by_element=chosen) if by_element else Wishes(on_conflict=asked)
    plan = _plan(tenant, _login("theirs", username), wishes)
    change = plan.changes[1]
    assert (change.verdict, change.decision, change.own_password) == ("update", decision, True)
    assert (change.edited, change.downgrade) == (False, False)
    issues = [issue for issue in plan.issues if issue.code == IssueCode.EDITED]
    assert [issue.elements[0].id for issue in issues] == [slot[1]]
    assert "password" in issues[0].detail
    assert IssueCode.REPLACED_SECRET not in {issue.code for issue in plan.issues}
    assert tenant.secrets[slot] == left
    again = _plan(tenant, _login("theirs", username), wishes)
    assert again.refused == plan.refused
    assert (again.changes[1].verdict == "identical") == (decision == "apply")


def test_a_password_set_in_the_tenant_is_in_no_conflict_with_a_blank_the_same_or_a_binding() -> (
    None
):
    bound = Bindings(connectors=(ConnectorBinding(None, "Desk", password="bound"),))
    refusing = Wishes(on_conflict=OnConflict.FAIL)
    for password, bindings, left in [
        (None, _NONE, "our own"),
        ("our own", _NONE, "our own"),
        ("theirs", bound, "bound"),
    ]:
        tenant, slot = _own_password(_login("first", "eva"))
        plan = _plan(tenant, _login(password, "eva"), refusing, bindings)
        assert not plan.refused
        assert plan.changes[1].verdict == "identical"
        assert tenant.secrets[slot] == left


def test_a_password_that_an_import_brought_is_no_edit() -> None:
    tenant, slot = _own_password(_login("first", "eva"))
    _plan(tenant, _login("second", "eva"))
    plan = _plan(tenant, _login("third", "eva"), Wishes(on_conflict=OnConflict.FAIL))
    assert plan.changes[1].verdict == "identical"
    assert IssueCode.REPLACED_SECRET in {issue.code for issue in plan.issues}
    assert tenant.secrets[slot] == "third"


def test_an_update_that_would_drop_the_tenants_own_password_is_in_conflict() -> None:
    def bare(summary: str) -> Package:
        return package(flow(), part(kinds.SERVICE, "Desk", {"developerSummary": summary}))

    for wishes, verdict, left in [
        (Wishes(on_conflict=OnConflict.FAIL), "refuse", {"our own"}),
        (Wishes(on_conflict=OnConflict.KEEP_TARGET), "keep", {"our own"}),
        (_PLAIN, "apply", set()),
    ]:
        tenant, _ = _own_password(bare("one"))
        assert _plan(tenant, bare("one"), wishes).changes[1].verdict == "identical"
        change = _plan(tenant, bare("two"), wishes).changes[1]
        assert (change.own_password, change.decision) == (True, verdict)
        assert set(tenant.secrets.values()) == left


def test_the_date_of_setting_a_password_makes_no_downgrade() -> None:
    def desk(summary: str, day: int) -> Part:
        content = {"developerSummary": summary}
        modified = f"2026-03-{day:02}T00:00:00"
        return part(kinds.SERVICE, "Desk", content, modified=modified, blanks={_LOGIN: None})

    tenant, _ = _own_password(package(flow(), desk("one", 1)))
    tenant.edit(desk("one", 9))
    plan = _plan(tenant, package(flow(), desk("two", 5)), Wishes(on_conflict=OnConflict.FAIL))
    assert not plan.refused
    assert plan.changes[1].verdict == "update"


def test_a_snapshot_import_takes_no_password_of_the_tenants() -> None:
    tenant, _ = _own_password(_login("theirs", "eva"))
    wishes = Wishes(is_snapshot=True, on_conflict=OnConflict.FAIL)
    arrival = arrive(_login("theirs", "eva"), wishes)
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    assert {change.verdict for change in plan.changes} == {"identical"}
    assert not any(change.own_password for change in plan.changes)


def test_merging_into_a_connector_does_not_take_its_own_password_unasked() -> None:
    def desk(id_name: str) -> Part:
        content = {"uri": "https://desk.example.com"}
        return part(kinds.SERVICE, id_name, content, blanks={_LOGIN: None}, name="Desk")

    ours, theirs = desk("ours"), desk("theirs")
    tenant = Tenant()
    tenant.edit(ours)
    slot = (ours.kind, ours.id, _LOGIN)
    tenant.set_password(slot, "our own")
    brought = (Secret(theirs.kind, theirs.id, _LOGIN, "theirs"),)
    wishes = Wishes(merge=frozenset({Mergeable.CONNECTORS}), on_conflict=OnConflict.FAIL)
    arrival = arrive(package(flow(), theirs, secrets=brought), wishes, existing=[ours])
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    change = next(one for one in plan.changes if one.id == ours.id)
    assert (change.merged_from, change.decision) == (theirs.id, "refuse")
    (issue,) = (one for one in plan.issues if one.code == IssueCode.EDITED)
    assert "password" in issue.detail


def test_a_connectors_login_is_needed_with_a_user_name_or_where_a_password_stood() -> None:
    for one, fate in [
        (_login(None, None), "empty"),
        (_login(None, "eva"), "missing"),
        (_login(None, None, "__ENCRYPTED__"), "missing"),
        (_login("hidden", "eva"), "set"),
    ]:
        plan = _plan(Tenant(), one)
        assert _fates(plan, "Desk")[_LOGIN][0] == fate
        assert [one.field for one in plan.missing] == (["password"] if fate == "missing" else [])
    connector = ConnectorBinding(None, "Desk", username="eva", password="hidden")
    plan = _plan(Tenant(), _login(None, None), bindings=Bindings(connectors=(connector,)))
    assert _fates(plan, "Desk")[_LOGIN] == ("set", "binding")


def test_every_place_is_listed_and_the_optional_ones_are_empty() -> None:
    blanked = read_package(orjson.dumps(SecretPlaces(None).package()))
    plan = _plan(Tenant(), blanked)
    assert {one.fate for one in plan.secrets} == {"missing", "empty"}
    assert {one.name for one in plan.missing} == {"Order Desk password", "Order Desk"}
    told = {i.elements[0].name for i in plan.issues if i.code == IssueCode.EMPTY_SECRET}
    assert {"Gate code", "Account", "Company login"} <= told
    filled = read_package(orjson.dumps(SecretPlaces("canary").package()))
    plan = _plan(Tenant(), filled)
    filled_in = {(s.id, s.slot.partition("@")[0]) for s in plan.secrets if s.fate == "set"}
    assert filled_in == {(s.id, s.slot.partition("@")[0]) for s in plan.secrets}
    assert [i for i in plan.issues if i.code == IssueCode.EMPTY_SECRET] == []
    assert "canary" not in repr(plan)


def test_the_passwords_of_an_element_that_is_kept_stay() -> None:
    tenant = Tenant()
    _plan(tenant, _login("ours", "eva"))
    edited = part(
        kinds.SERVICE, "Desk", {"httpAuthenticationUsername": "max"}, blanks={_LOGIN: None}
    )
    tenant.edit(edited)
    wishes = Wishes(on_conflict=OnConflict.KEEP_TARGET)
    plan = _plan(tenant, _login("theirs", "eva"), wishes)
    assert _fates(plan, "Desk")[_LOGIN] == ("keep", None)
    assert set(tenant.secrets.values()) == {"ours"}


def test_a_stored_stamp_without_room_for_what_comes_is_found() -> None:
    bare = part(kinds.SERVICE, "Desk")
    coming = _login("hidden", None)
    arrival = arrive(coming, _PLAIN)
    (desk,) = (one for one in coming.parts if one.kind == kinds.SERVICE)
    assert desk.digest == bare.digest
    assert unstamped(arrival, [bare]) == {(bare.kind, bare.id)}
    assert unstamped(arrival, [desk]) == frozenset()
    tenant = Tenant()
    _plan(tenant, package(flow(), bare))
    changes = {change.name: change.verdict for change in _plan(tenant, coming).changes}
    assert changes["Desk"] == "update"
    changes = {change.name: change.verdict for change in _plan(tenant, coming).changes}
    assert changes["Desk"] == "identical"


def test_stamps_of_real_shape_have_room_in_every_culture() -> None:
    blanked, filled = (
        read_package(orjson.dumps(SecretPlaces(mark).package())) for mark in (None, "x")
    )
    assert unstamped(arrive(filled, _PLAIN), blanked.parts) == frozenset()


def test_a_likely_secret_is_told_and_shows_in_no_difference() -> None:
    def value(text: str) -> Part:
        content = {
            "contentType": "ContentString",
            "defaultContentValueContentValueId": {"$texts": {"EN/USA//": text}},
        }
        return part(kinds.VALUE, "Consumer secret", content)

    one, two = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2, "ghp_" + "Z9y8X7w6V5u4T3s2R1q0" * 2
    tenant = Tenant()
    _plan(tenant, package(flow(), value(one[:40])))
    plan = _plan(tenant, package(flow(), value(two[:40])))
    (issue,) = (i for i in plan.issues if i.code == IssueCode.LIKELY_SECRET)
    assert issue.path == _VALUE
    (change,) = (c for c in plan.changes if c.verdict == "update")
    assert [(d.before, d.after) for d in change.differences] == [("(not shown)", "(not shown) 2")]


def test_no_binding_shows_in_a_difference_on_its_way_in_or_out() -> None:
    bound = Bindings(values=(ValueBinding(None, "Order Desk user", "canary"),))
    tenant = Tenant()
    _plan(tenant, _order(None))
    for bindings in (bound, _NONE):
        plan = _plan(tenant, _order(None), bindings=bindings)
        (change,) = (c for c in plan.changes if c.verdict == "update")
        assert change.name == "Order Desk user"
        assert {d.before for d in change.differences} <= {None, "(not shown)", "(not shown) 2"}
        assert {d.after for d in change.differences} <= {None, "(not shown)", "(not shown) 2"}
        assert "canary" not in repr(plan)


def test_a_user_in_a_uri_shows_in_no_difference() -> None:
    before, after = (
        part(kinds.SERVICE, "Desk", {"uri": f"https://{user}@desk.example.com/{user[:1]}"})
        for user in ("hidden", "concealed")
    )
    tenant = Tenant()
    _plan(tenant, package(flow(), before))
    plan = _plan(tenant, package(flow(), after))
    (difference,) = next(c for c in plan.changes if c.verdict == "update").differences
    assert (difference.before, difference.after) == (
        "https://desk.example.com/h",
        "https://desk.example.com/c",
    )


def test_secrets_outside_all_elements_belong_to_the_flow() -> None:
    tree = OrderIntake(1).package() | {"vault": {"password": "hidden"}}
    plan = _plan(Tenant(), read_package(orjson.dumps(tree)))
    fates = {s.slot: (s.kind, s.fate) for s in plan.secrets}
    assert fates["$package/vault/password"] == (kinds.FLOW, "set")
