"""PostgreSQL behind a proxy that counts the statements of its clients, and dies at one of them."""

import asyncio
import struct
from contextlib import suppress

from tests.integration.runtime.proxy import Proxy

ENCRYPTION_REQUESTS = (80877103, 80877104)
"""SSLRequest and GSSENCRequest: what may come before the start-up message (protocol 3.0)."""
STATEMENTS = (b"E", b"Q")
"""Execute and Query. A commit is a Query like any other."""


class Dying(Proxy):
    """Counts from `arm` on. The statement with the number given ends the connection: `reaches` says
    whether the server gets to see it, so that a commit may be done and not be known to be.
    """

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn)
        self._at: int | None = None
        self._reaches = False
        self.died = False
        self.counted = 0

    def arm(self, at: int, *, reaches: bool) -> None:
        self._at, self._reaches = at, reaches
        self.died, self.counted = False, 0

    def disarm(self) -> None:
        self._at = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(
            self._target.hostname, self._target.port
        )
        answers = asyncio.create_task(self._pump(there_reader, writer))
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await _start_up(reader, there_writer)
            while await self._message(reader, there_writer):
                pass
            writer.transport.abort()
        there_writer.close()
        await answers

    async def _message(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> bool:
        """Passes a message on. False: this was the one to die at."""
        head = await reader.readexactly(5)
        body = await reader.readexactly(struct.unpack("!I", head[1:])[0] - 4)
        dies = False
        if head[:1] in STATEMENTS and self._at is not None:
            self.counted += 1
            dies = self.counted == self._at
        if self._reaches or not dies:
            there.write(head + body)
        if self._reaches and dies and head[:1] == b"E":
            there.write(b"S\x00\x00\x00\x04")  # Sync, which would have come with it
        await there.drain()
        self.died = self.died or dies
        return not dies


async def _start_up(reader: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
    code = ENCRYPTION_REQUESTS[0]
    while code in ENCRYPTION_REQUESTS:
        head = await reader.readexactly(8)
        length, code = struct.unpack("!II", head)
        there.write(head + await reader.readexactly(length - 8))
        await there.drain()
