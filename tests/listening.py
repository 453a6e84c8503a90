"""Hears every message that goes through the exchanges, and which jobs have ended."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.topology import BINDINGS, COMMANDS, EVENTS
from libs.store.listener import JobListener

GLANCE_SECONDS = 0.02


class Listener:
    """`messages` are the raw payloads of all that was heard so far."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self._news = asyncio.Condition()

    async def hear(self, message: AbstractIncomingMessage) -> None:
        async with message.process(), self._news:
            self.messages.append(message.body)
            self._news.notify_all()

    def events_of(self, job_id: UUID) -> list[dict[str, Any]]:
        heard = [orjson.loads(body) for body in self.messages if b'"specversion"' in body]
        return [event for event in heard if event["data"]["job_id"] == str(job_id)]

    async def until(self, heard: Callable[[], bool]) -> None:
        async with self._news:
            await self._news.wait_for(heard)


class Ends:
    """Which jobs have ended, in whatever order they did and were asked for."""

    def __init__(self) -> None:
        self._ends: defaultdict[UUID, asyncio.Event] = defaultdict(asyncio.Event)

    def hear(self, job_id: UUID) -> None:
        self._ends[job_id].set()

    async def of(self, job_id: UUID) -> None:
        await self._ends[job_id].wait()


@asynccontextmanager
async def hearing_ends(dsn: str) -> AsyncIterator[Ends]:
    ends, connected = Ends(), asyncio.Event()
    listener = JobListener(dsn, on_job=ends.hear, on_connected=connected.set)
    running = asyncio.create_task(listener.run())
    await connected.wait()
    try:
        yield ends
    finally:
        running.cancel()
        await asyncio.wait([running])


@asynccontextmanager
async def listening(amqp_url: str) -> AsyncIterator[Listener]:
    listener = Listener()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        for _, exchange, key in BINDINGS:
            if exchange in (COMMANDS, EVENTS):
                await queue.bind(exchange.name, key)
        await queue.consume(listener.hear)
        yield listener


async def seen(happened: Callable[[], Awaitable[bool]]) -> None:
    """Looks until it has happened, where nothing tells of it."""
    while True:
        if await happened():
            return
        await asyncio.sleep(GLANCE_SECONDS)
