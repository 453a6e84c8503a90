"""Outbox, inbox and dead letters."""

import asyncio
from uuid import UUID, uuid4

from libs.contracts.messages import Message
from libs.store import dead_letters, inbox, outbox, reaper
from libs.store.database import Database
from libs.store.dead_letters import DeadLetter
from tests.databases import Admin


def message(text: str = "{}") -> Message:
    return Message(
        uuid4(), "sluice.events", "flow.saved", "application/json", text.encode(), {"x-n": 1}
    )


async def put(database: Database, count: int) -> list[Message]:
    messages = [message(str(number)) for number in range(count)]
    async with database.transaction() as tx:
        await outbox.add(tx, messages)
    return messages


async def test_messages_leave_in_order_and_once(database: Database) -> None:
    messages = await put(database, 5)
    async with database.transaction() as tx:
        taken = await outbox.take(tx, 3)
        assert [pending.message for pending in taken] == messages[:3]
        await outbox.settle(tx, [pending.id for pending in taken], {})
    async with database.transaction() as tx:
        assert [pending.message for pending in await outbox.take(tx)] == messages[3:]


async def test_relays_take_different_messages(database: Database) -> None:
    await put(database, 4)
    async with database.transaction() as first, database.transaction() as second:
        mine = {pending.id for pending in await outbox.take(first, 2)}
        theirs = {pending.id for pending in await outbox.take(second)}
    assert len(mine) == len(theirs) == 2
    assert not mine & theirs


async def test_a_message_the_broker_refused_waits_and_holds_up_no_other(
    database: Database, admin: Admin
) -> None:
    poison, other = await put(database, 2)
    async with database.transaction() as tx:
        first, second = await outbox.take(tx)
        await outbox.settle(tx, [second.id], {first.id: "no route\x00" + "x" * 1000})
    async with database.transaction() as tx:
        assert await outbox.take(tx) == []
    await admin.execute("update sluice.outbox set available_at = now()")
    async with database.transaction() as tx:
        (again,) = await outbox.take(tx)
    assert (again.message, again.attempts) == (poison, 1)
    assert other.message_id != poison.message_id


async def test_however_often_a_message_failed_it_is_tried_again_within_a_minute(
    database: Database, admin: Admin
) -> None:
    await put(database, 1)
    await admin.execute("update sluice.outbox set attempts = 100000")
    async with database.transaction() as tx:
        (pending,) = await outbox.take(tx)
        await outbox.settle(tx, [], {pending.id: "down"})
    assert await admin.fetchval(
        "select available_at <= now() + interval '1 minute' from sluice.outbox"
    )


async def test_a_relay_that_dies_loses_no_message(database: Database) -> None:
    messages = await put(database, 2)

    async def die() -> None:
        async with database.transaction() as tx:
            await outbox.settle(tx, [pending.id for pending in await outbox.take(tx)], {})
            raise ConnectionResetError

    for died in await asyncio.gather(die(), return_exceptions=True):
        assert isinstance(died, ConnectionResetError)
    async with database.transaction() as tx:
        assert [pending.message for pending in await outbox.take(tx)] == messages


async def test_a_second_delivery_is_known(database: Database) -> None:
    message_id = uuid4()

    async def receive(consumer: str) -> bool:
        async with database.transaction() as tx:
            return await inbox.first_time(tx, consumer, message_id)

    assert sorted(await asyncio.gather(receive("importer"), receive("importer"))) == [False, True]
    assert await receive("notifier")


async def test_the_inbox_forgets_after_a_week(database: Database, admin: Admin) -> None:
    old, new = uuid4(), uuid4()
    async with database.transaction() as tx:
        for message_id in (old, new):
            await inbox.first_time(tx, "importer", message_id)
    await admin.execute(
        "update sluice.inbox set received_at = now() - interval '8 days' where message_id = $1", old
    )
    await reaper.purge(database)
    assert await admin.fetchval("select array_agg(message_id) from sluice.inbox") == [new]


async def test_a_dead_letter_with_a_nul_in_its_headers_is_kept(database: Database) -> None:
    headers = {"a\x00b": ["c\x00", 1, None, {"d": "\x00"}]}
    letter = DeadLetter("m\x00", "q", "", "k", "rejected", headers, b"")
    async with database.transaction() as tx:
        await dead_letters.keep(tx, letter)
        (kept,) = await dead_letters.list_kept(tx)
    assert kept.letter.headers == {"a\ufffdb": ["c\ufffd", 1, None, {"d": "\ufffd"}]}


async def test_a_dead_letter_is_kept_raw_and_replayed_once(database: Database) -> None:
    letter = DeadLetter(None, "sluice.import", "", "import", "rejected", {"x-death": []}, b"\xff{")
    async with database.transaction() as tx:
        first, second = [await dead_letters.keep(tx, letter) for _ in range(2)]
        assert [kept.letter for kept in await dead_letters.list_kept(tx)] == [letter, letter]
        (later,) = await dead_letters.list_kept(tx, after=first)
        assert later.id == second
        (taken,) = await dead_letters.take_for_replay(tx, [first])
        assert taken.replayed_at is not None
        again = await dead_letters.take_for_replay(tx, [first, second])
        assert [kept.id for kept in again] == [second]


async def test_a_message_and_its_state_are_committed_together(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    async def fail_after_adding() -> None:
        async with database.transaction(scope=[tenant]) as tx:
            await outbox.add(tx, [message()])
            raise asyncio.CancelledError

    task = asyncio.ensure_future(fail_after_adding())
    await asyncio.wait([task])
    assert task.cancelled()
    assert await admin.fetchval("select count(*) from sluice.outbox") == 0
