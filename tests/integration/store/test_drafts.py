"""The draft: what an import writes, and what is read back."""

from dataclasses import replace
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import MAP, SERVICE, VALUE
from libs.flows.model import Culture, Package
from libs.flows.uris import UriMapping
from libs.flows.wishes import Wishes
from libs.store import cultures, drafts, elements, secrets
from libs.store.database import Database
from libs.store.secrets import DRAFT
from tests.databases import Admin
from tests.integration.store.examples import (
    ENGLISH,
    REMAINDER,
    changed,
    import_draft,
    import_snapshot,
    package,
    part,
    sealed,
    small_package,
)

MAPPED = Wishes(uri_mappings=(UriMapping("https://there", "https://mapped"),))
WRITTEN = "select kind, element_id, xmin from sluice.draft_element order by kind, element_id"


async def test_an_imported_draft_is_read_back_as_it_was(database: Database, tenant: UUID) -> None:
    what = small_package()
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, what.flow.id)
        flow = await drafts.get_flow(tx, tenant, what.flow.id)
    assert content.flow == flow == what.flow
    assert set(content.parts) == set(what.parts)
    assert content.rest == REMAINDER
    assert content.cultures == (ENGLISH,)


async def test_the_order_of_a_draft_is_the_platforms_order_of_kinds(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, what.flow.id)
    assert [part.kind for part in content.parts] == ["flow", MAP, SERVICE, VALUE]


async def test_importing_the_same_again_writes_no_element_row(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what = small_package()
    await import_draft(database, tenant, what)
    before = await admin.fetch(WRITTEN)
    await import_draft(database, tenant, what)
    assert await admin.fetch(WRITTEN) == before


async def test_a_remainder_is_replaced_only_by_another(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    rows = "select xmin, t::text from sluice.draft_flow t"
    what = small_package()
    async with database.transaction(scope=[tenant]) as tx:
        await cultures.merge(tx, tenant, what.cultures)
    await import_draft(database, tenant, what)
    before = await admin.fetch(rows)
    elsewhere = replace(ENGLISH, guid=uuid4())
    dated = [replace(one, modified=None, version_id=uuid4(), stamp=b"{}") for one in what.parts]
    await import_draft(database, tenant, package(dated, [elsewhere]))
    assert await admin.fetch(rows) == before
    german = Culture("DE/DEU//", uuid4(), b'{"language":"DE"}')
    await import_draft(database, tenant, package(what.parts, [german, ENGLISH]))
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, what.flow.id)
    assert content.cultures == (german, ENGLISH)
    rest = b'{"keys":{"new":1},"documents":[]}'
    await import_draft(database, tenant, replace(package(what.parts), rest=rest))
    async with database.transaction(scope=[tenant]) as tx:
        assert (await drafts.load(tx, tenant, what.flow.id)).rest == rest


async def test_only_what_differs_is_written(database: Database, tenant: UUID, admin: Admin) -> None:
    what = small_package()
    await import_draft(database, tenant, what)
    before = {(row["kind"], row["element_id"]): row["xmin"] for row in await admin.fetch(WRITTEN)}
    *others, connector = what.parts
    await import_draft(database, tenant, package([*others, changed(connector, uri="https://new")]))
    after = {(row["kind"], row["element_id"]): row["xmin"] for row in await admin.fetch(WRITTEN)}
    assert [key for key in after if after[key] != before[key]] == [(SERVICE, connector.id)]


async def test_an_element_that_the_flow_no_longer_has_goes_with_its_secrets(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    flow, gone, *shared = what.parts
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [sealed(gone)])
    await import_draft(database, tenant, package([flow]))
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, flow.id)
        assert set(content.parts) == {flow, *shared}
        assert not await secrets.slots(tx, tenant, DRAFT)


async def test_a_sub_flows_elements_are_part_of_the_target_state(
    database: Database, tenant: UUID
) -> None:
    sub = small_package()
    await import_draft(database, tenant, sub)
    async with database.transaction(scope=[tenant]) as tx:
        state = await drafts.target_state(tx, tenant, [(sub.flow.kind, sub.flow.id)])
    assert {element.id for element in state} == {part.id for part in sub.parts if part.flow_id}


