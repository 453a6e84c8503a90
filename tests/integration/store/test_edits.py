"""Elements made, changed and deleted in the tenant itself."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import FLOW, MAP, SERVICE, TYPE, VALUE
from libs.flows.model import Part
from libs.flows.references import references
from libs.flows.target import Use
from libs.flows.uris import UriMapping
from libs.flows.wishes import Wishes
from libs.store import cultures, drafts, secrets, tenants, uses
from libs.store.database import Database
from libs.store.secrets import DRAFT
from libs.store.uses import DraftReference
from tests.databases import Admin
from tests.integration.store.examples import (
    ENGLISH,
    changed,
    import_draft,
    package,
    part,
    reaching_package,
    sealed,
    small_package,
)


async def save(database: Database, tenant: UUID, parts: Sequence[Part]) -> int:
    async with database.transaction(scope=[tenant]) as tx:
        revision = (await tenants.lock(tx, [tenant]))[tenant]
        await drafts.write(tx, tenant, revision, parts, references(parts))
    return revision


async def test_an_edit_is_told_from_what_was_imported(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what = reaching_package()
    connector = what.parts[-1]
    mapped = Wishes(uri_mappings=(UriMapping("https://there", "https://mapped"),))
    await import_draft(database, tenant, what, mapped)
    edited, new = changed(connector, uri="https://edited"), part(VALUE, what.flow.id)
    revision = await save(database, tenant, [edited, new])
    async with database.transaction(scope=[tenant]) as tx:
        keys = [(SERVICE, connector.id), (VALUE, new.id)]
        before, made = await drafts.target_state(tx, tenant, keys)
        assert await drafts.parts(tx, tenant, keys[::-1]) == [new, edited]
    assert before.imported is not None
    assert before.imported != before.digest == before.base == edited.digest
    assert made.imported is None
    rows = await admin.fetch(
        "select endpoint, overlay, revision from sluice.draft_element where element_id = $1",
        connector.id,
    )
    assert [tuple(row) for row in rows] == [("https://edited", None, revision)]


async def test_an_import_remembers_the_end_point_and_the_revision(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    mapped = Wishes(uri_mappings=(UriMapping("https://there", "https://mapped"),))
    await import_draft(database, tenant, small_package())
    await import_draft(database, tenant, reaching_package(), mapped)
    rows = await admin.fetch(
        "select endpoint, revision from sluice.draft_element where kind = 'service' order by 2"
    )
    assert [tuple(row) for row in rows] == [(None, 1), ("https://mapped", 2)]


async def test_a_flow_made_in_the_tenant_can_be_loaded(database: Database, tenant: UUID) -> None:
    flow = part(FLOW, uuid4())
    start = part(MAP, flow.id)
    async with database.transaction(scope=[tenant]) as tx:
        await cultures.merge(tx, tenant, [ENGLISH])
        await drafts.create_flow(tx, tenant, 1, [flow, start], references([flow, start]))
        content = await drafts.load(tx, tenant, flow.id)
    assert content.parts == (flow, start)
    assert content.cultures == (ENGLISH,)
    assert orjson.loads(content.rest) == {"keys": {}, "documents": []}


async def test_a_deleted_element_goes_with_its_secrets_and_a_flow_with_what_it_owns(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    flow, step, value, connector = what.parts
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [sealed(step), sealed(value), sealed(connector)])
        await drafts.delete(tx, tenant, [(FLOW, flow.id), (VALUE, value.id)])
        keys = [(one.kind, one.id) for one in what.parts]
        assert await drafts.parts(tx, tenant, keys) == [connector]
        assert await secrets.slots(tx, tenant, DRAFT) == {(SERVICE, connector.id, "password")}
        with pytest.raises(ProblemError) as refused:
            await drafts.load(tx, tenant, flow.id)
    assert refused.value.problem.code == ErrorCode.FLOW_NOT_FOUND


async def test_elements_are_listed_by_kind_and_found_by_a_part_of_the_name(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    _, _, value, connector = what.parts
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        everything = await drafts.of_kinds(tx, tenant, [VALUE, SERVICE])
        some = await drafts.of_kinds(tx, tenant, [VALUE, SERVICE], value.name.upper())
    assert everything == sorted([value, connector], key=lambda one: one.name)
    assert some == [value]


async def test_what_an_element_refers_to_is_told_once_for_each_thing(
    database: Database, tenant: UUID
) -> None:
    connector, type_ = uuid4(), uuid4()
    call = {"serviceElementId": str(connector), "uriPart": "send"}
    step = part(MAP, uuid4(), dataActions=[call, call], typeElementId=str(type_), t="{{Host}}")
    await import_draft(database, tenant, package([part(FLOW, uuid4()), step]))
    async with database.transaction(scope=[tenant]) as tx:
        found = await uses.references_of(tx, tenant, [(MAP, step.id)])
    assert found == [
        DraftReference(MAP, step.id, "action", SERVICE, connector, "send"),
        DraftReference(MAP, step.id, "environment", None, None, "Host"),
        DraftReference(MAP, step.id, "guid", SERVICE, connector, None),
        DraftReference(MAP, step.id, "guid", TYPE, type_, None),
    ]


async def test_an_edit_changes_what_an_element_is_used_by(database: Database, tenant: UUID) -> None:
    what = reaching_package()
    _, step, _, connector = what.parts
    await import_draft(database, tenant, what)
    key = (SERVICE, connector.id)
    async with database.transaction(scope=[tenant]) as tx:
        direct = await uses.used_by(tx, tenant, [key])
        own = await uses.used_by(tx, tenant, [key, (FLOW, what.flow.id)])
    await save(database, tenant, [changed(step, dataActions=[])])
    async with database.transaction(scope=[tenant]) as tx:
        after = await uses.used_by(tx, tenant, [key])
    place = (MAP, step.id, step.name, what.flow.id, SERVICE, connector.id)
    assert direct == [Use(*place, "send"), Use(*place, None)]
    assert own == after == []
