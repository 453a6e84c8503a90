"""Writes go set by set: one statement, however many elements."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.contracts.messages import Message
from libs.flows.arrival import arrive
from libs.flows.kinds import FLOW, SERVICE, VALUE
from libs.flows.merging import Remembered
from libs.flows.model import Json, Package
from libs.flows.plan import plan_import
from libs.flows.references import references
from libs.flows.target import Target
from libs.store import (
    bindings,
    drafts,
    element_mappings,
    outbox,
    planning,
    refreshes,
    reverting,
    secrets,
    staging,
)
from libs.store.bindings import KeptBinding
from libs.store.database import Database, Transaction
from libs.store.drafts import Staged
from libs.store.queries import QUERIES
from libs.store.refreshes import NewRefresh
from libs.store.secrets import DRAFT, SealedSecret
from tests.integration.store.examples import (
    PLAIN,
    changed,
    import_draft,
    import_snapshot,
    package,
    part,
    write_draft,
)
from tests.integration.store.imports import recorded


@contextmanager
def counted(tx: Transaction) -> Iterator[list[str]]:
    """The named statements that are sent inside; asyncpg asks about types when it meets them.

    asyncpg calls its loggers in the next turn of the loop.
    """
    names = {statement: name for name, statement in QUERIES.items()}
    sent: list[str] = []

    def count(query: asyncpg.connection.LoggedQuery) -> None:
        if query.query in names:
            sent.append(names[query.query])

    with tx.connection.query_logger(count):
        yield sent


def package_of(many: int, **content: Json) -> Package:
    flow_id = uuid4()
    values = [part(VALUE, flow_id, n=n, **content) for n in range(many)]
    return package([part(FLOW, flow_id), *values])


@pytest.mark.parametrize("many", [0, 1, 50])
async def test_each_write_is_one_statement(database: Database, tenant: UUID, many: int) -> None:
    what = package_of(many)
    flow_id, found = what.flow.id, references(what.parts)
    changes = plan_import(arrive(what, PLAIN), Target(), PLAIN).changes
    ids = [uuid4() for _ in range(many)]
    sealed = [SealedSecret(SERVICE, id_, "password", id_, b"", None, "package") for id_ in ids]
    asked = [NewRefresh(id_, id_, flow_id, DRAFT, "", None, "created", flow_id) for id_ in ids]
    kept = [KeptBinding(SERVICE, id_, None, "uri", b"") for id_ in ids]
    mappings = [Remembered(SERVICE, id_, id_, {}) for id_ in ids]
    messages = [Message(id_, "sluice.events", "x", "application/json", b"") for id_ in ids]
    async with database.transaction(scope=[tenant]) as tx:
        with counted(tx) as statements:
            manifest = await staging.stage(tx, tenant, uuid4(), what, found)
            await drafts.apply(tx, tenant, 1, Staged(what, manifest), changes)
            await secrets.put(tx, tenant, DRAFT, sealed)
            assert len(await refreshes.request(tx, tenant, asked)) == many
            await bindings.keep(tx, tenant, kept)
            await element_mappings.remember(tx, tenant, mappings)
            await outbox.add(tx, messages)
            await drafts.write(tx, tenant, 1, what.parts, found)
        await asyncio.sleep(0)
        assert len(statements) == 11
        assert len((await drafts.load(tx, tenant, flow_id)).parts) == many + 1


async def test_a_plan_reads_as_often_for_many_elements_as_for_one(
    database: Database, tenant: UUID
) -> None:
    sent: list[int] = []
    for many in (1, 50):
        what = package_of(many)
        await import_draft(database, tenant, what)
        await import_snapshot(database, tenant, what)
        coming = package([changed(one, text="new") for one in what.parts])
        arrival = arrive(coming, PLAIN)
        async with database.transaction(scope=[tenant], isolated=True) as tx:
            with counted(tx) as statements:
                await planning.read_target(tx, tenant, arrival)
                await planning.read_snapshot_target(tx, tenant, arrival)
            await asyncio.sleep(0)
        sent.append(len(statements))
    assert sent[0] == sent[1] < 25


async def test_taking_back_is_as_many_statements_for_many_rows_as_for_one(
    database: Database, tenant: UUID
) -> None:
    sent: list[int] = []
    for many in (1, 50):
        job = uuid4()
        async with recorded(database, tenant, job) as tx:
            await write_draft(tx, tenant, package_of(many))
        async with database.transaction(scope=[tenant]) as tx:
            with counted(tx) as statements:
                done = await reverting.revert(tx, tenant, job, uuid4())
            await asyncio.sleep(0)
        assert done.rows >= many
        sent.append(len(statements))
    assert sent == [5, 5]
