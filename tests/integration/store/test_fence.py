"""The second fence: what the services' role can see, table by table, as the catalogue has it."""

from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.flows.kinds import VALUE
from libs.store import keys, packages
from libs.store.database import Database, Transaction
from tests.databases import Admin
from tests.integration.store.examples import import_draft, import_snapshot, part, small_package
from tests.integration.store.world import World, furnish

WITHOUT_A_FENCE: Final = {
    "outbox": "ids, names and URIs on their way to the broker; the relay sends for every tenant",
    "inbox": "message ids",
    "dead_letter": "messages as they came, which may name no tenant at all; no API reads them",
    "migration": "names of files; the services may not even read it",
}

CONTENT: Final = (
    "body",
    "body_reference",
    "stamp",
    "manifest",
    "manifest_element",
    "secret_content",
    "migration",
)

TABLES: Final = """
    select c.relname as name, c.relkind = 'v' as is_view,
           c.relrowsecurity and c.relforcerowsecurity as forced,
           exists (select from pg_policy p where p.polrelid = c.oid) as has_policies,
           pg_get_userbyid(c.relowner) as owner, c.reloptions as options,
           has_table_privilege('sluice_service', c.oid, 'select') as readable
    from pg_class c where c.relnamespace = 'sluice'::regnamespace and c.relkind in ('r', 'p', 'v')
    order by 1
"""


@pytest.fixture
async def world(database: Database, tenant: UUID) -> World:
    return await furnish(database, tenant)


@pytest.fixture
async def relations(admin: Admin) -> list[asyncpg.Record]:
    return await admin.fetch(TABLES)


async def test_every_table_has_a_forced_fence_or_a_reason(
    relations: list[asyncpg.Record],
) -> None:
    open_tables = {
        row["name"]
        for row in relations
        if not row["is_view"] and not (row["forced"] and row["has_policies"])
    }
    assert open_tables == WITHOUT_A_FENCE.keys()


async def test_the_services_role_stands_above_nothing(
    admin: Admin, relations: list[asyncpg.Record]
) -> None:
    role = await admin.fetchrow("select * from pg_roles where rolname = 'sluice_service'")
    assert role is not None
    assert not any(
        role[power]
        for power in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    )
    memberships = "select count(*) from pg_auth_members where member = 'sluice_service'::regrole"
    assert await admin.fetchval(memberships) == 0
    assert not any(row["owner"] == "sluice_service" for row in relations)
    for right in ("create", "usage"):
        allowed = await admin.fetchval(
            "select has_schema_privilege('sluice_service', 'sluice', $1)", right
        )
        assert allowed == (right == "usage")


async def test_views_keep_content_behind_the_join(relations: list[asyncpg.Record]) -> None:
    views = [row for row in relations if row["is_view"]]
    assert views
    for view in views:
        assert view["owner"] == "sluice_system"
        assert view["options"] == ["security_barrier=true"]


async def test_the_world_has_a_row_in_every_table(
    world: World, admin: Admin, relations: list[asyncpg.Record]
) -> None:
    """Else the tests below would find nothing because there is nothing."""
    for row in relations:
        if not row["is_view"] and row["name"] not in WITHOUT_A_FENCE:
            assert await admin.fetchval(f"select count(*) from sluice.{row['name']}"), row["name"]


async def _visible(tx: Transaction, relations: list[asyncpg.Record]) -> dict[str, int]:
    """How many rows of each relation are seen; tables that may not be read at all are left out."""
    return {
        row["name"]: await tx.connection.fetchval(f"select count(*) from sluice.{row['name']}")
        for row in relations
        if row["readable"] and row["name"] not in WITHOUT_A_FENCE
    }


async def test_an_unset_scope_sees_nothing(
    database: Database, world: World, relations: list[asyncpg.Record], service_dsn: str
) -> None:
    async with database.transaction() as tx:
        assert set((await _visible(tx, relations)).values()) == {0}
    untouched = await asyncpg.connect(service_dsn)
    try:
        assert set((await _visible(Transaction(untouched), relations)).values()) == {0}
    finally:
        await untouched.close()


async def test_a_foreign_scope_sees_its_own_rows_alone(
    database: Database, world: World, other_tenant: UUID, relations: list[asyncpg.Record]
) -> None:
    own = {"tenant": 1, "environment": 3}
    async with database.transaction(scope=[other_tenant]) as tx:
        for name, rows in (await _visible(tx, relations)).items():
            assert rows == own.get(name, 0), name


