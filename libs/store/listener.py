"""Hears which jobs have ended: one connection of its own, however many callers wait."""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import asyncpg

from libs.store.database import TRANSIENT
from libs.store.queries import QUERIES

_CHANNEL: Final = "sluice_job"
_LOST: Final[tuple[type[Exception], ...]] = (
    *TRANSIENT,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_SHORTEST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 5.0
"""Seconds between two tries to connect."""
_CHECK_SECONDS: Final = 30.0
"""How often a silent connection is asked whether it stands: a dropped network says nothing."""


class JobListener:
    """Calls `on_job` with the id of every job that ends, and `on_connected` after each connect.

    What ended while there was no connection is not told: who waits asks once when `on_connected`
    is called. Both are called in the event loop and must not block.
    """

    def __init__(
        self, dsn: str, *, on_job: Callable[[UUID], None], on_connected: Callable[[], None]
    ) -> None:
        self._dsn = dsn
        self._on_job = on_job
        self._on_connected = on_connected

    async def run(self) -> None:
        """Until it is cancelled. Raises only what no waiting would mend (a wrong password)."""
        wait = _SHORTEST_WAIT
        while True:
            try:
                connection = await asyncpg.connect(self._dsn)
            except TRANSIENT:
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
                continue
            wait = _SHORTEST_WAIT
            try:
                await self._listen(connection)
            except _LOST:
                continue
            finally:
                connection.terminate()

    async def _listen(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(_CHANNEL, self._heard)
        self._on_connected()
        while not ended.is_set():
            try:
                async with asyncio.timeout(_CHECK_SECONDS):
                    await ended.wait()
            except TimeoutError:
                await connection.fetchval(QUERIES["scope.ping"], timeout=_CHECK_SECONDS)

    def _heard(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        self._on_job(UUID(str(payload)))
