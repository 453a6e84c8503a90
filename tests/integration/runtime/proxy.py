"""A TCP proxy that a test can cut, to see what becomes of work when a connection breaks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._streams: set[asyncio.StreamWriter] = set()
        self._port = 0
        self.open = True
        """Whether new connections are let through."""
        self.refused = asyncio.Event()
        self.silent = False
        """Whether connections stay open and nothing passes: a host that vanished."""

    @property
    def url(self) -> str:
        user, _, _ = self._target.netloc.rpartition("@")
        return urlunsplit(self._target._replace(netloc=f"{user}@127.0.0.1:{self._port}"))

    def cut(self) -> None:
        """Breaks every connection at once, without a word to either side."""
        for stream in list(self._streams):
            stream.transport.abort()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            self.refused.set()
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection(
            self._target.hostname, self._target.port
        )
        self._streams |= {writer, there_writer}
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        self._streams -= {writer, there_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if not self.silent:
                    writer.write(data)
                    await writer.drain()
        writer.close()
