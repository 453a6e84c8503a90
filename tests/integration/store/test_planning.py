"""What a plan reads of a tenant's draft and snapshots."""

from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.flows.arrival import Arrival, arrive
from libs.flows.kinds import (
    CUSTOM_PAGE_COMPONENT,
    FLOW,
    MAP,
    PAGE,
    SERVICE,
    TYPE,
    VALUE,
)
from libs.flows.merging import Wanted
from libs.flows.model import Package, Part
from libs.flows.target import Neighbour, Target, Use
from libs.flows.uris import UriMapping
from libs.flows.wishes import Wishes
from libs.store import (
    drafts,
    environment_variables,
    environments,
    planning,
    secrets,
    snapshots,
)
from libs.store.database import Database
from libs.store.environment_variables import Variable
from libs.store.secrets import DRAFT
from libs.store.snapshots import Flags
from tests.integration.store.examples import (
    PLAIN,
    changed,
    import_draft,
    import_snapshot,
    package,
    part,
    reaching_package,
    sealed,
    small_package,
)


async def read(
    database: Database, tenant: UUID, what: Package, wishes: Wishes = PLAIN
) -> tuple[Arrival, Target]:
    """In a transaction that may write nothing, as a plan does."""
    arrival = arrive(what, wishes)
    async with database.transaction(scope=[tenant], isolated=True) as tx:
        ask = planning.read_snapshot_target if wishes.is_snapshot else planning.read_target
        return arrival, await ask(tx, tenant, arrival)


def calling(flow: Part, connector: Part, action: str = "send") -> Part:
    call = {"serviceElementId": str(connector.id), "uriPart": action}
    return part(MAP, flow.id, dataActions=[call])


async def test_an_empty_tenant_has_nothing_to_tell(database: Database, tenant: UUID) -> None:
    _, target = await read(database, tenant, reaching_package())
    assert target == Target()


async def test_only_content_that_differs_is_read(database: Database, tenant: UUID) -> None:
    what = reaching_package()
    await import_draft(database, tenant, what)
    _, same = await read(database, tenant, what)
    assert {element.id for element in same.elements} == {part.id for part in what.parts}
    assert same.parts == {}
    *others, connector = what.parts
    _, other = await read(database, tenant, package([*others, changed(connector, uri="https://x")]))
    assert other.parts == {(SERVICE, connector.id): connector}


