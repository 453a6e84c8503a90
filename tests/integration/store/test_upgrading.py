"""A database that held a tenant before secrets had keys and plans had columns of their own."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.flows.digest import element_digest
from libs.flows.kinds import SERVICE
from libs.store import rotation, secrets
from libs.store.database import Database
from libs.store.migrate import migrate, migrations
from libs.store.secrets import DRAFT
from tests.databases import SERVICE_PASSWORD, dsn_of

TENANT: Final = UUID(int=1)
CONNECTOR: Final = UUID(int=2)
BODY: Final = b'{"uri":"https://there"}'
NUL: Final = b'{"text":"\\u0000","uri":"https://there"}'


@pytest.fixture
async def older(empty_dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """As the last migration before these had left it, with two connectors and their passwords."""
    await migrate(empty_dsn, SERVICE_PASSWORD, [m for m in migrations() if m.name < "0009"])
    admin = await asyncpg.connect(empty_dsn)
    try:
        await admin.execute(
            "insert into sluice.tenant (id, path, name) values ($1, array[$1::uuid], 'One')", TENANT
        )
        for table, content in (("stamp", b"{}"), ("body", BODY), ("body", NUL)):
            await admin.execute(
                f"insert into sluice.{table} values ($1, $2)", element_digest(content), content
            )
        for element, body in ((CONNECTOR, BODY), (uuid4(), NUL)):
            await admin.execute(
                "insert into sluice.draft_element (tenant_id, kind, element_id, name, base, digest,"
                " stamp) values ($1, 'service', $2, 'One', $3, $3, $4)",
                TENANT,
                element,
                element_digest(body),
                element_digest(b"{}"),
            )
        for version in (DRAFT, uuid4()):
            await admin.execute(
                "insert into sluice.secret values ($1, $2, 'service', $3, 'password', $4)",
                TENANT,
                version,
                CONNECTOR,
                b"sealed",
            )
        yield admin
    finally:
        await admin.close()


async def test_what_a_tenant_had_is_there_afterwards(
    older: "asyncpg.Connection[asyncpg.Record]", empty_dsn: str
) -> None:
    await migrate(empty_dsn, SERVICE_PASSWORD)
    name = empty_dsn.rpartition("/")[2]
    dsn = dsn_of(empty_dsn, name, user="sluice_service", password=SERVICE_PASSWORD)
    database = await Database.connect(dsn)
    try:
        async with database.transaction(scope=[TENANT]) as tx:
            (secret,) = await secrets.get(tx, TENANT, DRAFT)
            held = await rotation.held(tx, TENANT)
    finally:
        await database.close()
    assert (secret.kind, secret.element_id, secret.sealed) == (SERVICE, CONNECTOR, b"sealed")
    assert (secret.wrapped, secret.origin) == (None, "package")
    assert {one.names for one in held} == {("service", str(CONNECTOR), "password")}
    assert len(held) == 2
    rows = await older.fetch("select endpoint from sluice.draft_element order by endpoint")
    assert [row["endpoint"] for row in rows] == ["https://there", None]
    assert await older.fetchval("select count(*) from sluice.element_history") == 2


async def test_every_table_is_fenced_again_afterwards(
    older: "asyncpg.Connection[asyncpg.Record]", empty_dsn: str
) -> None:
    await migrate(empty_dsn, SERVICE_PASSWORD)
    loose = await older.fetch(
        "select relname from pg_class where relnamespace = 'sluice'::regnamespace "
        "and relrowsecurity and not relforcerowsecurity"
    )
    assert loose == []
