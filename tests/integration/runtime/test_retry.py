"""What becomes of a message whose handler raised, on a real RabbitMQ."""

import asyncio

import pytest
from faststream.rabbit.annotations import RabbitMessage

from libs.contracts.commands import ExportCommand
from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.topology import (
    ATTEMPT_HEADER,
    DEAD_LETTERS,
    EXPORT,
    RETRY_QUEUES,
    RETRY_SECONDS,
)
from libs.objects.store import StoreUnreachable
from libs.runtime import retry
from libs.runtime.brokers import Brokers
from tests.integration.runtime.conftest import Queues, a_message


class Passing(Exception):
    """An error that may pass."""


def failing(brokers: Brokers, error: Exception) -> None:
    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        raise error


async def test_a_permanent_error_puts_the_message_with_its_reason_into_the_dead_letters(
    brokers: Brokers, queues: Queues
) -> None:
    failing(brokers, ProblemError(ErrorCode.FLOW_NOT_FOUND, "no flow"))
    sent = a_message()
    await brokers.publish(sent)
    await brokers.consume()
    dead = await queues.next(DEAD_LETTERS.name)
    assert (dead.body, dead.message_id) == (sent.payload, str(sent.message_id))
    assert dead.headers["x-first-death-queue"] == EXPORT.name
    assert dead.headers["x-first-death-reason"] == "rejected"


@pytest.mark.parametrize(
    "payload", [b"\xff\x00 not JSON", b'{"job_id": 1}', b"[]", b"", b'{"job_id": NaN}']
)
async def test_a_payload_that_cannot_be_read_arrives_raw_and_is_kept_raw(
    brokers: Brokers, queues: Queues, payload: bytes
) -> None:
    kept: asyncio.Future[tuple[bytes, str]] = asyncio.get_running_loop().create_future()

    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        raise AssertionError("it was read")

    @brokers.subscriber(DEAD_LETTERS, concurrency=1)
    async def keep(body: bytes, message: RabbitMessage) -> None:
        kept.set_result((body, message.headers["x-first-death-queue"]))

    await queues.put(EXPORT.name, payload)
    await brokers.consume()
    assert await kept == (payload, EXPORT.name)


async def test_a_passing_error_rests_the_message_and_brings_it_back_counted(
    brokers: Brokers,
) -> None:
    seen: list[tuple[ExportCommand, str | None, int | None]] = []
    back = asyncio.Event()

    @brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand, message: RabbitMessage) -> None:
        seen.append((command, message.message_id, message.headers.get(ATTEMPT_HEADER)))
        if len(seen) == 1:
            raise Passing
        back.set()

    sent = a_message()
    began = asyncio.get_running_loop().time()
    await brokers.publish(sent)
    await brokers.consume()
    await back.wait()
    assert asyncio.get_running_loop().time() - began >= RETRY_SECONDS[0]
    (command, first_id, first), (same, second_id, second) = seen
    assert command == same
    assert first_id == second_id == str(sent.message_id)
    assert (first, second) == (None, 1)


@pytest.mark.parametrize("attempt", range(len(RETRY_SECONDS)))
async def test_each_attempt_rests_longer_than_the_one_before(
    brokers: Brokers, queues: Queues, attempt: int
) -> None:
    failing(brokers, Passing())
    await queues.put(EXPORT.name, a_message().payload, {ATTEMPT_HEADER: attempt})
    await brokers.consume()
    resting = await queues.next(RETRY_QUEUES[EXPORT.name][attempt].name)
    assert resting.headers[ATTEMPT_HEADER] == attempt + 1


@pytest.mark.parametrize("outage", [StoreUnreachable("away"), ConnectionRefusedError()])
async def test_an_outage_rests_the_message_for_as_long_as_it_lasts(
    brokers: Brokers, queues: Queues, outage: Exception
) -> None:
    failing(brokers, outage)
    await queues.put(EXPORT.name, a_message().payload, {ATTEMPT_HEADER: 40})
    await brokers.consume()
    resting = await queues.next(RETRY_QUEUES[EXPORT.name][-1].name)
    assert resting.headers[ATTEMPT_HEADER] == 41


async def test_after_the_last_attempt_the_message_is_dead(brokers: Brokers, queues: Queues) -> None:
    failing(brokers, Passing())
    await queues.put(EXPORT.name, a_message().payload, {ATTEMPT_HEADER: len(RETRY_SECONDS)})
    await brokers.consume()
    dead = await queues.next(DEAD_LETTERS.name)
    assert dead.headers["x-first-death-reason"] == "rejected"


async def test_a_dead_letter_that_cannot_be_kept_stays(
    brokers: Brokers, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "DEAD_LETTER_PAUSE_SECONDS", 0.0)
    tries: list[bytes] = []
    kept = asyncio.Event()

    @brokers.subscriber(DEAD_LETTERS, concurrency=1)
    async def keep(body: bytes) -> None:
        tries.append(body)
        if len(tries) < 3:
            raise Passing
        kept.set()

    await queues.put(DEAD_LETTERS.name, b"\xff")
    await brokers.consume()
    await kept.wait()
    assert tries == [b"\xff"] * 3
