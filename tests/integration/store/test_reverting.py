"""Taking an import back: the tenant's rows are as before, or nothing is touched."""

from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import MAP, SERVICE, VALUE
from libs.flows.merging import Remembered
from libs.flows.model import Culture, Json, Package
from libs.flows.references import references
from libs.store import (
    bindings,
    cultures,
    drafts,
    element_mappings,
    environment_variables,
    environments,
    refreshes,
    releases,
    secrets,
    snapshots,
    tenants,
)
from libs.store.bindings import KeptBinding
from libs.store.database import Database, Transaction
from libs.store.environment_variables import Variable
from libs.store.refreshes import NewRefresh
from libs.store.releases import Build
from libs.store.secrets import DRAFT
from libs.store.snapshots import Flags
from tests.databases import Admin
from tests.integration.store.examples import (
    ENGLISH,
    changed,
    import_draft,
    import_snapshot,
    package,
    part,
    reaching_package,
    sealed,
    small_package,
    write_draft,
    write_snapshot,
)
from tests.integration.store.imports import RESTORED, dump, recorded, revert

GERMAN = Culture("DE/DEU//", UUID(int=8), b'{"language":"DE"}')


async def furnish(tx: Transaction, tenant: UUID, what: Package) -> None:
    """A row in each table beside the draft's."""
    connector = what.parts[-1]
    await cultures.merge(tx, tenant, what.cultures)
    await secrets.put(tx, tenant, DRAFT, [sealed(connector), sealed(what.parts[1])])
    kept = KeptBinding(SERVICE, None, connector.name, "password", b"sealed")
    await bindings.keep(tx, tenant, [kept])
    await element_mappings.remember(tx, tenant, [Remembered(SERVICE, UUID(int=3), uuid4(), {})])
    first, *_ = await environments.list_environments(tx, tenant)
    variable = Variable(uuid4(), first.id, "Host", str(uuid4()), None, False, None, None)
    await environment_variables.save(tx, tenant, variable)
    await ask(tx, tenant, connector.id)


async def ask(tx: Transaction, tenant: UUID, connector: UUID) -> None:
    new = NewRefresh(uuid4(), connector, uuid4(), DRAFT, "One", None, "updated", uuid4())
    await refreshes.request(tx, tenant, [new])


def next_version(what: Package) -> Package:
    """The flow has lost its map element and got a value; its connector has changed."""
    flow, _, value, connector = what.parts
    new = part(VALUE, flow.id, text="new")
    parts = [changed(flow, text="next"), value, new, changed(connector, uri="https://next")]
    return package(parts, [ENGLISH, GERMAN])


async def refused(database: Database, tenant: UUID, job: UUID) -> list[Json]:
    with pytest.raises(ProblemError) as error:
        await revert(database, tenant, job)
    assert error.value.problem.code == ErrorCode.IMPORT_CHANGED_SINCE
    changes: list[Json] = error.value.problem.document()["changes"]
    return changes


