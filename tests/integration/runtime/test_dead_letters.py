"""A dead letter on its way into the database."""

import asyncio
from dataclasses import replace

from faststream.rabbit.annotations import RabbitMessage

from libs.contracts.commands import ExportCommand
from libs.contracts.topology import DEAD_LETTERS, EXPORT
from libs.runtime.brokers import Brokers
from libs.runtime.dead_letters import dead_letter
from libs.store import dead_letters
from libs.store.database import Database
from tests.integration.runtime.conftest import Queues, a_message


async def kept(brokers: Brokers, database: Database) -> dead_letters.DeadLetter:
    """Starts a keeper and waits for the first letter it keeps."""
    one_kept = asyncio.Event()

    @brokers.subscriber(DEAD_LETTERS, concurrency=1)
    async def keep(message: RabbitMessage) -> None:
        async with database.transaction() as tx:
            await dead_letters.keep(tx, dead_letter(message))
        one_kept.set()

    await brokers.consume()
    await one_kept.wait()
    async with database.transaction() as tx:
        (letter,) = await dead_letters.list_kept(tx)
    return letter.letter


async def test_it_is_kept_raw_with_the_way_it_came(brokers: Brokers, database: Database) -> None:
    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None: ...

    sent = replace(a_message(), payload=b"\xff\x00 no JSON")
    await brokers.publish(sent)
    letter = await kept(brokers, database)
    headers = letter.headers
    assert headers["x-death"][0]["count"] == 1
    assert letter == dead_letters.DeadLetter(
        message_id=str(sent.message_id),
        queue="sluice.export",
        exchange="sluice.commands",
        routing_key="export",
        reason="rejected",
        headers=headers,
        payload=sent.payload,
    )


async def test_one_put_there_by_hand_is_kept_too(
    brokers: Brokers, queues: Queues, database: Database
) -> None:
    await queues.put(DEAD_LETTERS.name, b"by hand", {"x-number": 3})
    letter = await kept(brokers, database)
    assert (letter.payload, letter.reason) == (b"by hand", "put there by hand")
    assert letter.headers == {"x-number": 3}
