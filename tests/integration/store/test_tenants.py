"""Tenants, their people and their keys."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import builders, keys, tenants
from libs.store.builders import Builder
from libs.store.database import Database
from libs.store.keys import KeyState, NewKey
from tests.integration.store.conftest import make_tenant


async def make_child(database: Database, parent: UUID, name: str) -> UUID:
    child = uuid4()
    async with database.transaction(scope=[parent, child]) as tx:
        await tenants.create_subtenant(tx, parent, child, name, "below")
    return child


async def test_a_parent_sees_its_tree_and_no_child_sees_its_parent(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    beta = await make_child(database, tenant, "Beta")
    alpha = await make_child(database, tenant, "alpha")
    below = await make_child(database, alpha, "Below")
    async with database.transaction(scope=[tenant]) as tx:
        listed = await tenants.list_subtenants(tx, tenant)
        assert [one.id for one in listed] == [alpha, beta]
        assert (await tenants.get(tx, below)).path == (tenant, alpha, below)
        assert await tenants.is_within(tx, tenant, below)
        assert await tenants.is_within(tx, tenant, tenant)
        assert not await tenants.is_within(tx, tenant, other_tenant)
    async with database.transaction(scope=[alpha]) as tx:
        assert await tenants.find(tx, tenant) is None
        assert not await tenants.is_within(tx, alpha, tenant)
        assert not await tenants.is_within(tx, alpha, beta)


async def test_names_are_taken_whatever_their_case(database: Database, tenant: UUID) -> None:
    await make_child(database, tenant, "Taken")
    with pytest.raises(ProblemError) as refused:
        await make_child(database, tenant, "tAKEN")
    assert refused.value.problem.code == ErrorCode.TENANT_NAME_TAKEN


async def test_nobody_founds_a_tenant_below_a_foreign_one(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    child = uuid4()
    async with database.transaction(scope=[tenant, child]) as tx:
        with pytest.raises(ProblemError) as refused:
            await tenants.create_subtenant(tx, other_tenant, child, "Intruder")
    assert refused.value.problem.code == ErrorCode.TENANT_NOT_FOUND


async def test_locking_raises_the_revisions_of_all(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    both = [tenant, other_tenant]
    async with database.transaction(scope=both) as tx:
        assert await tenants.lock(tx, both) == {tenant: 1, other_tenant: 1}
    async with database.transaction(scope=both) as tx:
        assert await tenants.lock(tx, [tenant]) == {tenant: 2}
        with pytest.raises(ProblemError) as refused:
            await tenants.lock(tx, [tenant, uuid4()])
    assert refused.value.problem.code == ErrorCode.TENANT_NOT_FOUND


async def test_locks_in_any_order_wait_and_never_deadlock(database: Database) -> None:
    all_of_them = [await make_tenant(database) for _ in range(4)]

    async def write(order: list[UUID]) -> None:
        async with database.transaction(scope=order) as tx:
            await tenants.lock(tx, order)
            await asyncio.sleep(0)  # lets the others come to the same locks

    rounds = 10
    for _ in range(rounds):
        orders = (all_of_them, all_of_them[::-1], all_of_them[2:] + all_of_them[:2])
        await asyncio.gather(*(write(order) for order in orders))
    async with database.transaction(scope=all_of_them) as tx:
        revisions = [(await tenants.get(tx, one)).revision for one in all_of_them]
    assert revisions == [rounds * 3] * 4


async def test_a_key_tells_who_presents_it_and_whether_it_may_be_used(
    database: Database, tenant: UUID
) -> None:
    builder = Builder(uuid4(), "Ada@example.org", "Ada", "Lovelace")
    now = datetime.now(UTC)
    valid, expired, revoked = (
        NewKey(uuid4(), builder.id, name, uuid4().bytes * 2, frozenset({"flows:write"}), expires)
        for name, expires in (
            ("valid", now + timedelta(hours=1)),
            ("expired", now - timedelta(hours=1)),
            ("revoked", None),
        )
    )
    async with database.transaction(scope=[tenant]) as tx:
        await builders.create(tx, tenant, builder)
        for key in (valid, expired, revoked):
            await keys.create(tx, tenant, key)
        await keys.revoke(tx, tenant, builder.id, "revoked")
        listed = await keys.list_keys(tx, tenant, builder.id)
    assert [key.name for key in listed] == ["expired", "valid"]
    states = []
    for key in (valid, expired, revoked):
        async with database.transaction(presented=key.hash) as tx:
            caller = await keys.authenticate(tx)
        assert caller is not None
        assert (caller.tenant_id, caller.builder, caller.scopes) == (tenant, builder, key.scopes)
        states.append(caller.state)
    assert states == [KeyState.VALID, KeyState.EXPIRED, KeyState.REVOKED]


async def test_no_key_is_nobody(database: Database, tenant: UUID) -> None:
    for presented in (None, bytes(32)):
        async with database.transaction(scope=[tenant], presented=presented) as tx:
            assert await keys.authenticate(tx) is None


async def test_a_keys_name_is_free_again_once_it_is_revoked(
    database: Database, tenant: UUID
) -> None:
    builder = Builder(uuid4(), "ada@example.org")

    async def make() -> None:
        new = NewKey(uuid4(), builder.id, "laptop", uuid4().bytes * 2, frozenset())
        async with database.transaction(scope=[tenant]) as tx:
            await keys.create(tx, tenant, new)

    async with database.transaction(scope=[tenant]) as tx:
        await builders.create(tx, tenant, builder)
    await make()
    with pytest.raises(ProblemError) as refused:
        await make()
    assert refused.value.problem.code == ErrorCode.KEY_NAME_TAKEN
    async with database.transaction(scope=[tenant]) as tx:
        await keys.revoke(tx, tenant, builder.id, "laptop")
        with pytest.raises(ProblemError) as refused:
            await keys.revoke(tx, tenant, builder.id, "laptop")
    assert refused.value.problem.code == ErrorCode.KEY_NOT_FOUND
    await make()


async def test_builders_are_found_by_id_and_by_address(database: Database, tenant: UUID) -> None:
    ada = Builder(uuid4(), "Ada@example.org", "Ada", "Lovelace")
    async with database.transaction(scope=[tenant]) as tx:
        await builders.create(tx, tenant, ada)
        assert await builders.by_ids(tx, tenant, [ada.id, uuid4()]) == {ada.id: ada}
        assert await builders.by_email(tx, tenant, "ADA@example.org") == ada
        assert await builders.by_email(tx, tenant, "eve@example.org") is None


async def test_many_writers_of_one_tenant_wait_for_each_other(
    database: Database, tenant: UUID
) -> None:
    """In one statement with the update, the lock deadlocks as soon as several wait for it."""

    async def write() -> None:
        async with database.transaction(scope=[tenant]) as tx:
            await tenants.lock(tx, [tenant])
            await builders.create(tx, tenant, Builder(uuid4(), f"{uuid4()}@example.com", "", ""))

    async def refer() -> None:
        """A row that refers to the tenant shares its lock, which is what lets writers queue."""
        async with database.transaction(scope=[tenant]) as tx:
            await builders.create(tx, tenant, Builder(uuid4(), f"{uuid4()}@example.com", "", ""))

    await asyncio.gather(*(work() for _ in range(400) for work in (write, refer)))
    async with database.transaction(scope=[tenant]) as tx:
        assert (await tenants.get(tx, tenant)).revision >= 400
