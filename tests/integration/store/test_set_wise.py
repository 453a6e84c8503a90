"""Writes go set by set: one statement, however many elements."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.contracts.messages import Message
from libs.flows.kinds import FLOW, SERVICE, VALUE
from libs.flows.plan import plan_draft
from libs.store import drafts, outbox, refreshes, secrets, staging
from libs.store.database import Database
from libs.store.queries import QUERIES
from libs.store.refreshes import NewRefresh
from libs.store.secrets import DRAFT, SealedSecret
from tests.integration.store.examples import package, part


@pytest.mark.parametrize("many", [0, 1, 50])
async def test_each_write_is_one_statement(database: Database, tenant: UUID, many: int) -> None:
    flow_id = uuid4()
    what = package([part(FLOW, flow_id), *(part(VALUE, flow_id, n=n) for n in range(many))])
    changes = plan_draft(what, [], {}).changes
    ids = [uuid4() for _ in range(many)]
    sealed = [SealedSecret(SERVICE, id_, "password", b"") for id_ in ids]
    asked = [NewRefresh(id_, id_, flow_id, DRAFT, "", None, "created", flow_id) for id_ in ids]
    messages = [Message(id_, "sluice.events", "x", "application/json", b"") for id_ in ids]
    statements: list[str] = []

    def count(sent: asyncpg.connection.LoggedQuery) -> None:
        if sent.query in QUERIES.values():  # asyncpg asks about a type when it first meets it
            statements.append(sent.query)

    async with database.transaction(scope=[tenant]) as tx:
        with tx.connection.query_logger(count):
            manifest = await staging.stage(tx, tenant, uuid4(), what)
            await drafts.apply(tx, tenant, flow_id, manifest, changes)
            await secrets.put(tx, tenant, DRAFT, sealed)
            assert len(await refreshes.request(tx, tenant, asked)) == many
            await outbox.add(tx, messages)
        await asyncio.sleep(0)  # asyncpg calls its loggers in the next turn of the loop
        assert len(statements) == 5
        assert len((await drafts.load(tx, tenant, flow_id)).parts) == many + 1
