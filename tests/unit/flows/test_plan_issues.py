"""Every kind of trouble that an import can make is found before it is made."""

from collections.abc import Iterable
from dataclasses import replace

import orjson
import pytest

from libs.flows import kinds
from libs.flows.arrival import arrive
from libs.flows.bindings import Bindings, ValueBinding
from libs.flows.issues import Issue, IssueCode
from libs.flows.kinds import Kind
from libs.flows.model import Package, Part
from libs.flows.plan import Plan, plan_import
from libs.flows.read import read_package
from libs.flows.target import Target
from libs.flows.uris import UriMapping
from libs.flows.wishes import Mergeable, OnConflict, Wishes
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.parts import flow, id_of, package, part
from tests.unit.flows.tenants import Tenant

_PLAIN = Wishes()
_PAGE = part(kinds.PAGE, "Page", {"label": "{![Greeting]}", "tagElementId": str(id_of("Tag"))})
_TAG = part(kinds.TAG, "Tag")


def _tenant(*packages: Package) -> Tenant:
    tenant = Tenant()
    for one in packages:
        _import(tenant, one)
    return tenant


def _import(tenant: Tenant, one: Package, wishes: Wishes = _PLAIN) -> Plan:
    arrival = arrive(one, wishes)
    plan = plan_import(arrival, tenant.target(arrival), wishes)
    tenant.apply(plan, arrival)
    return plan


def _of(plan: Plan, code: IssueCode) -> list[Issue]:
    return [issue for issue in plan.issues if issue.code == code]


def _connector(name: str, uri: str, actions: Iterable[str] = (), *, at: str = "PDF") -> Part:
    content = {"uri": uri, "actions": [{"uriPart": one} for one in sorted(actions)]}
    return part(kinds.SERVICE, at, content, name=name)


def _caller(name: str, action: str) -> Package:
    """A flow whose only step calls an action of the connector, which comes with it."""
    call = {"serviceElementId": str(id_of("PDF")), "uriPart": action}
    step = part(kinds.MAP, f"{name} step", {"messageActions": [call]}, flow=name)
    connector = _connector("PDF", "https://pdf.example.com", {"create", "merge"})
    return package(flow(name, (f"{name} step",)), step, connector)


def test_a_reference_to_nothing_dangles_unless_the_tenant_has_what_it_names() -> None:
    lonely = package(flow(), _PAGE)
    issues = _of(_import(Tenant(), lonely), IssueCode.DANGLING_REFERENCE)
    assert [issue.path for issue in issues] == ["label", "tagElementId"]
    assert {element.name for issue in issues for element in issue.elements} == {"Page"}
    assert str(id_of("Tag")) in issues[1].detail
    greeting = part(kinds.VALUE, "Greeting")
    whole = _tenant(package(flow("Other"), _TAG, greeting))
    assert _of(_import(whole, lonely), IssueCode.DANGLING_REFERENCE) == []


def test_what_is_inside_an_element_of_the_tenant_is_not_said_to_be_missing() -> None:
    inside = "7d1a2c34-0000-4000-8000-000000000001"
    value = {"valueElementId": {"guid": str(id_of("Order")), "typeElementPropertyId": inside}}
    page = package(flow(), part(kinds.PAGE, "Page", value))
    assert len(_of(_import(Tenant(), page), IssueCode.DANGLING_REFERENCE)) == 2
    tenant = _tenant(package(flow("Other"), part(kinds.VALUE, "Order")))
    assert _of(_import(tenant, page), IssueCode.DANGLING_REFERENCE) == []


def test_a_kept_connector_without_the_action_that_is_called_leaves_it_dangling() -> None:
    tenant = _tenant(_caller("First", "create"))
    tenant.edit(_connector("PDF", "https://pdf.example.com", {"create"}))
    wishes = Wishes(on_conflict=OnConflict.KEEP_TARGET)
    (issue,) = _of(
        _import(tenant, _caller("Second", "merge"), wishes), IssueCode.DANGLING_REFERENCE
    )
    assert "'merge'" in issue.detail
    assert issue.path == "messageActions/merge/uriPart"


