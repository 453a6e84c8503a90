"""Which elements of packages were mapped to ones the tenant had under another id."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from libs.flows.kinds import Kind
from libs.flows.merging import Remembered
from libs.store.database import Transaction


async def get(tx: Transaction, tenant_id: UUID) -> list[Remembered]:
    return [_remembered(row) for row in await tx.fetch("element_mappings.get", tenant_id)]


async def remember(tx: Transaction, tenant_id: UUID, mappings: Sequence[Remembered]) -> None:
    """In one statement. One that says what is remembered already is not written."""
    await tx.execute(
        "element_mappings.remember",
        tenant_id,
        [mapping.kind for mapping in mappings],
        [mapping.source_id for mapping in mappings],
        [mapping.target_id for mapping in mappings],
        [{str(a): str(b) for a, b in mapping.properties.items()} for mapping in mappings],
    )


def _remembered(row: asyncpg.Record) -> Remembered:
    properties = {UUID(source): UUID(target) for source, target in row["properties"].items()}
    return Remembered(Kind(row["kind"]), row["source_id"], row["target_id"], properties)
