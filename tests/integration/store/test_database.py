"""Transactions: what they commit, and what a lost connection looks like."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.store import builders
from libs.store.builders import Builder
from libs.store.database import TRANSIENT, Database
from tests.databases import Admin


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
