"""What an outside subscriber hears of a job: CloudEvents, exactly those, with the revision."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from libs.contracts.events import CloudEvent, EventData
from libs.store import refreshes
from tests.integration.workers.desk import Desk, succeeded
from tests.listening import seen
from tests.sample import Sample

IMPORTED = "flow.package.imported"
REQUESTED = "connector.refresh.requested"


def types(events: list[dict[str, Any]]) -> list[str]:
    return sorted(event["type"] for event in events)


async def test_an_import_tells_of_itself_and_of_each_connector(desk: Desk) -> None:
    sample = Sample()
    job = await desk.import_(sample.data())
    events = await desk.events_of(job)
    assert types(events) == [REQUESTED, IMPORTED]
    assert {event["tenantrevision"] for event in events} == {await desk.revision()}
    assert {event["tenantid"] for event in events} == {str(desk.tenant_id)}
    for event in events:
        CloudEvent[EventData].model_validate(event)


async def test_an_import_that_changes_nothing_asks_for_no_refresh(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    job = await desk.import_(replace(sample, version=uuid4()).data())
    events = await desk.events_of(job)
    assert types(events) == [IMPORTED]
    assert events[0]["data"]["identical"] == 6


async def test_a_snapshot_import_tells_its_version(desk: Desk) -> None:
    sample = Sample()
    job = await desk.import_(sample.data(), is_snapshot=True)
    events = await desk.events_of(job)
    assert types(events) == [REQUESTED, IMPORTED]
    assert {event["data"]["version_id"] for event in events} == {str(sample.version)}


async def test_an_export_tells_of_itself_and_a_shared_one_of_its_token(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    exported = await desk.events_of(await desk.export(sample.flow))
    assert types(exported) == ["flow.package.exported"]
    job = await desk.export(sample.flow, share=True)
    shared = await desk.events_of(job)
    assert types(shared) == ["flow.package.exported", "flow.package.shared"]
    token_ids = [one["data"]["token_id"] for one in shared if "token_id" in one["data"]]
    assert token_ids == [succeeded(job)["token_id"]]


async def test_a_failed_job_tells_nothing(desk: Desk) -> None:
    job = await desk.import_(b"not a package")
    assert await desk.events_of(job) == []


async def test_the_notifier_marks_the_refresh_as_announced(desk: Desk) -> None:
    await desk.import_ok(Sample().data())

    async def announced() -> bool:
        async with desk.transaction() as tx:
            (refresh,) = await refreshes.list_open(tx, desk.tenant_id)
        return refresh.announced_at is not None

    await seen(announced)


async def test_a_further_import_renews_the_open_refresh(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    job = await desk.import_(replace(sample, version=uuid4(), summary="Changed").data())
    events = await desk.events_of(job)
    (notice,) = (event for event in events if event["type"] == REQUESTED)
    async with desk.transaction() as tx:
        (refresh,) = await refreshes.list_open(tx, desk.tenant_id)
    assert refresh.id == UUID(notice["data"]["refresh_id"])
    assert refresh.job_id == job.id
