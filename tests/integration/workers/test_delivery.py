"""Messages that come twice, late or broken, and parts that fail in between."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.contracts.commands import ImportCommand
from libs.contracts.jobs import JobState
from libs.contracts.messages import JSON, Message
from libs.objects.store import StoreUnreachable
from libs.store.dead_letters import Kept
from services.notifier.replay import every_letter, replay
from tests.integration.workers.desk import Desk, failed
from tests.listening import seen
from tests.sample import Sample

CONTENT = "stands in the package"


async def test_a_command_that_comes_again_applies_once(desk: Desk) -> None:
    job = await desk.import_(Sample().data())
    revision = await desk.revision()
    command = ImportCommand(job_id=job.id, tenant_id=desk.tenant_id)
    await asyncio.gather(*(desk.send(command) for _ in range(5)))
    await desk.import_(Sample().data())  # queued behind them
    assert await desk.revision() == revision + 1
    assert (await desk.job(job.id)).attempt == 1
    assert len(await desk.events_of(job)) == 2


async def test_commands_for_a_job_at_work_do_not_start_it_twice(desk: Desk) -> None:
    job_id = await desk.hand_in(Sample().data())
    command = ImportCommand(job_id=job_id, tenant_id=desk.tenant_id)
    await asyncio.gather(*(desk.send(command) for _ in range(5)))
    job = await desk.ended(job_id)
    assert (job.state, job.attempt) == (JobState.SUCCEEDED, 1)
    assert await desk.revision() == 1


async def test_imports_of_one_tenant_at_once_all_end_well(desk: Desk) -> None:
    sample = Sample()
    jobs = [await desk.hand_in(sample.data()) for _ in range(8)]
    ended = [await desk.ended(job_id) for job_id in jobs]
    assert {job.state for job in ended} == {JobState.SUCCEEDED}
    created = sorted(job.result["created"] for job in ended if job.result)
    assert created == [0] * 7 + [6]


async def test_a_command_for_an_unknown_job_is_done_with(desk: Desk) -> None:
    await desk.send(ImportCommand(job_id=uuid4(), tenant_id=desk.tenant_id))
    await desk.import_ok(Sample().data())


async def test_an_outage_of_the_object_store_puts_the_job_back_and_it_ends_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = desk.runtime.objects, []
    get = store.get

    async def fails_once(key: str) -> bytes:
        calls.append(key)
        if len(calls) == 1:
            raise StoreUnreachable("not just now")
        return await get(key)

    monkeypatch.setattr(store, "get", fails_once)
    job = await desk.import_(Sample().data())
    assert (job.state, job.attempt, len(calls)) == (JobState.SUCCEEDED, 2, 2)


async def test_a_worker_that_was_thought_dead_does_not_write_late(
    desk: Desk, office_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = desk.runtime.objects, []
    get = store.get

    async def another_claims_meanwhile(key: str) -> bytes:
        calls.append(key)
        if len(calls) == 1:
            await take_over(office_dsn, job_id)
        return await get(key)

    monkeypatch.setattr(store, "get", another_claims_meanwhile)
    job_id = await desk.hand_in(Sample().data())
    job = await desk.ended(job_id)
    # The first attempt was stopped, the second is the one of nobody, the third came by the reaper.
    assert (job.state, job.attempt, len(calls)) == (JobState.SUCCEEDED, 3, 2)
    assert await desk.revision() == 1
    assert len(await desk.events_of(job)) == 2


async def take_over(admin_dsn: str, job_id: UUID) -> None:
    """As another worker would, which then dies at once."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(
            "update sluice.job set attempt = attempt + 1, lease_until = now() where id = $1", job_id
        )
    finally:
        await connection.close()


async def test_a_mistake_of_ours_fails_the_job_and_keeps_its_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def stumbles(key: str) -> bytes:
        raise KeyError(CONTENT)

    monkeypatch.setattr(desk.runtime.objects, "get", stumbles)
    job = await desk.import_(Sample().data())
    assert failed(job) == "job.failed"
    letter = await kept(desk, str(job.id).encode())
    assert letter.letter.queue == "sluice.import"
    assert CONTENT not in capsys.readouterr().out


async def test_a_message_nobody_can_read_is_kept_and_can_be_sent_again(desk: Desk) -> None:
    marker = uuid4().bytes
    await desk.runtime.brokers.publish(Message(uuid4(), "sluice.commands", "import", JSON, marker))
    letter = await kept(desk, marker)
    assert (letter.letter.payload, letter.letter.queue) == (marker, "sluice.import")
    assert letter.replayed_at is None
    database = desk.runtime.database
    assert [one.id for one in await replay(database, [letter])] == [letter.id]
    assert await replay(database, [letter]) == []

    async def died_again() -> bool:
        letters = await every_letter(database)
        return [one.letter.payload for one in letters].count(marker) == 2

    await seen(died_again)


async def kept(desk: Desk, part: bytes) -> Kept:
    """Waits until a dead letter with this in it is kept."""
    found: list[Kept] = []

    async def is_kept() -> bool:
        letters = await every_letter(desk.runtime.database)
        found[:] = [one for one in letters if part in one.letter.payload]
        return bool(found)

    await seen(is_kept)
    return found[0]
