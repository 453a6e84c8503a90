"""What a tenant keeps for itself: bindings, variables, settings, a key pair, mappings."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from libs.contracts.jobs import JobKind
from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.flows.kinds import SERVICE, TYPE, VALUE
from libs.flows.merging import Remembered
from libs.store import (
    bindings,
    element_mappings,
    environment_variables,
    environments,
    job_inputs,
    jobs,
    tenant_identities,
    tenant_settings,
    tenants,
)
from libs.store.bindings import KeptBinding
from libs.store.database import Database
from libs.store.environment_variables import Variable
from libs.store.jobs import NewJob
from libs.store.tenant_identities import Identity
from libs.store.tenant_settings import Settings, UnsignedPackages
from tests.databases import Admin
from tests.integration.store.test_jobs import LEASE

PASSWORD = KeptBinding(SERVICE, UUID(int=5), None, "password", b"one")


async def test_bindings_are_kept_field_by_field_and_the_nearest_tenants_come_first(
    database: Database, tenant: UUID
) -> None:
    below = uuid4()
    named = KeptBinding(VALUE, None, "Token", "value", b"two")
    async with database.transaction(scope=[tenant, below]) as tx:
        path = (await tenants.create_subtenant(tx, tenant, below, f"T{below.hex}")).path
        await bindings.keep(tx, tenant, [PASSWORD, named])
        await bindings.keep(tx, tenant, [replace(PASSWORD, sealed=b"three")])
        await bindings.keep(tx, below, [named])
        kept = await bindings.of_tenants(tx, path)
    assert kept == [(below, (named,)), (tenant, (replace(PASSWORD, sealed=b"three"), named))]
    assert "three" not in repr(kept)


async def test_a_binding_is_dropped_as_it_was_named(database: Database, tenant: UUID) -> None:
    named = replace(PASSWORD, element_id=None, name="One")
    async with database.transaction(scope=[tenant]) as tx:
        await bindings.keep(tx, tenant, [PASSWORD, replace(PASSWORD, field="uri"), named])
        await bindings.drop(tx, tenant, [(SERVICE, PASSWORD.element_id, None)])
        assert await bindings.of_tenants(tx, [tenant]) == [(tenant, (named,))]


@pytest.mark.parametrize("name", ["n" * 1001, "a\x00b"])
async def test_a_binding_that_no_index_can_hold_is_refused(
    database: Database, tenant: UUID, name: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        async with database.transaction(scope=[tenant]) as tx:
            await bindings.keep(tx, tenant, [KeptBinding(SERVICE, None, name, "uri", b"")])
    assert refused.value.problem.code == ErrorCode.BINDING_MALFORMED


async def test_a_new_variable_gets_blank_twins_in_the_other_environments(
    database: Database, tenant: UUID
) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        first, second, _ = await environments.list_environments(tx, tenant)
        new = Variable(uuid4(), first.id, "Key", None, b"sealed", True, "ContentString", None)
        assert await environment_variables.save(tx, tenant, new) == new
        (twin,) = await environment_variables.of_environment(tx, tenant, second.id)
        blank = replace(new, id=twin.id, environment_id=second.id, sealed=None)
        assert twin == blank != new
        filled = replace(twin, id=uuid4(), sealed=b"other")
        assert (await environment_variables.save(tx, tenant, filled)).id == twin.id
        assert await environment_variables.of_environment(tx, tenant, first.id) == [new]
        assert await environment_variables.of_environment(tx, tenant, second.id) == [
            replace(filled, id=twin.id)
        ]


async def test_a_variable_can_become_plain_and_be_renamed_and_deleted(
    database: Database, tenant: UUID
) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        first, second, _ = await environments.list_environments(tx, tenant)
        new = Variable(uuid4(), first.id, "Key", None, b"sealed", True, None, None)
        await environment_variables.save(tx, tenant, new)
        plain = replace(new, name="Host", value="here", sealed=None, is_secret=False)
        await environment_variables.save(tx, tenant, plain)
        assert await environment_variables.of_environment(tx, tenant, first.id) == [plain]
        for gone in (True, False):
            deleted = await environment_variables.delete(tx, tenant, first.id, new.id)
            assert deleted == gone
        assert await environment_variables.of_environment(tx, tenant, first.id) == []
        assert len(await environment_variables.of_environment(tx, tenant, second.id)) == 1


async def test_unsigned_packages_are_accepted_until_the_tenant_says_otherwise(
    database: Database, tenant: UUID
) -> None:
    refusing = Settings(UnsignedPackages.REFUSE)
    async with database.transaction(scope=[tenant]) as tx:
        assert await tenant_settings.get(tx, tenant) == Settings(UnsignedPackages.ACCEPT)
        await tenant_settings.save(tx, tenant, refusing)
        assert await tenant_settings.get(tx, tenant) == refusing


async def test_a_tenant_has_one_key_pair(database: Database, tenant: UUID) -> None:
    first, second = Identity("age1first", b"one"), Identity("age1second", b"two")
    async with database.transaction(scope=[tenant]) as tx:
        assert await tenant_identities.get(tx, tenant) is None
        assert await tenant_identities.create(tx, tenant, first) == first
        assert await tenant_identities.create(tx, tenant, second) == first


async def test_a_mapping_is_remembered_and_written_only_where_it_is_new(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    one = Remembered(TYPE, uuid4(), uuid4(), {uuid4(): uuid4()})
    async with database.transaction(scope=[tenant]) as tx:
        await element_mappings.remember(tx, tenant, [one])
    written = await admin.fetch("select xmin from sluice.element_mapping")
    async with database.transaction(scope=[tenant]) as tx:
        await element_mappings.remember(tx, tenant, [one])
        assert await element_mappings.get(tx, tenant) == [one]
    assert await admin.fetch("select xmin from sluice.element_mapping") == written


@pytest.mark.parametrize("well", [True, False])
async def test_a_jobs_input_is_gone_when_the_job_has_ended(
    database: Database, tenant: UUID, *, well: bool
) -> None:
    job = uuid4()
    async with database.transaction(scope=[tenant]) as tx:
        await jobs.create(tx, NewJob(tenant, job, JobKind.PLAN, {}, uuid4()))
        await job_inputs.put(tx, tenant, job, b"sealed")
        assert await job_inputs.get(tx, tenant, job) == b"sealed"
        claim = await jobs.claim(tx, tenant, job, LEASE)
        assert claim is not None
        if well:
            await jobs.finish(tx, claim, {})
        else:
            await jobs.fail(tx, claim, Problem.of(ErrorCode.JOB_FAILED, ""))
        assert await job_inputs.get(tx, tenant, job) is None
