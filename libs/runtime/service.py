"""What a process of Sluice is made of, from the settings to the last connection closed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

import asyncpg
import structlog
from aio_pika.exceptions import AMQPError

from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStore, StoreUnreachable
from libs.runtime.brokers import Brokers
from libs.runtime.leases import lease
from libs.runtime.reaping import reap
from libs.runtime.relay import Relay
from libs.runtime.settings import Settings
from libs.runtime.signing import Signer
from libs.store import jobs, outbox
from libs.store.database import TRANSIENT, Database

FIRST_WAIT_SECONDS: Final = 0.2
LONGEST_WAIT_SECONDS: Final = 5.0
CONNECTIONS_BESIDE: Final = 4
NOT_READY: Final[tuple[type[Exception], ...]] = (
    *TRANSIENT,
    AMQPError,
    StoreUnreachable,
    # the database answers, but its roles or tables are not made yet
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InsufficientPrivilegeError,
)
T = TypeVar("T")

log = structlog.get_logger()


@dataclass(frozen=True)
class Runtime:
    """The parts, connected. `relay.wake()` after a commit that wrote to the outbox."""

    settings: Settings
    database: Database
    objects: ObjectStore
    sealer: Sealer
    signer: Signer
    brokers: Brokers
    relay: Relay

    def lease(self, claim: jobs.Claim) -> AbstractAsyncContextManager[None]:
        """Holds the job while the body works; see `libs.runtime.leases`."""
        return lease(self.database, claim, timedelta(seconds=self.settings.lease_seconds))


@asynccontextmanager
async def runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """Waits for every part, then runs relay and reaper until the body ends.

    An error that neither of them expects cancels the body and is raised: the process ends, and
    whoever supervises it starts it again.
    """
    sealer = Sealer.from_text(settings.sealing_keys.get_secret_value())
    async with AsyncExitStack() as stack:
        objects = ObjectStore.open(settings.object_store)
        stack.push_async_callback(objects.close)
        await _until_ready("object store", objects.ensure_bucket)
        database = await _until_ready("PostgreSQL", lambda: _connect(settings))
        stack.push_async_callback(database.close)
        brokers = Brokers(
            settings.amqp_url.get_secret_value(), grace=timedelta(seconds=settings.grace_seconds)
        )
        await _until_ready("RabbitMQ", brokers.connect)
        stack.push_async_callback(brokers.close)
        relay = Relay(database, brokers.publish)
        async with asyncio.TaskGroup() as tasks:
            background = [
                tasks.create_task(relay.run(), name="relay"),
                tasks.create_task(reap(database, objects, relay.wake), name="reaper"),
            ]
            yield Runtime(settings, database, objects, sealer, settings.signer, brokers, relay)
            for task in background:
                task.cancel()


async def _connect(settings: Settings) -> Database:
    """A connected database whose migrations have run."""
    # A message at work needs a connection, and one more now and then that renews its lease; relay,
    # reaper and the health check have theirs beside.
    most = 2 * settings.worker_concurrency + CONNECTIONS_BESIDE
    database = await Database.connect(settings.database_dsn.get_secret_value(), max_size=most)
    try:
        async with database.transaction() as tx:
            await outbox.take(tx, 1)
    except BaseException:
        await database.close()
        raise
    return database


async def _until_ready(part: str, attempt: Callable[[], Awaitable[T]]) -> T:
    wait = FIRST_WAIT_SECONDS
    while True:
        try:
            return await attempt()
        except NOT_READY as error:
            log.warning("waiting for a part", part=part, reason=str(error), again_in=wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_SECONDS)