async def test_content_that_an_element_had_before_is_known(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    *others, connector = what.parts
    newer = package([*others, changed(connector, uri="https://newer")])
    for one in (what, newer):
        await import_draft(database, tenant, one)
    _, back = await read(database, tenant, what)
    _, again = await read(database, tenant, newer)
    assert back.had_before == {(SERVICE, connector.id)}
    assert again.had_before == frozenset()


async def test_a_mapped_connector_was_not_there_before(database: Database, tenant: UUID) -> None:
    """History is of what packages brought; what the tenant lays over it is its own."""
    what = reaching_package()
    mapped = Wishes(uri_mappings=(UriMapping("https://there", "https://mapped"),))
    await import_draft(database, tenant, what, mapped)
    _, target = await read(database, tenant, what)
    (connector,) = [element for element in target.elements if element.kind == SERVICE]
    assert target.had_before == frozenset()
    assert connector.base == what.parts[-1].digest != connector.digest


async def test_neighbours_share_a_name_or_an_end_point_with_the_package(
    database: Database, tenant: UUID
) -> None:
    here = small_package()
    flow, step, value, connector = here.parts
    connector = changed(connector, uri="https://one")
    await import_draft(database, tenant, package([flow, step, value, connector]))
    twin = replace(part(VALUE, uuid4()), name=value.name)
    like = part(SERVICE, uuid4(), uri="https://mapped-from")
    other = replace(part(MAP, uuid4()), name=step.name)
    coming = package([part(FLOW, uuid4()), twin, like, other])
    wishes = Wishes(uri_mappings=(UriMapping("https://mapped-from", "https://one"),))
    _, target = await read(database, tenant, coming, wishes)
    assert set(target.neighbours) == {
        Neighbour(VALUE, value.id, value.name, None),
        Neighbour(SERVICE, connector.id, connector.name, "https://one"),
    }
    _, own = await read(database, tenant, package([flow, step, value, connector]))
    assert own.neighbours == ()


async def test_uses_are_found_through_shared_elements_and_by_name(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    await import_draft(database, tenant, what)
    value, connector = what.parts[2:]
    other = part(FLOW, uuid4())
    step = calling(other, connector)
    type_ = part(TYPE, other.id, serviceElementId=str(connector.id))
    page = part(PAGE, other.id, text=f"{{![{value.name}]}}")
    typed = part(MAP, other.id, typeElementId=str(type_.id))
    await import_draft(database, tenant, package([other, step, type_, page, typed]))
    _, target = await read(database, tenant, what)
    assert set(target.uses) == {
        Use(MAP, step.id, step.name, other.id, SERVICE, connector.id, None),
        Use(MAP, step.id, step.name, other.id, SERVICE, connector.id, "send"),
        Use(TYPE, type_.id, type_.name, None, SERVICE, connector.id, None),
        Use(MAP, typed.id, typed.name, other.id, TYPE, type_.id, None),
        Use(PAGE, page.id, page.name, None, VALUE, value.id, None),
    }
    assert target.flows == {other.id: other.name}


async def test_flows_that_are_called_are_named_where_the_tenant_has_them(
    database: Database, tenant: UUID
) -> None:
    sub, absent = small_package(), uuid4()
    main = small_package(flowIds=[str(sub.flow.id), str(absent)])
    await import_draft(database, tenant, sub)
    for wishes in (PLAIN, Wishes(is_snapshot=True)):
        _, target = await read(database, tenant, main, wishes)
        assert target.flows == {sub.flow.id: sub.flow.name}


async def test_secrets_are_those_that_a_blank_is_filled_from(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    *_, value, connector = what.parts
    placed = await import_snapshot(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [sealed(connector), sealed(part(VALUE, uuid4()))])
        await secrets.put(tx, tenant, placed.version_id, [sealed(value)])
    for wishes in (PLAIN, Wishes(is_snapshot=True)):
        _, target = await read(database, tenant, what, wishes)
        assert target.secrets == {
            (SERVICE, connector.id, "password"),
            (VALUE, value.id, "password"),
        }


async def test_variables_components_and_elements_outside_are_looked_up_where_they_are_needed(
    database: Database, tenant: UUID
) -> None:
    component = part(CUSTOM_PAGE_COMPONENT, uuid4(), key="chart")
    outside, named = part(VALUE, uuid4()), part(VALUE, uuid4())
    flow = part(FLOW, uuid4())
    await import_draft(database, tenant, package([flow, component, outside, named]))
    async with database.transaction(scope=[tenant]) as tx:
        first, *_ = await environments.list_environments(tx, tenant)
        for name in ("Host", "Unused"):
            variable = Variable(uuid4(), first.id, name, "x", None, False, None, None)
            await environment_variables.save(tx, tenant, variable)
    page = part(
        PAGE,
        uuid4(),
        text=f"{{{{Host}}}} {{{{Other}}}} {{![{named.name}]}}",
        pageComponents=[{"componentType": "chart"}, {"componentType": "map-of-mars"}],
        valueElementId=str(outside.id),
    )
    _, target = await read(database, tenant, package([part(FLOW, uuid4()), page]))
    assert target.variables == {"Host"}
    assert target.components == {"chart"}
    assert set(target.outside) == {outside, named}


async def test_a_snapshot_is_compared_with_the_flows_latest(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    *others, connector = what.parts
    wishes = Wishes(is_snapshot=True)
    _, nothing = await read(database, tenant, what, wishes)
    assert nothing.elements == ()
    await import_snapshot(database, tenant, what)
    newer = package([changed(others[0]), *others[1:], changed(connector, uri="https://newer")])
    _, before = await read(database, tenant, newer, wishes)
    assert before.parts == {(SERVICE, connector.id): connector}
    assert all(element.imported == element.digest for element in before.elements)
    await import_snapshot(database, tenant, newer)
    _, same = await read(database, tenant, newer, wishes)
    _, older = await read(database, tenant, what, wishes)
    assert same.parts == older.parts == {}
    assert same.placement != before.placement


async def test_what_can_be_merged_is_found_by_id_name_and_end_point(
    database: Database, tenant: UUID
) -> None:
    flow = part(FLOW, uuid4())
    by_id, by_name = part(TYPE, flow.id), part(TYPE, flow.id)
    connector, value = part(SERVICE, flow.id, uri="https://one"), part(VALUE, flow.id)
    await import_draft(database, tenant, package([flow, by_id, by_name, connector, value]))
    wanted = Wanted(
        frozenset({(TYPE, by_id.id), (TYPE, uuid4())}),
        frozenset({by_name.name, value.name}),
        frozenset({"https://one", "https://two"}),
    )
    async with database.transaction(scope=[tenant], isolated=True) as tx:
        found = await planning.read_existing_for_merge(tx, tenant, wanted)
    assert {one.id for one in found} == {by_id.id, by_name.id, connector.id}


async def test_a_name_and_an_end_point_of_any_length_are_found(
    database: Database, tenant: UUID
) -> None:
    long = "".join(str(uuid4()) for _ in range(200))
    connector = replace(part(SERVICE, uuid4(), uri=f"https://{long}"), name=long)
    await import_draft(database, tenant, package([part(FLOW, uuid4()), connector]))
    twin = replace(connector, id=uuid4())
    _, target = await read(database, tenant, package([part(FLOW, uuid4()), twin]))
    assert [one.id for one in target.neighbours] == [connector.id]


async def test_a_plan_sees_the_tenant_as_it_was_when_it_began(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    async with database.transaction(scope=[tenant], isolated=True) as tx:
        assert await drafts.list_flows(tx, tenant) == []
        await import_draft(database, tenant, what)
        assert await drafts.list_flows(tx, tenant) == []
        flags = Flags(is_active=True, is_default=True)
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await snapshots.activate(tx, tenant, what.flow.id, uuid4(), flags)


async def test_names_are_compared_letter_by_letter(database: Database, tenant: UUID) -> None:
    what = small_package()
    await import_draft(database, tenant, what)
    shouted = replace(part(VALUE, uuid4()), name=what.parts[2].name.upper())
    _, target = await read(database, tenant, package([part(FLOW, uuid4()), shouted]))
    assert target.neighbours == ()