async def test_the_own_scope_sees_everything(
    database: Database, world: World, relations: list[asyncpg.Record]
) -> None:
    """Views included: what the others do not see is there."""
    async with database.transaction(scope=[world.tenant]) as tx:
        assert all((await _visible(tx, relations)).values())


async def test_the_scope_ends_with_its_transaction(
    service_dsn: str, world: World, relations: list[asyncpg.Record]
) -> None:
    database = await Database.connect(service_dsn, max_size=1)
    try:
        async with database.transaction(scope=[world.tenant], presented=world.key_hash):
            pass
        async with database.transaction() as tx:
            assert set((await _visible(tx, relations)).values()) == {0}
    finally:
        await database.close()


async def test_content_cannot_be_read_but_through_the_views(database: Database) -> None:
    for table in CONTENT:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction() as tx:
                await tx.connection.fetch(f"select from sluice.{table}")


async def test_a_known_digest_opens_no_content_of_another_tenant(
    database: Database, world: World, other_tenant: UUID, admin: Admin
) -> None:
    digest = await admin.fetchval("select base from sluice.draft_element limit 1")
    async with database.transaction(scope=[other_tenant]) as tx:
        for view in ("draft_part", "snapshot_part"):
            found = await tx.connection.fetch(
                f"select content from sluice.{view} where digest = $1", digest
            )
            assert not found


async def test_a_callers_function_sees_no_content_before_the_join(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    foreign = small_package(text="of the other tenant")
    for owner, what in ((tenant, foreign), (other_tenant, small_package())):
        await import_draft(database, owner, what)
        await import_snapshot(database, owner, what)
    async with database.transaction(scope=[other_tenant]) as tx:
        # Cheaper than any other condition, and joins that read whole tables: without the barrier
        # the planner runs the function on every body there is.
        await tx.connection.execute(
            "create function pg_temp.peek(bytea) returns boolean language plpgsql cost 0.0001 "
            "as $$ begin if position('other tenant'::bytea in $1) > 0 then raise 'seen'; end if; "
            "return true; end $$"
        )
        for method in ("nestloop", "mergejoin", "indexscan", "bitmapscan"):
            await tx.connection.execute(f"set local enable_{method} = off")
        for view in ("draft_part", "snapshot_part", "snapshot_flow"):
            assert await tx.connection.fetch(
                f"select from sluice.{view} where pg_temp.peek(content)"
            )


async def test_a_row_cannot_be_written_for_a_tenant_out_of_scope(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(scope=[tenant]) as tx:
            await tx.execute("builders.insert", other_tenant, uuid4(), "a@example.org", "", "")


async def test_a_body_cannot_be_stored_under_the_digest_of_another(
    database: Database, tenant: UUID
) -> None:
    true, false = part(VALUE, tenant, text="true"), part(VALUE, tenant, text="false")
    with pytest.raises(asyncpg.CheckViolationError):
        async with database.transaction(scope=[tenant]) as tx:
            await tx.connection.execute(
                "insert into sluice.body (digest, content) values ($1, $2)",
                true.digest,
                false.content,
            )


async def test_a_presented_key_shows_one_key_and_its_builder(
    database: Database, world: World, other_tenant: UUID, relations: list[asyncpg.Record]
) -> None:
    await furnish(database, other_tenant)
    async with database.transaction(presented=world.key_hash) as tx:
        seen = {name: rows for name, rows in (await _visible(tx, relations)).items() if rows}
        caller = await keys.authenticate(tx)
    assert seen == {"api_key": 1, "builder": 1}
    assert caller is not None
    assert caller.tenant_id == world.tenant


async def test_a_presented_token_shows_one_token_and_its_package(
    database: Database, world: World, other_tenant: UUID, relations: list[asyncpg.Record]
) -> None:
    await furnish(database, other_tenant)
    async with database.transaction(presented=world.token_hash) as tx:
        seen = {name: rows for name, rows in (await _visible(tx, relations)).items() if rows}
        shared = await packages.redeem(tx)
    assert seen == {"sharing_token": 1, "package": 1}
    assert shared is not None
    assert shared.package.tenant_id == world.tenant


async def test_a_presented_key_lets_nothing_be_written(database: Database, world: World) -> None:
    async with database.transaction(presented=world.key_hash) as tx:
        changed = await tx.connection.execute("update sluice.api_key set scopes = '{subtenants}'")
    assert changed == "UPDATE 0"
