"""The traps of the client, each shown to be closed on a real RabbitMQ."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from aio_pika import DeliveryMode
from aio_pika.exceptions import DeliveryError

from libs.contracts.commands import ExportCommand, ImportCommand
from libs.contracts.topology import DEAD_LETTERS, EXPORT, IMPORT, QUEUES, WORK_QUEUES
from libs.runtime.brokers import Brokers
from tests.integration.runtime.conftest import GRACE, Queues, a_message, an_export
from tests.integration.runtime.proxy import Proxy


async def test_a_message_that_no_queue_takes_raises_and_later_ones_are_sent(
    brokers: Brokers, queues: Queues
) -> None:
    with pytest.raises(DeliveryError):
        await brokers.publish(replace(a_message(), routing_key="nowhere"))
    await brokers.publish(a_message())
    assert await queues.ready(EXPORT.name) == 1


async def test_it_raises_also_while_a_subscriber_consumes_from_the_same_exchange(
    brokers: Brokers,
) -> None:
    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None: ...

    await brokers.consume()
    with pytest.raises(DeliveryError):
        await brokers.publish(replace(a_message(), routing_key="nowhere"))


async def test_a_published_message_survives_a_restart(brokers: Brokers, queues: Queues) -> None:
    sent = a_message()
    await brokers.publish(sent)
    message = await queues.next(EXPORT.name)
    assert message.delivery_mode == DeliveryMode.PERSISTENT
    assert (message.message_id, message.body) == (str(sent.message_id), sent.payload)


def test_every_queue_is_a_quorum_queue_with_its_own_delivery_limit() -> None:
    for queue in QUEUES:
        assert queue.arguments["x-queue-type"] == "quorum"
        assert queue.arguments["x-delivery-limit"] >= 10
        assert queue.arguments["x-overflow"] == "reject-publish"


def test_every_work_queue_keeps_its_dead_letters_at_least_once() -> None:
    for queue in WORK_QUEUES:
        assert queue.arguments["x-dead-letter-exchange"] == DEAD_LETTERS.name
        assert queue.arguments["x-dead-letter-strategy"] == "at-least-once"


async def test_each_subscriber_has_its_own_prefetch(brokers: Brokers, queues: Queues) -> None:
    running = {"export": 0, "import": 0}
    full, gate = asyncio.Event(), asyncio.Event()

    async def work(name: str) -> None:
        running[name] += 1
        if running["export"] >= 2 and running["import"] >= 3:
            full.set()
        await gate.wait()

    @brokers.subscriber(EXPORT, concurrency=2)
    async def export(command: ExportCommand) -> None:
        await work("export")

    @brokers.subscriber(IMPORT, concurrency=3)
    async def import_(command: ImportCommand) -> None:
        await work("import")

    for _ in range(8):
        await brokers.publish(a_message())
        await brokers.publish(a_message(ImportCommand(job_id=uuid4(), tenant_id=uuid4())))
    await brokers.consume()
    await full.wait()
    assert await queues.ready(EXPORT.name) == 6
    assert await queues.ready(IMPORT.name) == 5
    assert running == {"export": 2, "import": 3}
    gate.set()


async def test_work_cut_off_by_a_lost_connection_is_cancelled_and_delivered_again(
    url: str,
) -> None:
    first, again, cancelled = asyncio.Event(), asyncio.Event(), asyncio.Event()
    command = an_export()
    seen: list[ExportCommand] = []
    async with Proxy(url).running() as proxy:
        brokers = Brokers(proxy.url, grace=GRACE)

        @brokers.subscriber(EXPORT, concurrency=1)
        async def handle(command: ExportCommand) -> None:
            seen.append(command)
            if len(seen) > 1:
                again.set()
                return
            first.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise

        await brokers.connect()
        await brokers.publish(a_message(command))
        await brokers.consume()
        await first.wait()
        proxy.cut()
        await cancelled.wait()
        await again.wait()
        await brokers.stop_consuming()
        await brokers.close()
    assert seen == [command, command]


async def test_publishing_fails_while_the_broker_is_away_and_works_when_it_is_back(
    url: str, queues: Queues
) -> None:
    async with Proxy(url).running() as proxy:
        brokers = Brokers(proxy.url, grace=GRACE)
        await brokers.connect()
        proxy.open = False
        proxy.cut()
        with pytest.raises((ConnectionError, RuntimeError, asyncio.CancelledError)):
            await brokers.publish(a_message())
        proxy.open = True
        while True:
            try:
                await brokers.publish(a_message())
                break
            except (ConnectionError, RuntimeError):
                await asyncio.sleep(0.1)
        await brokers.close()
    assert await queues.ready(EXPORT.name) == 1


async def test_stopping_lets_work_at_hand_end_and_leaves_the_rest_in_the_queue(
    brokers: Brokers, queues: Queues
) -> None:
    started, gate = asyncio.Event(), asyncio.Event()
    done: list[ExportCommand] = []

    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        started.set()
        await gate.wait()
        done.append(command)

    for _ in range(3):
        await brokers.publish(a_message())
    await brokers.consume()
    await started.wait()
    stopping = asyncio.create_task(brokers.stop_consuming())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert len(done) == 1
    await queues.returned(EXPORT.name, 2)


async def test_work_that_outlasts_the_grace_time_is_cancelled_and_its_message_goes_back(
    url: str, queues: Queues
) -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()
    brokers = Brokers(url, grace=timedelta(seconds=0.1))

    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    await brokers.connect()
    await brokers.publish(a_message())
    await brokers.consume()
    await started.wait()
    await brokers.stop_consuming()
    await cancelled.wait()
    await brokers.close()
    message = await queues.next(EXPORT.name)
    assert message.redelivered
