"""The outbox relay between a real PostgreSQL and a real RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from libs.contracts.messages import Message
from libs.contracts.topology import EXPORT
from libs.runtime.brokers import Brokers
from libs.runtime.relay import BATCH, BrokerOutage, Relay
from libs.store import outbox
from libs.store.database import Database
from tests.integration.runtime.conftest import GRACE, Queues, a_message
from tests.integration.runtime.proxy import Proxy


async def write(database: Database, *messages: Message) -> None:
    async with database.transaction() as tx:
        await outbox.add(tx, messages)


async def waiting(database: Database) -> list[tuple[str, int]]:
    """Routing key and failed attempts of what is in the outbox."""
    async with database.transaction() as tx:
        rows = await tx.connection.fetch("select routing_key, attempts from sluice.outbox")
    return [(row["routing_key"], row["attempts"]) for row in rows]


async def until_empty(database: Database) -> None:
    """The relay deletes a message a moment after RabbitMQ has it."""
    while True:
        if not await waiting(database):
            return
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_a_transaction_wrote_is_published_and_gone(
    database: Database, brokers: Brokers, queues: Queues
) -> None:
    sent = a_message()
    relay = Relay(database, brokers.publish)
    async with running(relay):
        await write(database, sent)
        relay.wake()
        message = await queues.next(EXPORT.name)
        await until_empty(database)
    assert (message.message_id, message.body) == (str(sent.message_id), sent.payload)


async def test_what_nobody_told_of_is_found_by_looking(
    database: Database, brokers: Brokers, queues: Queues
) -> None:
    async with running(Relay(database, brokers.publish)):
        await write(database, a_message())
        await queues.next(EXPORT.name)


async def test_a_refused_message_is_put_off_and_does_not_hold_up_the_others(
    database: Database, brokers: Brokers, queues: Queues
) -> None:
    lost = replace(a_message(), routing_key="nowhere")
    astray = replace(a_message(), exchange="no.such.exchange")
    await write(database, lost, a_message(), astray, a_message())
    assert await Relay(database, brokers.publish).relay_batch() == 4
    assert await queues.ready(EXPORT.name) == 2
    assert sorted(await waiting(database)) == [("export", 1), ("nowhere", 1)]


async def test_an_outage_of_the_broker_costs_no_message_and_counts_no_attempt(
    url: str, database: Database, queues: Queues
) -> None:
    async with Proxy(url).running() as proxy:
        brokers = Brokers(proxy.url, grace=GRACE)
        await brokers.connect()
        relay = Relay(database, brokers.publish)
        proxy.open = False
        proxy.cut()
        await write(database, a_message(), a_message())
        with pytest.raises(BrokerOutage):
            await relay.relay_batch()
        assert await waiting(database) == [("export", 0)] * 2
        async with running(relay):
            proxy.open = True
            await queues.next(EXPORT.name)
            await queues.next(EXPORT.name)
        await brokers.close()


async def test_relays_that_run_at_once_send_each_message_once(
    database: Database, brokers: Brokers, queues: Queues
) -> None:
    count = 2 * BATCH + 50
    await write(database, *(a_message() for _ in range(count)))
    relays = [Relay(database, brokers.publish) for _ in range(3)]
    assert sum(await asyncio.gather(*(relay.relay_batch() for relay in relays))) == count
    assert await queues.ready(EXPORT.name) == count


async def test_a_relay_that_dies_after_the_confirmation_sends_again_with_the_same_id(
    database: Database, brokers: Brokers, queues: Queues
) -> None:
    confirmed = asyncio.Event()

    async def publish_and_hang(message: Message) -> None:
        await brokers.publish(message)
        confirmed.set()
        await asyncio.Event().wait()

    await write(database, a_message())
    dying = asyncio.create_task(Relay(database, publish_and_hang).relay_batch())
    await confirmed.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    assert await Relay(database, brokers.publish).relay_batch() == 1
    first, second = await queues.next(EXPORT.name), await queues.next(EXPORT.name)
    assert first.message_id == second.message_id
