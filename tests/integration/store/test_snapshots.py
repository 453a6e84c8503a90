"""Snapshots: where a version is placed, what is read back, and which of them runs."""

from dataclasses import replace
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.digest import package_digest
from libs.flows.kinds import FLOW, SERVICE
from libs.flows.model import Culture, Package
from libs.store import cultures, elements, snapshots
from libs.store.database import Database
from libs.store.snapshots import Flags, Page, Placed
from tests.databases import Admin
from tests.integration.store.examples import (
    ENGLISH,
    REMAINDER,
    changed,
    import_snapshot,
    package,
    small_package,
)


def version_of(what: Package) -> UUID:
    assert what.flow.version_id is not None
    return what.flow.version_id


def edited(what: Package) -> Package:
    """Other content under the same version id."""
    flow = replace(changed(what.flow, edited=str(uuid4())), version_id=what.flow.version_id)
    return package([flow, *what.parts[1:]])


def newer(what: Package) -> Package:
    """Other content under a new version id."""
    return package([changed(what.flow, edited=str(uuid4())), *what.parts[1:]])


async def test_a_snapshot_is_read_back_in_file_order(database: Database, tenant: UUID) -> None:
    what = small_package()
    own = Culture(ENGLISH.key, uuid4(), b"{}")
    async with database.transaction(scope=[tenant]) as tx:
        await cultures.merge(tx, tenant, [own])
    await import_snapshot(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        content = await snapshots.load(tx, tenant, what.flow.id, version_of(what))
        latest = await snapshots.latest(tx, tenant, what.flow.id)
    assert content.parts == what.parts
    assert (content.rest, content.cultures) == (REMAINDER, (own,))
    assert latest is not None
    assert (latest.version_id, latest.flow) == (version_of(what), what.flow)


async def test_a_snapshot_is_one_row_however_many_elements(
    database: Database, tenant: UUID, other_tenant: UUID, admin: Admin
) -> None:
    what = small_package()
    await import_snapshot(database, tenant, what)
    bodies = await admin.fetchval("select count(*) from sluice.body")
    await import_snapshot(database, other_tenant, what)
    assert await admin.fetchval("select count(*) from sluice.body") == bodies
    assert await admin.fetchval("select count(*) from sluice.manifest") == 1
    assert await admin.fetchval("select count(*) from sluice.snapshot") == 2


async def test_an_overlay_changes_the_effective_part_alone(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    connector = what.parts[-1]
    overlays = {(SERVICE, connector.id): {"uri": "https://mapped"}}
    await import_snapshot(database, tenant, what, overlays=overlays)
    async with database.transaction(scope=[tenant]) as tx:
        content = await snapshots.load(tx, tenant, what.flow.id, version_of(what))
    *others, effective = content.parts
    assert tuple(others) == what.parts[:-1]
    assert orjson.loads(effective.content)["uri"] == "https://mapped"
    assert effective.digest != connector.digest


async def test_the_same_version_with_the_same_content_is_placed_once(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    first = await import_snapshot(database, tenant, what)
    again = await import_snapshot(database, tenant, what)
    assert first == Placed(version_of(what), True, None)
    assert again == Placed(version_of(what), False, None)


async def test_the_same_version_with_other_content_gets_a_fresh_id_once(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    other = edited(what)
    await import_snapshot(database, tenant, what)
    placed = await import_snapshot(database, tenant, other)
    again = await import_snapshot(database, tenant, other)
    assert placed.version_id != version_of(what)
    assert (placed.created, placed.source_version_id) == (True, version_of(what))
    assert again == replace(placed, created=False)
    async with database.transaction(scope=[tenant]) as tx:
        kept = await snapshots.load(tx, tenant, what.flow.id, version_of(what))
        fresh = await snapshots.load(tx, tenant, what.flow.id, placed.version_id)
        latest = await snapshots.latest(tx, tenant, what.flow.id)
    assert kept.parts == what.parts
    assert fresh.flow.content == other.flow.content
    assert fresh.flow.version_id == placed.version_id
    assert latest is not None
    assert latest.source_version_id == version_of(what)


async def test_a_flow_has_one_default(database: Database, tenant: UUID) -> None:
    first = small_package()
    second = newer(first)
    for what in (first, second):
        await import_snapshot(database, tenant, what, is_active=True, is_default=True)
    flow_id = first.flow.id
    async with database.transaction(scope=[tenant]) as tx:
        listed = await snapshots.list_snapshots(tx, tenant, flow_id)
        assert [(one.is_active, one.is_default) for one in listed] == [(True, True), (True, False)]
        back = await snapshots.activate(
            tx, tenant, flow_id, version_of(first), Flags(is_active=True, is_default=True)
        )
        assert back.is_default
        default = await snapshots.default(tx, tenant, flow_id)
        assert default == back
        off = await snapshots.activate(
            tx, tenant, flow_id, version_of(first), Flags(is_active=False, is_default=False)
        )
        assert not off.is_active
        assert await snapshots.default(tx, tenant, flow_id) is None


async def test_importing_the_same_again_raises_the_flags_that_are_asked_for(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    await import_snapshot(database, tenant, what, is_active=True)
    await import_snapshot(database, tenant, what, is_default=True)
    await import_snapshot(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        snapshot = await snapshots.get(tx, tenant, what.flow.id, version_of(what))
    assert (snapshot.is_active, snapshot.is_default) == (True, True)


async def test_a_flow_shows_its_default_else_its_latest_active_snapshot_else_the_latest(
    database: Database, tenant: UUID
) -> None:
    first = small_package()
    second = newer(first)
    third = newer(second)
    await import_snapshot(database, tenant, first)
    async with database.transaction(scope=[tenant]) as tx:
        (inactive,) = await snapshots.list_snapshotted(tx, tenant)
        assert inactive.version_id == version_of(first)
    await import_snapshot(database, tenant, second, is_active=True)
    await import_snapshot(database, tenant, third)
    async with database.transaction(scope=[tenant]) as tx:
        (latest,) = await snapshots.list_snapshotted(tx, tenant)
        assert latest.version_id == version_of(second)
        flags = Flags(is_active=True, is_default=True)
        await snapshots.activate(tx, tenant, first.flow.id, version_of(first), flags)
        (default,) = await snapshots.list_snapshotted(tx, tenant, flow_id=first.flow.id)
        assert default.version_id == version_of(first)
        assert await snapshots.list_snapshotted(tx, tenant, name=default.name.upper()) == [default]
        assert await snapshots.list_snapshotted(tx, tenant, name_contains=default.name[2:]) == [
            default
        ]
        assert await snapshots.list_snapshotted(tx, tenant, name="another") == []


async def test_a_deactivated_flow_runs_nothing(database: Database, tenant: UUID) -> None:
    what = small_package()
    await import_snapshot(database, tenant, what, is_active=True, is_default=True)
    async with database.transaction(scope=[tenant]) as tx:
        for _ in range(2):
            await snapshots.deactivate(tx, tenant, what.flow.id)
        snapshot = await snapshots.get(tx, tenant, what.flow.id, version_of(what))
        assert (snapshot.is_active, snapshot.is_default) == (False, False)
        (shown,) = await snapshots.list_snapshotted(tx, tenant)
        assert not shown.is_active


async def test_what_is_missing_is_a_problem_for_people(database: Database, tenant: UUID) -> None:
    flags = Flags(is_active=True, is_default=True)
    async with database.transaction(scope=[tenant]) as tx:
        asks = (
            snapshots.get(tx, tenant, uuid4(), uuid4()),
            snapshots.load(tx, tenant, uuid4(), uuid4()),
            snapshots.activate(tx, tenant, uuid4(), uuid4(), flags),
        )
        for ask in asks:
            with pytest.raises(ProblemError) as refused:
                await ask
            assert refused.value.problem.code == ErrorCode.SNAPSHOT_NOT_FOUND
        with pytest.raises(ProblemError) as refused:
            await snapshots.deactivate(tx, tenant, uuid4())
        assert refused.value.problem.code == ErrorCode.FLOW_NO_SNAPSHOT


async def test_an_element_is_found_as_the_newest_snapshot_of_any_flow_has_it(
    database: Database, tenant: UUID
) -> None:
    first = small_package()
    connector = first.parts[-1]
    newest = changed(connector, uri="https://newest")
    second = package([small_package().flow, newest])
    await import_snapshot(database, tenant, first)
    await import_snapshot(database, tenant, second)
    async with database.transaction(scope=[tenant]) as tx:
        found = await elements.latest_parts(
            tx, tenant, [(SERVICE, uuid4()), (SERVICE, connector.id), (FLOW, first.flow.id)]
        )
    assert found == [newest, first.flow]


async def test_pages_are_cut_from_the_newest_on(database: Database, tenant: UUID) -> None:
    what = small_package()
    versions = [version_of(what)]
    await import_snapshot(database, tenant, what)
    for _ in range(2):
        what = newer(what)
        await import_snapshot(database, tenant, what)
        versions.append(version_of(what))
    async with database.transaction(scope=[tenant]) as tx:
        flow_id = what.flow.id
        page = await snapshots.list_snapshots(tx, tenant, flow_id, page=Page(limit=2, offset=1))
        assert [one.version_id for one in page] == [versions[1], versions[0]]
        assert await snapshots.count(tx, tenant, flow_id) == 3
        assert await snapshots.count(tx, tenant, flow_id, name_contains="no such") == 0


async def test_digests_are_told_by_content_not_by_stamp(database: Database, tenant: UUID) -> None:
    what = small_package()
    stamped = package([replace(what.flow, stamp=b'{"other":1}'), *what.parts[1:]])
    keys = ((p.kind, p.id, p.digest) for p in what.parts)
    assert stamped.digest == package_digest(keys, what.flow.id, what.rest)
    await import_snapshot(database, tenant, what)
    again = await import_snapshot(database, tenant, stamped)
    assert not again.created
