"""Whatever a tenant went through, an import does what its plan says, and nothing when repeated."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key, arrive
from libs.flows.bindings import Bindings, ConnectorBinding
from libs.flows.kinds import Kind
from libs.flows.model import Package, Part, Secret
from libs.flows.plan import Plan, plan_import
from libs.flows.secret_slots import SecretSlot
from libs.flows.uris import UriMapping
from libs.flows.wishes import OnConflict, Wishes
from tests.unit.flows.parts import flow, id_of, package, part
from tests.unit.flows.tenants import Row, Tenant

_LOGIN = "httpAuthenticationPassword"
_FLOWS = ("Buying", "Selling")
_MAPS = {name: tuple(f"{name} {step}" for step in ("start", "ask", "done")) for name in _FLOWS}
_SHARED = [
    (kind, f"{kind} {place}")
    for kind in (kinds.SERVICE, kinds.TYPE, kinds.VALUE, kinds.PAGE)
    for place in (1, 2)
]
_STATES = st.integers(0, 3)
_DATES = st.sampled_from([None, "2026-01-01T00:00:00", "2026-02-01T00:00:00", "not a date"])
_URI = "https://desk.example.com"
_ALL_IDS = [id_of(name) for _, name in _SHARED] + [id_of(name) for name in _FLOWS]


@st.composite
def _shared(draw: st.DrawFn, kind: Kind, name: str) -> Part:
    content: dict[str, object] = {"state": draw(_STATES)}
    blanks = None
    if kind == kinds.SERVICE:
        actions = draw(st.sets(st.sampled_from(["create", "cancel"])))
        content |= {"uri": _URI, "actions": [{"uriPart": one} for one in sorted(actions)]}
        blanks = {_LOGIN: None} if draw(st.booleans()) else None
    if kind == kinds.PAGE:
        content["valueElementId"] = str(id_of("value 1"))
    named = draw(st.sampled_from([name, "Alike"]))
    return part(kind, name, content, modified=draw(_DATES), blanks=blanks, name=named)


@st.composite
def _packages(draw: st.DrawFn) -> Package:
    name = draw(st.sampled_from(_FLOWS))
    steps = [step for step in _MAPS[name] if draw(st.booleans())]
    call = {"serviceElementId": str(id_of("service 1")), "uriPart": "create"}
    maps = [
        part(
            kinds.MAP,
            step,
            {"state": draw(_STATES), "messageActions": [call] if draw(st.booleans()) else []},
            flow=name,
            modified=draw(_DATES),
        )
        for step in steps
    ]
    shared = [draw(_shared(*one)) for one in _SHARED if draw(st.booleans())]
    secrets = tuple(
        Secret(one.kind, one.id, _LOGIN, draw(st.sampled_from(["one", "two"])))
        for one in shared
        if b"blanks" in one.stamp and draw(st.booleans())
    )
    return package(flow(name, tuple(steps)), *maps, *shared, secrets=secrets)


_WISHES = st.builds(
    Wishes,
    on_conflict=st.sampled_from(OnConflict),
    by_element=st.dictionaries(st.sampled_from(_ALL_IDS), st.sampled_from(OnConflict), max_size=2),
    uri_mappings=st.just(()) | st.just((UriMapping(_URI, "https://ours.example.com"),)),
)
_LOGINS = st.sampled_from([(), (ConnectorBinding(id_of("service 1"), None, password="three"),)])


class Tenants(RuleBasedStateMachine):
    @initialize()
    def an_empty_tenant(self) -> None:
        self.tenant = Tenant()

    @rule(data=st.data(), one=st.sampled_from(_SHARED))
    def a_save_in_the_tenant(self, data: st.DataObject, one: tuple[Kind, str]) -> None:
        self.tenant.edit(data.draw(_shared(*one)))

    @rule(data=st.data())
    def a_delete_in_the_tenant(self, data: st.DataObject) -> None:
        if self.tenant.rows:
            keys = sorted(self.tenant.rows, key=str)
            self.tenant.delete(data.draw(st.sampled_from(keys)))

    @rule(data=st.data(), value=st.sampled_from(["one", "two", "ours"]))
    def a_password_set_in_the_tenant(self, data: st.DataObject, value: str) -> None:
        places = [key for key, row in self.tenant.rows.items() if b"blanks" in row.part.stamp]
        if places:
            key = data.draw(st.sampled_from(sorted(places, key=str)))
            self.tenant.set_password((*key, _LOGIN), value)

    @rule(one=_packages(), wishes=_WISHES, logins=_LOGINS)
    def an_import(self, one: Package, wishes: Wishes, logins: tuple[ConnectorBinding, ...]) -> None:
        arrival = arrive(one, wishes, bindings=[Bindings(connectors=logins)])
        plan = self._plan(arrival, wishes)
        assert self._plan(arrival, wishes) == plan
        before, passwords = dict(self.tenant.rows), dict(self.tenant.secrets)
        own = set(self.tenant.own)
        self.tenant.apply(plan, arrival)
        self._did_what_it_said(plan, before)
        self._set_what_it_said(plan, arrival, passwords)
        self._took_no_own_password_unasked(plan, wishes, own, passwords)
        if not plan.refused:
            self._does_nothing_again(arrival, wishes)

    @invariant()
    def what_a_flow_owns_is_of_a_flow(self) -> None:
        assert all(
            row.part.flow_id is not None
            for key, row in self.tenant.rows.items()
            if key[0] in kinds.FLOW_SCOPED
        )

    def _plan(self, arrival: Arrival, wishes: Wishes) -> Plan:
        return plan_import(arrival, self.tenant.target(arrival), wishes)

    def _did_what_it_said(self, plan: Plan, before: dict[Key, Row]) -> None:
        after = self.tenant.rows
        changed = {
            key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)
        }
        if plan.refused:
            assert not changed
            return
        assert changed == {(c.kind, c.id) for c in plan.changes if c.is_written or c.is_removed}
        for change in plan.changes:
            key = (change.kind, change.id)
            if change.is_written:
                assert after[key].effective.digest == change.digest
                assert (key in before) == (change.verdict == "update")
            elif change.verdict == "identical":
                assert after[key].effective.digest == change.digest

    def _set_what_it_said(
        self, plan: Plan, arrival: Arrival, before: dict[SecretSlot, str]
    ) -> None:
        changed = {
            slot
            for slot in before.keys() | self.tenant.secrets.keys()
            if before.get(slot) != self.tenant.secrets.get(slot) and slot in arrival.slots
        }
        said = {(s.kind, s.id, s.slot) for s in plan.secrets if s.is_written}
        assert changed == (set() if plan.refused else said)

    def _took_no_own_password_unasked(
        self, plan: Plan, wishes: Wishes, own: set[SecretSlot], before: dict[SecretSlot, str]
    ) -> None:
        taken = {slot for slot in own if self.tenant.secrets.get(slot) != before[slot]}
        bound = {(s.kind, s.id, s.slot) for s in plan.secrets if s.source == "binding"}
        told = {
            (change.kind, change.id)
            for change in plan.changes
            if change.own_password and change.verdict == "update" and change.decision == "apply"
        }
        for slot in taken - bound:
            asked = wishes.by_element.get(slot[1], wishes.on_conflict)
            assert (slot[:2] in told, asked) == (True, OnConflict.OVERWRITE)

    def _does_nothing_again(self, arrival: Arrival, wishes: Wishes) -> None:
        again = self._plan(arrival, wishes)
        assert not again.refused
        assert not any(change.is_written or change.is_removed for change in again.changes)
        assert not any(fate.is_written for fate in again.secrets)
        rows, secrets = dict(self.tenant.rows), dict(self.tenant.secrets)
        self.tenant.apply(again, arrival)
        assert (self.tenant.rows, self.tenant.secrets) == (rows, secrets)


TestTenants = Tenants.TestCase
TestTenants.settings = settings(TestTenants.settings, stateful_step_count=15)