def test_what_is_kept_misses_only_what_the_import_takes_away() -> None:
    tag, step = part(kinds.TAG, "Tag"), part(kinds.MAP, "First step", flow="First")
    tenant = _tenant(package(flow("Other"), tag), _caller("First", "merge"))
    calls = {"messageActions": [{"serviceElementId": str(id_of("PDF")), "uriPart": "merge"}]}
    edited = calls | {"tagElementId": str(tag.id), "pageElementId": str(id_of("Nowhere"))}
    tenant.edit(part(kinds.MAP, "First step", edited, flow="First"))
    fewer = _connector("PDF", "https://pdf.example.com", {"create"})
    wishes = Wishes(by_element={step.id: OnConflict.KEEP_TARGET})
    plan = _import(tenant, package(flow("First", ("First step",)), step, fewer), wishes)
    assert [one.decision for one in plan.changes] == ["apply", "keep", "apply"]
    (issue,) = _of(plan, IssueCode.DANGLING_REFERENCE)
    assert issue.path == "messageActions/merge/uriPart"


def test_an_action_that_only_the_tenants_connector_has_is_missing_once_that_is_overwritten() -> (
    None
):
    standing = _connector("PDF", "https://pdf.example.com", {"create", "merge", "sign"})
    caller = _caller("Second", "sign")
    arrival = arrive(caller, _PLAIN)
    assert arrival.needs.elements == frozenset()
    plan = plan_import(arrival, Target(outside=(standing,)), _PLAIN)
    (issue,) = _of(plan, IssueCode.DANGLING_REFERENCE)
    assert "'sign'" in issue.detail


def test_a_flow_that_is_called_is_in_the_package_or_the_tenant_or_missing() -> None:
    step = {"subflow": {"flowId": {"id": str(id_of("Called"))}}}
    calling = package(flow("Calling", ("Step",)), part(kinds.MAP, "Step", step, flow="Calling"))
    plan = _import(Tenant(), calling)
    assert [one.elements[0].name for one in _of(plan, IssueCode.MISSING_SUBFLOW)] == ["Step"]
    assert [(one.kind, one.present) for one in plan.requirements] == [("subflow", False)]
    plan = _import(_tenant(package(flow("Called"))), calling)
    assert _of(plan, IssueCode.MISSING_SUBFLOW) == []
    assert [(one.name, one.present) for one in plan.requirements] == [("Called", True)]
    both = replace(calling, parts=(*calling.parts, flow("Called")))
    assert _import(Tenant(), both).requirements == ()


def test_an_action_that_another_flow_calls_is_missed_when_it_goes() -> None:
    tenant = _tenant(_caller("First", "create"), _caller("Second", "merge"))
    older = _connector("PDF", "https://pdf.example.com", {"create"})
    plan = _import(tenant, package(flow("Third"), older))
    (issue,) = _of(plan, IssueCode.REMOVED_ACTION)
    assert [element.name for element in issue.elements] == ["PDF", "Second step"]
    assert issue.path == "actions/merge"
    assert "'Second'" in issue.detail
    assert [one.flow_name for one in plan.impacted] == ["First", "Second"]
    assert {element.name for one in plan.impacted for element in one.elements} == {"PDF"}


def test_a_flow_is_impacted_through_shared_elements_that_it_uses() -> None:
    value = part(kinds.VALUE, "Greeting")
    page = part(kinds.PAGE, "Page", {"valueElementId": str(value.id)})
    step = part(kinds.MAP, "Step", {"pageElementId": str(page.id)}, flow="First")
    tenant = _tenant(package(flow("First", ("Step",)), step, page, value))
    other = part(kinds.VALUE, "Greeting", {"contentType": "ContentNumber"})
    plan = _import(tenant, package(flow("Second"), other))
    assert [(one.flow_name, one.elements[0].name) for one in plan.impacted] == [
        ("First", "Greeting")
    ]
    assert _import(tenant, package(flow("Second"), other)).impacted == ()


