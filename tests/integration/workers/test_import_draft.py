"""Imports into the draft."""

from dataclasses import replace
from uuid import UUID, uuid4

from libs.flows.kinds import MAP, SERVICE, VALUE
from libs.flows.model import Part
from libs.flows.read import read_package
from libs.store import drafts, snapshots
from tests.integration.workers.desk import Desk
from tests.integration.workers.rows import row_versions
from tests.sample import Sample

COUNTS = ("created", "updated", "identical", "removed")


async def the_draft(desk: Desk, flow_id: UUID) -> dict[tuple[str, UUID], Part]:
    async with desk.transaction() as tx:
        content = await drafts.load(tx, desk.tenant_id, flow_id)
    return {(part.kind, part.id): part for part in content.parts}


async def test_a_package_becomes_the_draft(desk: Desk) -> None:
    sample = Sample()
    result = await desk.import_ok(sample.data())
    assert [result[name] for name in COUNTS] == [6, 0, 0, 0]
    assert (result["version_id"], result["snapshot"]) == (None, False)
    draft = await the_draft(desk, sample.flow)
    wanted = read_package(sample.data()).parts
    assert {key: part.digest for key, part in draft.items()} == {
        (part.kind, part.id): part.digest for part in wanted
    }
    async with desk.transaction() as tx:
        assert await snapshots.latest(tx, desk.tenant_id, sample.flow) is None


async def test_a_changed_package_updates_and_removes_what_the_flow_no_longer_has(
    desk: Desk,
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    changed = replace(sample, version=uuid4(), step=None, summary="Changed")
    result = await desk.import_ok(changed.data())
    # flow and start name the step no longer, the connector has another summary
    assert [result[name] for name in COUNTS] == [0, 3, 2, 1]
    draft = await the_draft(desk, sample.flow)
    assert (MAP, sample.step) not in draft
    assert b"Changed" in draft[SERVICE, sample.connector].content


async def test_shared_elements_are_never_removed(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    other = replace(sample, value=uuid4())
    result = await desk.import_ok(other.data())
    assert result["removed"] == 0
    draft = await the_draft(desk, sample.flow)
    assert {(VALUE, sample.value), (VALUE, other.value)} <= set(draft)


async def test_an_import_that_changes_nothing_writes_no_element(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample(secret="the same in both")
    await desk.import_ok(sample.data())
    before = await row_versions(office_dsn, desk.tenant_id)
    result = await desk.import_ok(replace(sample, version=uuid4()).data())
    assert [result[name] for name in COUNTS] == [0, 0, 6, 0]
    assert await row_versions(office_dsn, desk.tenant_id) == before


async def test_an_import_raises_the_revision_of_its_tenant_alone(
    desk: Desk, other_desk: Desk
) -> None:
    before = await desk.revision(), await other_desk.revision()
    await desk.import_ok(Sample().data())
    assert (await desk.revision(), await other_desk.revision()) == (before[0] + 1, before[1])
