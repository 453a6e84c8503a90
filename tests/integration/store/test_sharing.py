"""Packages and tokens, sealed secrets, cultures, and connector refreshes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.faults import Fault
from libs.flows.kinds import SERVICE
from libs.flows.model import Culture
from libs.store import cultures, packages, refreshes, secrets
from libs.store.database import Database
from libs.store.packages import NewToken, StoredPackage, TokenState
from libs.store.refreshes import NewRefresh
from libs.store.secrets import DRAFT, SealedSecret
from tests.databases import Admin


def stored(tenant: UUID) -> StoredPackage:
    return StoredPackage(tenant, f"{tenant}/abc", bytes(32), 5, False, uuid4(), uuid4())


async def test_a_token_stands_for_its_package_as_long_as_it_holds(
    database: Database, tenant: UUID, other_tenant: UUID, admin: Admin
) -> None:
    package, hour = stored(tenant), timedelta(hours=1)
    now = datetime.now(UTC)
    tokens = [
        NewToken(uuid4(), uuid4().bytes * 2, uuid4(), expires)
        for expires in (None, now + hour, now - hour)
    ]
    async with database.transaction(scope=[tenant]) as tx:
        for _ in range(2):
            await packages.record(tx, package)
        for token in tokens:
            await packages.issue(tx, package, token)
    await admin.execute(
        "update sluice.sharing_token set revoked_at = now() where id = $1", tokens[0].id
    )
    states = []
    for token in tokens:
        async with database.transaction(scope=[other_tenant], presented=token.hash) as tx:
            shared = await packages.redeem(tx)
        assert shared is not None
        assert (shared.token_id, shared.package) == (token.id, package)
        states.append(shared.state)
    assert states == [TokenState.REVOKED, TokenState.VALID, TokenState.EXPIRED]
    async with database.transaction(scope=[tenant], presented=bytes(32)) as tx:
        assert await packages.redeem(tx) is None


async def test_secrets_are_set_slot_by_slot_and_copied_only_where_none_is(
    database: Database, tenant: UUID
) -> None:
    element, other, version = uuid4(), uuid4(), uuid4()
    password = _secret(element, "password", b"one")
    certificate = _secret(element, "certificate", b"two")
    unrelated = _secret(other, "password", b"three")
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [password, certificate, unrelated])
        await secrets.put(
            tx,
            tenant,
            DRAFT,
            [replace(password, content_id=uuid4(), sealed=b"new", origin="tenant")],
        )
        await secrets.put(tx, tenant, version, [_secret(element, "certificate", b"its own")])
        await secrets.copy(tx, tenant, DRAFT, version, [(SERVICE, element)])
        copied = await secrets.get(tx, tenant, version)
        slots = await secrets.slots(tx, tenant, version)
    assert {one.slot: (one.sealed, one.origin) for one in copied} == {
        "password": (b"new", "tenant"),
        "certificate": (b"its own", "package"),
    }
    assert slots == {(SERVICE, element, "password"), (SERVICE, element, "certificate")}
    assert "one" not in repr(password)


def _secret(element: UUID, slot: str, data: bytes) -> SealedSecret:
    return SealedSecret(SERVICE, element, slot, uuid4(), data, b"wrapped", "package")


async def test_a_slot_that_no_index_can_hold_is_a_fault_of_the_package(
    database: Database, tenant: UUID
) -> None:
    secret = _secret(uuid4(), "s" * 2001, b"")
    with pytest.raises(Fault):
        async with database.transaction(scope=[tenant]) as tx:
            await secrets.put(tx, tenant, DRAFT, [secret])


async def test_the_longest_keys_together_fit_their_index(database: Database, tenant: UUID) -> None:
    """Of text that does not compress, else the limit of an index row would not be met."""
    words = "".join(str(uuid4()) for _ in range(60))
    secret = _secret(uuid4(), words[:2000], b"")
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [secret])
        await cultures.merge(tx, tenant, [Culture(words[:2000], uuid4(), b"{}")])


async def test_a_culture_that_the_tenant_has_keeps_the_tenants_guid(
    database: Database, tenant: UUID
) -> None:
    own, brought = Culture("EN//", uuid4(), b"{}"), Culture("EN//", uuid4(), b'{"x":1}')
    new = Culture("DE//", uuid4(), b"{}")
    async with database.transaction(scope=[tenant]) as tx:
        await cultures.merge(tx, tenant, [own])
        await cultures.merge(tx, tenant, [brought, new])
        assert await cultures.of_tenant(tx, tenant) == {"DE//": new, "EN//": own}


def refresh_of(connector: UUID, version_id: UUID = DRAFT) -> NewRefresh:
    return NewRefresh(
        uuid4(), connector, uuid4(), version_id, "Mail", "https://x", "created", uuid4()
    )


async def test_a_connector_has_one_open_refresh_per_version(
    database: Database, tenant: UUID
) -> None:
    connector = uuid4()
    first, again = refresh_of(connector), replace(refresh_of(connector), reason="updated")
    in_snapshot = refresh_of(connector, version_id=uuid4())
    async with database.transaction(scope=[tenant]) as tx:
        await refreshes.request(tx, tenant, [first])
        assert not await refreshes.announce(tx, tenant, first.id, uuid4())
        assert await refreshes.announce(tx, tenant, first.id, first.job_id)
        assert not await refreshes.announce(tx, tenant, first.id, first.job_id)
        renewed, other = await refreshes.request(tx, tenant, [again, in_snapshot])
        opened = await refreshes.list_open(tx, tenant)
    assert (renewed.id, renewed.reason, renewed.job_id) == (first.id, "created", again.job_id)
    assert renewed.announced_at is None
    assert {one.id for one in opened} == {first.id, other.id}


async def test_a_refresh_is_done_once_and_asked_for_anew_afterwards(
    database: Database, tenant: UUID
) -> None:
    connector, key, late_key = uuid4(), uuid4(), uuid4()
    first, next_one = refresh_of(connector), refresh_of(connector)
    async with database.transaction(scope=[tenant]) as tx:
        await refreshes.request(tx, tenant, [first])
        done = await refreshes.done(tx, tenant, first.id, key)
        assert await refreshes.done(tx, tenant, first.id, late_key) == done
        assert done.done_by == key
        await refreshes.request(tx, tenant, [next_one])
        assert [one.id for one in await refreshes.list_open(tx, tenant)] == [next_one.id]
        assert await refreshes.list_open(tx, tenant, offset=1) == []
        with pytest.raises(ProblemError) as refused:
            await refreshes.done(tx, tenant, uuid4(), key)
    assert refused.value.problem.code == ErrorCode.REFRESH_NOT_FOUND