def test_an_element_that_is_new_beside_one_of_its_name_or_end_point_is_a_duplicate() -> None:
    uri = "https://pdf.example.com"
    tenant = _tenant(package(flow(), _connector("PDF", uri), part(kinds.TYPE, "Order")))
    order = part(kinds.TYPE, "Another order", name="Order")
    newcomer = package(flow(), _connector("Paper", uri, at="Paper"), order)
    plan = _import(tenant, newcomer)
    (same_name,) = _of(plan, IssueCode.SAME_NAME)
    (same_endpoint,) = _of(plan, IssueCode.SAME_ENDPOINT)
    assert [element.id for element in same_name.elements] == [order.id, id_of("Order")]
    assert [element.name for element in same_endpoint.elements] == ["Paper", "PDF"]
    again = _import(tenant, newcomer)
    assert _of(again, IssueCode.SAME_NAME) == _of(again, IssueCode.SAME_ENDPOINT) == []


def test_mappings_and_bindings_that_match_nothing_are_told_without_what_is_secret_in_them() -> None:
    uri = "https://eva:hidden@pdf.example.com/api?key=hidden"
    wishes = Wishes(
        uri_mappings=(
            UriMapping(uri, "https://new.example.com"),
            UriMapping("https://x:hidden@none.example.com", "https://new.example.com"),
        )
    )
    bindings = Bindings(values=(ValueBinding(None, "Nobody", "hidden"),))
    arrival = arrive(package(flow(), _connector("PDF", uri)), wishes, bindings=[bindings])
    plan = plan_import(arrival, Target(), wishes)
    (mapping,) = _of(plan, IssueCode.UNMATCHED_MAPPING)
    (binding,) = _of(plan, IssueCode.UNMATCHED_BINDING)
    assert "https://none.example.com" in mapping.detail
    assert "Nobody" in binding.detail
    assert [len(one.connectors) for one in plan.mappings] == [1, 0]
    assert plan.mappings[0].from_ == "https://pdf.example.com/api"
    assert "hidden" not in repr((plan.issues, plan.mappings))


def test_a_choice_for_an_element_that_no_change_is_about_is_told() -> None:
    tenant = _tenant(_caller("First", "create"))
    bare = package(flow("First"))
    step, nobody = id_of("First step"), id_of("Nobody")
    choices = dict.fromkeys((bare.flow.id, step, nobody), OnConflict.OVERWRITE)
    (issue,) = _of(_import(tenant, bare, Wishes(by_element=choices)), IssueCode.UNMATCHED_CHOICE)
    assert str(nobody) in issue.detail


def test_a_choice_may_name_a_merged_element_by_either_id() -> None:
    uri = "https://pdf.example.com"
    ours = _connector("PDF", uri, {"create"}, at="Ours")
    coming = _connector("PDF", uri, {"create", "merge"})
    for id_ in (ours.id, coming.id):
        tenant = _tenant(package(flow("Other"), ours))
        wishes = Wishes(
            by_element={id_: OnConflict.KEEP_TARGET}, merge=frozenset({Mergeable.CONNECTORS})
        )
        arrival = arrive(package(flow(), coming), wishes, existing=[ours])
        plan = plan_import(arrival, tenant.target(arrival), wishes)
        assert [c.decision for c in plan.changes if c.kind == kinds.SERVICE] == ["keep"]
        assert _of(plan, IssueCode.UNMATCHED_CHOICE) == []


def test_the_place_of_a_likely_secret_is_not_called_by_its_text() -> None:
    token = "AKIA" + "IOSFODNN7EXAMPLE"
    content = {"scopes": ["read", token], "configurationValues": [{"developerName": token}]}
    plan = _import(Tenant(), package(flow(), part(kinds.SERVICE, "PDF", content)))
    paths = [issue.path for issue in _of(plan, IssueCode.LIKELY_SECRET)]
    assert paths == ["configurationValues/0/developerName", "scopes/1"]
    assert token not in repr(plan.issues)


def test_requirements_are_listed_and_missing_when_the_tenant_lacks_them() -> None:
    page = {"label": "{{SITE}}", "pageComponents": [{"componentType": "map-of-orders"}]}
    bare = package(flow(), part(kinds.PAGE, "Page", page))
    arrival = arrive(bare, Wishes())
    plan = plan_import(arrival, Target(), Wishes())
    assert [one.elements[0].name for one in _of(plan, IssueCode.MISSING_VARIABLE)] == ["Page"]
    assert [one.elements[0].name for one in _of(plan, IssueCode.MISSING_COMPONENT)] == ["Page"]
    has_both = Target(variables=frozenset({"SITE"}), components=frozenset({"map-of-orders"}))
    plan = plan_import(arrival, has_both, Wishes())
    assert plan.issues == ()
    assert [(one.kind, one.name, one.present) for one in plan.requirements] == [
        ("environment-variable", "SITE", True),
        ("custom-component", "map-of-orders", True),
    ]
    component = part(kinds.CUSTOM_PAGE_COMPONENT, "Map", {"key": "map-of-orders"})
    own = arrive(replace(bare, parts=(*bare.parts, component)), Wishes())
    assert own.needs.components == frozenset()


