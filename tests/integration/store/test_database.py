"""Transactions: what they commit, and what a lost connection looks like."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.store import builders, tenants
from libs.store import database as store
from libs.store.builders import Builder
from libs.store.database import TRANSIENT, Database
from tests.databases import Admin
from tests.integration.runtime.proxy import Proxy


async def test_a_cancelled_transaction_leaves_nothing(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.transaction(scope=[tenant]) as tx:
            await builders.create(tx, tenant, Builder(uuid4(), "ada@example.org"))
            written.set()
            await asyncio.Event().wait()

    task = asyncio.ensure_future(write_and_wait())
    await written.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert await admin.fetchval("select count(*) from sluice.builder") == 0


async def test_a_lost_connection_passes_by_itself(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    async def work_on_a_killed_connection() -> None:
        async with database.transaction(scope=[tenant]) as tx:
            process = await tx.connection.fetchval("select pg_backend_pid()")
            await admin.fetchval("select pg_terminate_backend($1, 60000)", process)
            await builders.create(tx, tenant, Builder(uuid4(), "ada@example.org"))

    with pytest.raises(TRANSIENT):
        await work_on_a_killed_connection()
    await database.ping()


async def test_a_wrong_argument_does_not_pass_by_itself(database: Database) -> None:
    async def ask_for_nonsense() -> None:
        async with database.transaction() as tx:
            await tx.fetch("tenants.find", "not a uuid")

    with pytest.raises(asyncpg.DataError) as refused:
        await ask_for_nonsense()
    assert not isinstance(refused.value, TRANSIENT)


async def test_a_server_that_is_not_there_passes_by_itself() -> None:
    with pytest.raises(TRANSIENT):
        await Database.connect("postgresql://nobody@127.0.0.1:1/none")


async def test_a_server_that_falls_silent_is_given_up_and_found_again(
    service_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "COMMAND_SECONDS", 0.5)
    async with Proxy(service_dsn).running() as proxy:
        database = await Database.connect(proxy.url, max_size=1)
        proxy.silent = True
        with pytest.raises(TRANSIENT):
            async with database.transaction():
                raise AssertionError("the server answered")
        proxy.silent = False
        await database.ping()
        await database.close()


async def test_who_waits_for_a_lock_too_long_may_come_again(
    database: Database, tenant: UUID
) -> None:
    async def wait_shortly() -> None:
        async with database.transaction([tenant]) as tx:
            await tx.connection.execute("set local lock_timeout = '10ms'")
            await tenants.lock(tx, [tenant])

    async with database.transaction([tenant]) as holds:
        await tenants.lock(holds, [tenant])
        with pytest.raises(TRANSIENT):
            await wait_shortly()


async def test_a_transaction_that_stands_still_lets_its_locks_go_and_may_come_again(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    async def stand_still() -> None:
        async with database.transaction([tenant]) as tx:
            await tx.connection.execute("set local idle_in_transaction_session_timeout = '10ms'")
            await tenants.lock(tx, [tenant])
            await admin.execute("select from sluice.tenant where id = $1 for update", tenant)
            await tenants.get(tx, tenant)

    with pytest.raises(TRANSIENT):
        await stand_still()
    await database.ping()


async def test_the_server_watches_over_every_connection(database: Database) -> None:
    async with database.transaction() as tx:
        rows = await tx.connection.fetch("select name from pg_settings where source = 'client'")
    assert set(store.SESSION) <= {row["name"] for row in rows}