async def test_a_sub_flow_that_came_along_is_a_draft_and_keeps_its_own_remainder(
    database: Database, tenant: UUID
) -> None:
    own, new, main = small_package(), small_package(), small_package()
    own = replace(own, rest=b'{"keys":{"own":1},"documents":[]}')
    await import_draft(database, tenant, own)
    await import_draft(database, tenant, package([*main.parts, *own.parts, *new.parts]))
    async with database.transaction(scope=[tenant]) as tx:
        rests = [(await drafts.load(tx, tenant, what.flow.id)).rest for what in (own, new, main)]
    assert rests == [own.rest, REMAINDER, REMAINDER]


async def test_an_overlay_is_applied_on_the_way_out_and_the_base_stays(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    *others, connector = small_package().parts
    connector = changed(connector, uri="https://there")
    what = package([*others, connector])
    await import_draft(database, tenant, what, MAPPED)
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, what.flow.id)
        (state,) = await drafts.target_state(tx, tenant, [(SERVICE, connector.id)])
    (effective,) = [part for part in content.parts if part.id == connector.id]
    assert orjson.loads(effective.content)["uri"] == "https://mapped"
    assert effective.digest == state.digest == state.imported != connector.digest
    assert await admin.fetchval("select base from sluice.draft_element where kind = 'service'") == (
        connector.digest
    )


async def test_a_tenants_own_culture_takes_the_place_of_the_packages(
    database: Database, tenant: UUID
) -> None:
    own = Culture(ENGLISH.key, uuid4(), b'{"language":"EN"}')
    german = Culture("DE/DEU//", uuid4(), b'{"language":"DE"}')
    what = small_package()
    async with database.transaction(scope=[tenant]) as tx:
        await cultures.merge(tx, tenant, [own, german])
        await cultures.merge(tx, tenant, what.cultures)
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        content = await drafts.load(tx, tenant, what.flow.id)
    assert content.cultures == (own, german)


async def test_flows_are_listed_by_name_and_found_by_a_part_of_it(
    database: Database, tenant: UUID
) -> None:
    for name in ("Zeta 50%", "alpha"):
        await import_draft(database, tenant, _named(name))
    async with database.transaction(scope=[tenant]) as tx:
        everything = await drafts.list_flows(tx, tenant)
        some = await drafts.list_flows(tx, tenant, "A 50%")
    assert [flow.name for flow in everything] == ["alpha", "Zeta 50%"]
    assert [flow.name for flow in some] == ["Zeta 50%"]


def _named(name: str) -> Package:
    what = small_package(developerName=name)
    return replace(what, parts=(replace(what.flow, name=name), *what.parts[1:]))


async def test_a_missing_draft_is_a_problem_for_people(database: Database, tenant: UUID) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        for ask in (drafts.load, drafts.get_flow):
            with pytest.raises(ProblemError) as refused:
                await ask(tx, tenant, uuid4())
            assert refused.value.problem.code == ErrorCode.FLOW_NOT_FOUND


async def test_existing_elements_are_found_in_draft_and_snapshot(
    database: Database, tenant: UUID
) -> None:
    drafted, published = small_package(), small_package()
    await import_draft(database, tenant, drafted)
    await import_snapshot(database, tenant, published)
    unknown = part(VALUE, uuid4())
    wanted = [*published.parts, unknown, *drafted.parts]
    async with database.transaction(scope=[tenant]) as tx:
        found = await elements.existing(tx, tenant, [(part.kind, part.id) for part in wanted])
    assert [element.id for element in found] == [part.id for part in wanted if part != unknown]


async def test_a_name_with_a_nul_is_stored_readably_and_the_content_is_kept(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    odd = replace(what.flow, name="a\x00b")
    await import_draft(database, tenant, replace(what, parts=(odd, *what.parts[1:])))
    async with database.transaction(scope=[tenant]) as tx:
        flow = await drafts.get_flow(tx, tenant, odd.id)
    assert (flow.name, flow.content) == ("a\ufffdb", odd.content)
