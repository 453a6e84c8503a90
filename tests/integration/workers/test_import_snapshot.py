"""Imports as a snapshot."""

from dataclasses import replace
from uuid import uuid4

import pytest

from libs.contracts.problems import ProblemError
from libs.flows.read import read_package
from libs.store import drafts, snapshots
from libs.store.snapshots import Snapshot
from tests.integration.workers.desk import Desk
from tests.integration.workers.rows import row_versions
from tests.sample import Sample


async def the_snapshots(desk: Desk, sample: Sample) -> list[Snapshot]:
    async with desk.transaction() as tx:
        return await snapshots.list_snapshots(tx, desk.tenant_id, sample.flow)


async def test_a_snapshot_leaves_the_draft_alone(desk: Desk) -> None:
    sample = Sample()
    result = await desk.import_ok(sample.data(), is_snapshot=True)
    assert (result["snapshot"], result["version_id"]) == (True, str(sample.version))
    async with desk.transaction() as tx:
        with pytest.raises(ProblemError):
            await drafts.get_flow(tx, desk.tenant_id, sample.flow)
        content = await snapshots.load(tx, desk.tenant_id, sample.flow, sample.version)
    wanted = read_package(sample.data()).parts
    assert [part.digest for part in content.parts] == [part.digest for part in wanted]


async def test_a_snapshot_has_the_flags_that_were_asked_for_and_the_comment(desk: Desk) -> None:
    sample = Sample(comment="Reviewed")
    await desk.import_ok(sample.data(), is_snapshot=True, is_active=True, is_default=True)
    (snapshot,) = await the_snapshots(desk, sample)
    assert (snapshot.is_active, snapshot.is_default, snapshot.comment) == (True, True, "Reviewed")


async def test_the_same_snapshot_again_writes_no_element_but_may_raise_flags(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample(secret="the same in both")
    first = await desk.import_ok(sample.data(), is_snapshot=True)
    before = await row_versions(office_dsn, desk.tenant_id)
    second = await desk.import_ok(sample.data(), is_snapshot=True)
    assert second["version_id"] == first["version_id"]
    assert (second["created"], second["identical"], second["connectors"]) == (0, 6, [])
    assert await row_versions(office_dsn, desk.tenant_id) == before
    await desk.import_ok(sample.data(), is_snapshot=True, is_active=True)
    assert [one.is_active for one in await the_snapshots(desk, sample)] == [True]


async def test_other_content_under_the_same_version_gets_a_fresh_one(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    other = replace(sample, summary="Other content")
    results = [await desk.import_ok(other.data(), is_snapshot=True) for _ in range(2)]
    assert results[0]["version_id"] == results[1]["version_id"] != str(sample.version)
    newest, oldest = await the_snapshots(desk, sample)
    assert newest.source_version_id == oldest.version_id == sample.version


async def test_a_snapshot_import_names_connectors_that_differ_from_the_tenants(desk: Desk) -> None:
    sample = Sample()
    first = await desk.import_ok(sample.data(), is_snapshot=True)
    assert [one["reason"] for one in first["connectors"]] == ["created"]
    unchanged = replace(sample, version=uuid4(), name="Renamed")
    assert (await desk.import_ok(unchanged.data(), is_snapshot=True))["connectors"] == []
    changed = replace(sample, version=uuid4(), summary="Changed")
    third = await desk.import_ok(changed.data(), is_snapshot=True)
    assert [one["reason"] for one in third["connectors"]] == ["updated"]


async def test_a_connector_is_known_from_another_flows_snapshot(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    other = Sample(connector=sample.connector)
    assert (await desk.import_ok(other.data(), is_snapshot=True))["connectors"] == []