@pytest.mark.parametrize(
    "uri", ["http://localhost:8080", "https://pdf-dev.example.com", "https://x.ngrok.io/api"]
)
def test_a_connector_to_a_development_host_is_told_until_it_is_mapped(uri: str) -> None:
    one = package(flow(), _connector("PDF", uri))
    assert len(_of(_import(Tenant(), one), IssueCode.DEVELOPMENT_HOST)) == 1
    mapped = Wishes(uri_mappings=(UriMapping(uri, "https://pdf.example.com"),))
    assert _of(_import(Tenant(), one, mapped), IssueCode.DEVELOPMENT_HOST) == []


def test_kinds_that_are_not_known_are_told_once_each() -> None:
    widgets = [part(Kind("widgetConfigurations"), name) for name in ("One", "Two")]
    (issue,) = _of(_import(Tenant(), package(flow(), *widgets)), IssueCode.UNKNOWN_KIND)
    assert [element.name for element in issue.elements] == ["One", "Two"]


def test_a_downgrade_is_an_issue_and_an_upgrade_is_none() -> None:
    old, new = (read_package(orjson.dumps(OrderIntake(version).package())) for version in (1, 2))
    tenant = _tenant(old)
    assert _of(_import(tenant, new), IssueCode.DOWNGRADE) == []
    plan = _import(tenant, old, Wishes(on_conflict=OnConflict.FAIL))
    assert plan.refused
    downgraded = {issue.elements[0].name for issue in _of(plan, IssueCode.DOWNGRADE)}
    assert {"Order Desk", "Order page", "Order"} <= downgraded


def _pdf(name: str, modified: str, actions: str, calls: str) -> Package:
    """One of a set of examples that share a connector, each with it as it was on its day."""
    step = {"messageActions": [{"serviceElementId": str(id_of("PDF")), "uriPart": calls}]}
    connector = _connector("PDF", "https://pdf.example.com", actions.split())
    return package(
        flow(name, (f"{name} step",)),
        part(kinds.MAP, f"{name} step", step, flow=name),
        replace(connector, modified=modified),
    )


_EXAMPLES = [
    _pdf("concatenate", "2016-12-02T09:00:00", "fill html merge", "merge"),
    _pdf("create-from-url", "2016-12-05T09:00:00", "fill html merge url", "url"),
    _pdf("generate-from-html", "2016-12-01T16:40:00", "fill html", "html"),
    _pdf("populate", "2016-12-01T10:48:00", "fill", "fill"),
]


def test_examples_in_the_order_of_their_names_do_not_take_a_shared_connector_back() -> None:
    tenant, wishes = Tenant(), Wishes(on_conflict=OnConflict.FAIL)
    plans = [_import(tenant, one, wishes) for one in _EXAMPLES]
    assert [plan.refused for plan in plans] == [False, False, True, True]
    assert [len(_of(plan, IssueCode.REMOVED_ACTION)) for plan in plans] == [0, 0, 2, 2]
    wishes = Wishes(on_conflict=OnConflict.KEEP_TARGET)
    plans = [_import(tenant, one, wishes) for one in _EXAMPLES[2:]]
    assert not any(plan.refused for plan in plans)
    assert not any(_of(plan, IssueCode.DANGLING_REFERENCE) for plan in plans)
    assert not any(_of(plan, IssueCode.REMOVED_ACTION) for plan in plans)


def test_the_gravest_issues_come_first() -> None:
    tenant = _tenant(package(flow(), _PAGE))
    tenant.edit(part(kinds.PAGE, "Page", {"label": "mine"}))
    plan = _import(tenant, package(flow(), _PAGE, part(Kind("widgets"), "One")))
    severities = [issue.code.severity for issue in plan.issues]
    assert severities == ["error", "error", "warning", "warning", "info"]
