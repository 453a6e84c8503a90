"""Databases for tests: migrated once per session, then copied for every test that asks for one.

A folder's conftest.py takes the fixtures by importing them.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from libs.store.database import Database
from libs.store.migrate import migrate

Admin: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
"""A connection that the fence does not bind."""

SERVICE_PASSWORD = "only-for-tests"  # one for all sessions: the role belongs to the whole server


def dsn_of(dsn: str, database: str, *, user: str | None = None, password: str = "") -> str:
    """The same server, another database, and another user where one is given."""
    parts = urlsplit(dsn)
    place = parts.netloc if user is None else f"{user}:{password}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))


@asynccontextmanager
async def throw_away(dsn: str, *, template: str) -> AsyncIterator[str]:
    """The name of a new database on the administrator's server, dropped afterwards."""
    name = f"sluice_test_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(dsn)
    try:
        await admin.execute(f"create database {name} template {template}")
        try:
            yield name
        finally:
            await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()


@pytest.fixture(scope="session")
async def template(postgres_dsn: str) -> AsyncIterator[str]:
    """The name of a database that has the schema and nothing in it."""
    async with throw_away(postgres_dsn, template="template0") as name:
        await migrate(dsn_of(postgres_dsn, name), SERVICE_PASSWORD)
        yield name


@pytest.fixture
async def empty_dsn(postgres_dsn: str) -> AsyncIterator[str]:
    """Administrator's DSN of a database of this test's own, without a schema."""
    async with throw_away(postgres_dsn, template="template0") as name:
        yield dsn_of(postgres_dsn, name)


@pytest.fixture
async def admin_dsn(postgres_dsn: str, template: str) -> AsyncIterator[str]:
    """Administrator's DSN of a migrated database of this test's own."""
    async with throw_away(postgres_dsn, template=template) as name:
        yield dsn_of(postgres_dsn, name)


@pytest.fixture
def service_dsn(admin_dsn: str) -> str:
    """The same database as the services see it: bound by row-level security."""
    name = urlsplit(admin_dsn).path.removeprefix("/")
    return dsn_of(admin_dsn, name, user="sluice_service", password=SERVICE_PASSWORD)


@pytest.fixture
async def database(service_dsn: str) -> AsyncIterator[Database]:
    database = await Database.connect(service_dsn)
    try:
        yield database
    finally:
        await database.close()