async def test_every_row_that_an_import_changed_is_as_before(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job = reaching_package(), uuid4()
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        await furnish(tx, tenant, what)
    before, after = await dump(admin, tenant), next_version(what)
    async with recorded(database, tenant, job, what.flow.id) as tx:
        await write_draft(tx, tenant, after)
        await furnish(tx, tenant, after)
        await secrets.drop(tx, tenant, DRAFT, [(SERVICE, what.parts[-1].id, "password")])
    between = await dump(admin, tenant)
    unrecorded = {"snapshot", "deployment", "release_flow"}
    assert {name for name in RESTORED if before[name] == between[name]} == unrecorded
    done = await revert(database, tenant, job)
    assert await dump(admin, tenant) == before
    assert done.flow_id == what.flow.id
    assert done.rows > len(after.parts)


async def test_a_first_import_leaves_nothing_behind(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job = reaching_package(), uuid4()
    before = await dump(admin, tenant)
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
        await furnish(tx, tenant, what)
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


@pytest.mark.parametrize("newest_is_default", [True, False])
async def test_the_default_goes_back_to_the_snapshot_that_was_it(
    database: Database, tenant: UUID, admin: Admin, *, newest_is_default: bool
) -> None:
    """Among rows that exist, in either order, and from one that goes."""
    what, job = small_package(), uuid4()
    first = await import_snapshot(database, tenant, what)
    other = changed(what.flow, text="other")
    second = await import_snapshot(database, tenant, package([other, *what.parts[1:]]))
    versions = [first.version_id, second.version_id]
    was, becomes = versions[::-1] if newest_is_default else versions
    async with database.transaction(scope=[tenant]) as tx:
        await snapshots.activate(tx, tenant, what.flow.id, was, Flags(True, True))
    before = await dump(admin, tenant)
    third = package([changed(what.flow, text="third"), *what.parts[1:]])
    async with recorded(database, tenant, job) as tx:
        await snapshots.activate(tx, tenant, what.flow.id, becomes, Flags(True, True))
        await write_snapshot(tx, tenant, third, is_default=True)
    assert await dump(admin, tenant) != before
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


async def test_deployments_and_releases_go_back_with_their_snapshots(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job, release = small_package(), uuid4(), uuid4()
    placed = await import_snapshot(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        build = Build(what.flow.id, placed.version_id, release, "Release")
        await releases.build(tx, tenant, build)
    before = await dump(admin, tenant)
    newer = package([changed(what.flow, text="newer"), *what.parts[1:]])
    async with recorded(database, tenant, job) as tx:
        second = await write_snapshot(tx, tenant, newer)
        await releases.build(tx, tenant, Build(what.flow.id, second.version_id, release))
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


async def test_an_import_that_changed_nothing_is_taken_back_without_a_write(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job = small_package(), uuid4()
    await import_draft(database, tenant, what)
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
    assert await admin.fetchval("select count(*) from sluice.import_change") == 0
    assert (await revert(database, tenant, job)).rows == 0


async def test_a_row_that_was_written_twice_goes_back_to_the_first_pre_image(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job = small_package(), uuid4()
    await import_draft(database, tenant, what)
    before = await dump(admin, tenant)
    new = part(VALUE, what.flow.id)
    async with recorded(database, tenant, job) as tx:
        for text in ("once", "twice"):
            flow = changed(what.flow, text=text)
            await write_draft(tx, tenant, package([flow, new, *what.parts[1:]]))
        await drafts.delete(tx, tenant, [(VALUE, new.id)])
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


async def test_what_changed_since_is_listed_and_nothing_is_touched(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job, later = reaching_package(), uuid4(), uuid4()
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
        await furnish(tx, tenant, what)
    flow, step, value, connector = what.parts
    async with recorded(database, tenant, later) as tx:
        await write_draft(tx, tenant, package([flow, step, changed(value, text="x"), connector]))
    async with database.transaction(scope=[tenant]) as tx:
        await drafts.delete(tx, tenant, [(MAP, step.id)])
    between = await dump(admin, tenant)
    changes = await refused(database, tenant, job)
    assert await dump(admin, tenant) == between
    elements = {c["key"]["element_id"]: c for c in changes if c["relation"] == "draft_element"}
    assert elements[str(value.id)] == {
        "relation": "draft_element",
        "key": {"kind": "value", "element_id": str(value.id)},
        "what": "changed",
        "name": value.name,
        "laterImport": str(later),
    }
    assert elements[str(step.id)]["what"] == "removed"


async def test_imports_are_taken_back_one_after_the_other(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job, later = reaching_package(), uuid4(), uuid4()
    before = await dump(admin, tenant)
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
    async with recorded(database, tenant, later) as tx:
        await write_draft(tx, tenant, next_version(what))
    await refused(database, tenant, job)
    await revert(database, tenant, later)
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


async def test_a_snapshot_that_was_released_since_stays(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what, job = small_package(), uuid4()
    async with recorded(database, tenant, job) as tx:
        placed = await write_snapshot(tx, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        build = Build(what.flow.id, placed.version_id, uuid4(), "Release")
        await releases.build(tx, tenant, build)
    between = await dump(admin, tenant)
    changes = await refused(database, tenant, job)
    assert [(c["relation"], c["name"]) for c in changes] == [
        ("deployment", "Development"),
        ("release_flow", "Release"),
    ]
    assert await dump(admin, tenant) == between


async def test_an_element_that_another_refers_to_since_stays(
    database: Database, tenant: UUID
) -> None:
    what, job = reaching_package(), uuid4()
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
    other = small_package()
    call = {"serviceElementId": str(what.parts[-1].id), "uriPart": "send"}
    step = changed(other.parts[1], dataActions=[call])
    await import_draft(database, tenant, package([other.flow, step]))
    (change,) = await refused(database, tenant, job)
    assert change["key"] == {"kind": "map", "element_id": str(step.id)}
    assert change["name"] == step.name


async def test_an_edit_in_the_tenant_is_not_lost(database: Database, tenant: UUID) -> None:
    what, job = reaching_package(), uuid4()
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
    edited = [changed(what.parts[2], text="by hand")]
    async with database.transaction(scope=[tenant]) as tx:
        revision = (await tenants.lock(tx, [tenant]))[tenant]
        await drafts.write(tx, tenant, revision, edited, references(edited))
    (change,) = await refused(database, tenant, job)
    assert (change["what"], change["name"]) == ("changed", edited[0].name)


async def test_a_password_that_an_imported_element_got_since_is_not_lost(
    database: Database, tenant: UUID
) -> None:
    what, job = reaching_package(), uuid4()
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, what)
        await secrets.put(tx, tenant, DRAFT, [sealed(what.parts[-1], "first")])
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [sealed(what.parts[-1], "second")])
    (change,) = await refused(database, tenant, job)
    assert (change["relation"], change["key"]["slot"]) == ("secret", "second")


async def test_a_notice_that_arrived_or_was_marked_done_is_no_change_and_is_as_before(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    connector, job, first_job = uuid4(), uuid4(), uuid4()
    new = NewRefresh(uuid4(), connector, uuid4(), DRAFT, "One", None, "created", first_job)
    async with database.transaction(scope=[tenant]) as tx:
        await refreshes.request(tx, tenant, [new])
    before = await dump(admin, tenant)
    async with recorded(database, tenant, job) as tx:
        await refreshes.request(tx, tenant, [replace(new, name="Two", job_id=job)])
    async with database.transaction(scope=[tenant]) as tx:
        assert await refreshes.announce(tx, tenant, new.id, job)
        await refreshes.done(tx, tenant, new.id, uuid4())
    await revert(database, tenant, job)
    assert await dump(admin, tenant) == before


async def test_the_session_that_takes_back_may_show_times_and_bytes_in_its_own_way(
    database: Database, tenant: UUID, admin: Admin, service_dsn: str
) -> None:
    what, job = reaching_package(), uuid4()
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        await furnish(tx, tenant, what)
    before = await dump(admin, tenant)
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, next_version(what))
        await ask(tx, tenant, what.parts[-1].id)
    own = {"timezone": "Asia/Tokyo", "bytea_output": "escape", "datestyle": "German"}
    pool = await asyncpg.create_pool(service_dsn, min_size=1, max_size=1, server_settings=own)
    try:
        await revert(Database(pool), tenant, job)
    finally:
        await pool.close()
    assert await dump(admin, tenant) == before


async def test_an_import_is_taken_back_once(database: Database, tenant: UUID) -> None:
    job = uuid4()
    async with recorded(database, tenant, job) as tx:
        await write_draft(tx, tenant, small_package())
    await revert(database, tenant, job)
    with pytest.raises(ProblemError) as error:
        await revert(database, tenant, job)
    assert error.value.problem.code == ErrorCode.IMPORT_REVERTED


async def test_what_is_no_import_of_the_tenant_is_not_found(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    job = uuid4()
    async with recorded(database, other_tenant, job) as tx:
        await write_draft(tx, other_tenant, small_package())
    with pytest.raises(ProblemError) as error:
        await revert(database, tenant, job)
    assert error.value.problem.code == ErrorCode.IMPORT_NOT_FOUND


async def test_nothing_is_recorded_outside_an_import(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    """Also in the transaction after one, on the same connection."""
    async with recorded(database, tenant, uuid4()):
        pass
    await import_draft(database, tenant, small_package())
    assert await admin.fetchval("select count(*) from sluice.import_change") == 0
