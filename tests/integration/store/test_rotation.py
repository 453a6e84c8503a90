"""What lies sealed for a tenant, and how its seals are changed."""

from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.flows.kinds import SERVICE
from libs.store import bindings, environment_variables, environments, rotation, secrets
from libs.store import tenant_identities as identities
from libs.store.bindings import KeptBinding
from libs.store.database import Database
from libs.store.environment_variables import Variable
from libs.store.rotation import Held
from libs.store.secrets import DRAFT, SealedSecret
from libs.store.tenant_identities import Identity
from tests.databases import Admin
from tests.integration.store.conftest import make_tenant
from tests.integration.store.imports import recorded, revert

ENVELOPED = SealedSecret(
    SERVICE, UUID(int=1), "password", UUID(int=2), b"content", b"wrapped", "package"
)
DIRECT = SealedSecret(SERVICE, UUID(int=3), "password", UUID(int=4), b"direct", None, "package")


async def test_all_tenants_are_named_page_by_page(database: Database) -> None:
    made = {await make_tenant(database) for _ in range(3)}
    async with database.transaction() as tx:
        first = await rotation.tenants(tx, most=2)
        rest = await rotation.tenants(tx, after=first[-1], most=2)
    assert first + rest == sorted(made)


async def test_all_that_is_sealed_for_good_is_held_once(database: Database, tenant: UUID) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        for version in (DRAFT, uuid4()):
            await secrets.put(tx, tenant, version, [ENVELOPED, DIRECT])
        await bindings.keep(
            tx,
            tenant,
            [
                KeptBinding(SERVICE, UUID(int=5), None, "uri", b"by id"),
                KeptBinding(SERVICE, None, "One", "uri", b"by name"),
            ],
        )
        first, *_ = await environments.list_environments(tx, tenant)
        variable = Variable(uuid4(), first.id, "Key", None, b"variable", True, None, None)
        await environment_variables.save(tx, tenant, variable)
        await identities.create(tx, tenant, Identity("age1", b"identity"))
        held = await rotation.held(tx, tenant)
    told = {(one.sealed, one.wrapped, one.purpose, one.names) for one in held}
    assert len(held) == len(told)
    assert told == {
        (b"content", b"wrapped", "secret", ("service", str(UUID(int=1)), "password")),
        (b"direct", None, "secret", ("service", str(UUID(int=3)), "password")),
        (b"by id", None, "binding", ("service", str(UUID(int=5)), "uri")),
        (b"by name", None, "binding", ("service", "One", "uri")),
        (b"variable", None, "environment-variable", (str(variable.id),)),
        (b"identity", None, "tenant-identity", ()),
    }


async def test_keys_are_wrapped_anew_and_direct_seals_replaced(
    database: Database, tenant: UUID
) -> None:
    both = [(ENVELOPED.content_id, b"new"), (DIRECT.content_id, b"new")]
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [ENVELOPED, DIRECT])
        await rotation.rewrap(tx, tenant, both)
        await rotation.reseal(tx, tenant, both)
        assert await secrets.get(tx, tenant, DRAFT) == [
            replace(ENVELOPED, wrapped=b"new"),
            replace(DIRECT, sealed=b"new"),
        ]


async def test_another_tenants_content_is_not_resealed(
    database: Database, tenant: UUID, other_tenant: UUID
) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [DIRECT])
    async with database.transaction(scope=[other_tenant]) as tx:
        for owner in (tenant, other_tenant):
            await rotation.reseal(tx, owner, [(DIRECT.content_id, b"new")])
    async with database.transaction(scope=[tenant]) as tx:
        assert await secrets.get(tx, tenant, DRAFT) == [DIRECT]


async def test_one_content_is_wrapped_for_each_tenant_that_has_it(
    database: Database, tenant: UUID, other_tenant: UUID, admin: Admin
) -> None:
    other = replace(ENVELOPED, wrapped=b"for the other")
    for owner, one in ((tenant, ENVELOPED), (other_tenant, other)):
        async with database.transaction(scope=[owner]) as tx:
            await secrets.put(tx, owner, DRAFT, [one])
            assert await secrets.get(tx, owner, DRAFT) == [one]
    assert await admin.fetchval("select count(*) from sluice.secret_content") == 1


async def test_a_change_of_keys_hinders_no_way_back(database: Database, tenant: UUID) -> None:
    """And what only a pre-image names is sealed anew as well."""
    job, kept = uuid4(), KeptBinding(SERVICE, None, "One", "uri", b"before")
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [DIRECT])
        await bindings.keep(tx, tenant, [kept])
    async with recorded(database, tenant, job) as tx:
        await secrets.drop(tx, tenant, DRAFT, [(SERVICE, DIRECT.element_id, DIRECT.slot)])
        await bindings.keep(tx, tenant, [replace(kept, sealed=b"after")])
    async with database.transaction(scope=[tenant]) as tx:
        held = await rotation.held(tx, tenant)
        await rotation.reseal(tx, tenant, [(one.content_id, b"new " + one.sealed) for one in held])
    await revert(database, tenant, job)
    async with database.transaction(scope=[tenant]) as tx:
        assert await secrets.get(tx, tenant, DRAFT) == [replace(DIRECT, sealed=b"new direct")]
        ((_, found),) = await bindings.of_tenants(tx, [tenant])
    assert found == (replace(kept, sealed=b"new before"),)


async def test_sealed_content_is_read_by_no_other_way(database: Database, tenant: UUID) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        await secrets.put(tx, tenant, DRAFT, [DIRECT])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(scope=[tenant]) as tx:
            await tx.connection.execute("update sluice.secret_content set sealed = ''")
    assert "direct" not in repr(Held(DIRECT.content_id, b"direct", None, "secret", ()))
