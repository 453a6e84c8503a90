"""The pool of connections, and transactions that see only the tenants in their scope."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy

from libs.store.queries import QUERIES

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

TRANSIENT: Final[tuple[type[Exception], ...]] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.OperatorInterventionError,  # a statement that took too long is among these
    asyncpg.InsufficientResourcesError,
    OSError,
    TimeoutError,
)
"""What passes by itself: the same work may succeed when it is tried again a little later."""

SESSION: Final[Mapping[str, str]] = {
    # A host that vanished without a word is missed within a minute, and its locks are let go.
    "tcp_keepalives_idle": "30s",
    "tcp_keepalives_interval": "10s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60s",
    # A process that hangs answers keepalives still. Between two statements a transaction computes
    # a plan or waits for RabbitMQ, half a minute at most.
    "idle_in_transaction_session_timeout": "4min",
    # Who waits behind a large import of the same tenant comes back later, rather than keep its
    # connection from others. It has to be shorter than the next, to be told apart from it.
    "lock_timeout": "2min",
    # The largest statement stages a package of 10 MB: seconds, or a minute on a slow machine.
    "statement_timeout": "4min",
    # Compiling a statement takes seconds where running it takes milliseconds.
    "jit": "off",
    # Statements take arrays of any length, and a plan for all of them is a bad one for the longest.
    "plan_cache_mode": "force_custom_plan",
}
"""What the server watches over, for every connection of the pool."""

COMMAND_SECONDS: Final = 300.0
"""When a statement is given up here: later than the server would, so only if it is out of reach.
asyncpg drops a connection that does not answer the cancelling either."""

_JSONB_VERSION: Final = b"\x01"
"""The first byte of jsonb on the wire (PostgreSQL, jsonb_send)."""


class Transaction:
    """An open transaction. Statements are called by name (`noun.query`), see libs/store/queries."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def fetch(self, name: str, *args: object) -> list[asyncpg.Record]:
        return await self.connection.fetch(QUERIES[name], *args)

    async def fetchrow(self, name: str, *args: object) -> asyncpg.Record | None:
        return await self.connection.fetchrow(QUERIES[name], *args)

    async def fetchval(self, name: str, *args: object) -> Any:
        return await self.connection.fetchval(QUERIES[name], *args)

    async def execute(self, name: str, *args: object) -> None:
        await self.connection.execute(QUERIES[name], *args)


class Database:
    """Connections of the role `sluice_service`, which row-level security binds."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @classmethod
    async def connect(cls, dsn: str, *, min_size: int = 1, max_size: int = 10) -> "Database":
        """Opens `min_size` connections. Raises one of TRANSIENT where no server answers."""
        pool = await asyncpg.create_pool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            init=_speak_json,
            command_timeout=COMMAND_SECONDS,
            server_settings=dict(SESSION),
        )
        return cls(pool)

    async def close(self) -> None:
        await self._pool.close()

    async def ping(self) -> None:
        """Raises one of TRANSIENT where the database does not answer."""
        await self._pool.fetchval(QUERIES["scope.ping"])

    @asynccontextmanager
    async def transaction(
        self,
        scope: Iterable[UUID] = (),
        presented: bytes | None = None,
        *,
        isolated: bool = False,
    ) -> AsyncIterator[Transaction]:
        """Commits at the end, rolls back on any exception, cancellation included.

        `scope`: the tenants whose rows are visible and may be written; none for none.
        `presented`: the SHA-256 of a key or token the caller holds; shows the rows it opens.
        `isolated`: every statement sees the database as the first one did, and none may write.
        """
        tenants = "{" + ",".join(str(tenant) for tenant in scope) + "}"
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(
                    isolation="repeatable_read" if isolated else None, readonly=isolated
                ),
            ):
                tx = Transaction(connection)
                await tx.fetchrow("scope.enter", tenants, (presented or b"").hex())
                yield tx
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as broken:
            # A connection that is gone or is just being closed; asyncpg then speaks of states.
            # A ValueError is a wrong argument instead.
            if isinstance(broken, ValueError):
                raise
            raise asyncpg.ConnectionDoesNotExistError(str(broken)) from broken


async def _speak_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: _JSONB_VERSION + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
    )
