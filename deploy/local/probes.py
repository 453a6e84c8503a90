"""Whether a part answers now. Each probe is one try; `wait_until` repeats it."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import asyncpg
import httpx

from deploy.local.addresses import S3, Amqp
from deploy.local.trouble import Trouble

_AMQP_GREETING = b"AMQP\x00\x00\x09\x01"


def postgres_answers(dsn: str) -> bool:
    """A connection as the administrator succeeds."""

    async def connect() -> None:
        connection = await asyncpg.connect(dsn, timeout=5)
        await connection.close()

    with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError):
        asyncio.run(connect())
        return True
    return False


def amqp_answers(amqp: Amqp) -> bool:
    """The broker greets back, and its HTTP API answers."""
    address = urlsplit(amqp.url)
    with contextlib.suppress(OSError, httpx.HTTPError):
        target = (address.hostname or "127.0.0.1", address.port or 5672)
        with socket.create_connection(target, timeout=5) as connection:
            connection.sendall(_AMQP_GREETING)
            greeted = connection.recv(1) == b"\x01"
        return greeted and httpx.get(amqp.management, timeout=5, trust_env=False).is_success
    return False


def s3_answers(s3: S3) -> bool:
    """The store speaks HTTP; keys are checked by whoever uses it."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{s3.endpoint}/status", timeout=5, trust_env=False).status_code < 500
    return False


def wait_until(answers: Callable[[], bool], *, within_s: float, what: str, hint: str) -> None:
    """Return as soon as it answers; Trouble with the hint when it has not after `within_s`."""
    deadline = time.monotonic() + within_s
    while not answers():
        if time.monotonic() > deadline:
            raise Trouble(f"{what} did not answer within {within_s:.0f} seconds.", hint)
        time.sleep(0.1)
