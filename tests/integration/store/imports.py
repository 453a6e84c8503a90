"""Imports that are recorded, and what of a tenant they can change, as it lies in the tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID, uuid4

from libs.store import import_runs, reverting, tenants
from libs.store.database import Database, Transaction
from libs.store.reverting import Reverted
from tests.databases import Admin

RESTORED: Final = (
    "draft_element",
    "draft_flow",
    "element_history",
    "element_mapping",
    "snapshot",
    "secret",
    "binding",
    "culture",
    "connector_refresh",
    "deployment",
    "release_flow",
    "environment_variable",
)


@asynccontextmanager
async def recorded(
    database: Database, tenant: UUID, job_id: UUID, flow_id: UUID | None = None
) -> AsyncIterator[Transaction]:
    """The transaction of an import."""
    async with database.transaction(scope=[tenant]) as tx:
        revision = (await tenants.lock(tx, [tenant]))[tenant]
        await import_runs.begin(tx, job_id)
        yield tx
        await import_runs.record(tx, tenant, job_id, flow_id or uuid4(), revision)


async def revert(database: Database, tenant: UUID, job_id: UUID) -> Reverted:
    async with database.transaction(scope=[tenant]) as tx:
        await tenants.lock(tx, [tenant])
        return await reverting.revert(tx, tenant, job_id, by=UUID(int=9))


async def dump(admin: Admin, tenant: UUID) -> dict[str, list[str]]:
    """Every row of the tenant that an import may change, as text."""
    await admin.execute("set timezone = 'UTC'")
    return {
        table: [
            row["line"]
            for row in await admin.fetch(
                f"select t::text as line from sluice.{table} t where tenant_id = $1 order by 1",
                tenant,
            )
        ]
        for table in RESTORED
    }
