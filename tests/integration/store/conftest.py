"""Every test has a database of its own, with one tenant in it."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.store import tenants
from libs.store.database import Database
from tests.databases import Admin, admin_dsn, database, empty_dsn, service_dsn, template

__all__ = ["admin_dsn", "database", "empty_dsn", "service_dsn", "template"]


@pytest.fixture
async def admin(admin_dsn: str) -> AsyncIterator[Admin]:
    """Sees every row, whatever the fence says."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def tenant(database: Database) -> UUID:
    return await make_tenant(database)


@pytest.fixture
async def other_tenant(database: Database) -> UUID:
    return await make_tenant(database)


async def make_tenant(database: Database) -> UUID:
    tenant_id = uuid4()
    async with database.transaction(scope=[tenant_id]) as tx:
        await tenants.create_root(tx, tenant_id, f"Tenant{tenant_id.hex}")
    return tenant_id
