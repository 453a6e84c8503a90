"""Rows as the database's administrator sees them."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

ELEMENT_TABLES = ("draft_element", "snapshot", "secret", "culture")

TAKEN_BACK = (
    *ELEMENT_TABLES,
    "draft_flow",
    "element_history",
    "element_mapping",
    "binding",
    "connector_refresh",
    "deployment",
    "release_flow",
    "environment_variable",
)
"""What an import may write of a tenant, and a revert puts back."""


async def row_versions(admin_dsn: str, tenant_id: UUID) -> set[tuple[str, str, str]]:
    """Every row that makes up the tenant's elements, with the transaction that wrote it."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        return {
            (table, str(row["xmin"]), row["text"])
            for table in ELEMENT_TABLES
            for row in await connection.fetch(
                f"select xmin, t::text as text from sluice.{table} t where tenant_id = $1",
                tenant_id,
            )
        }
    finally:
        await connection.close()


async def dump(
    admin_dsn: str, tenant_id: UUID, tables: Iterable[str] = TAKEN_BACK
) -> dict[str, list[str]]:
    """What the tenant has, table by table, each row as text; bytes in hexadecimal.

    When a notice has arrived is left out: the notifier notes it whenever it comes to it.
    """
    shown = {"connector_refresh": "(to_jsonb(t) - 'announced_at')::text"}
    connection = await asyncpg.connect(admin_dsn)
    try:
        return {
            table: [
                row["text"]
                for row in await connection.fetch(
                    f"select {shown.get(table, 't::text')} as text from sluice.{table} t "
                    "where tenant_id = $1 order by 1",
                    tenant_id,
                )
            ]
            for table in tables
        }
    finally:
        await connection.close()


async def everything(admin_dsn: str) -> dict[str, str]:
    """Every table of the schema as text; bytes in hexadecimal, as PostgreSQL writes them."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        tables = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'sluice' order by 1"
        )
        return {
            table: await connection.fetchval(
                f"select coalesce(string_agg(t::text, chr(10)), '') from sluice.{table} t"
            )
            for (table,) in tables
        }
    finally:
        await connection.close()
