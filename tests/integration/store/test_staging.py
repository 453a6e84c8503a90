"""Staging: shared content goes in once, whoever brings it, and whatever it is called."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from libs.flows.faults import Fault, FaultCode
from libs.flows.kinds import VALUE, Kind
from libs.flows.model import Culture, Package
from libs.flows.references import references
from libs.store import staging
from libs.store.database import Database
from tests.databases import Admin
from tests.integration.store.conftest import make_tenant
from tests.integration.store.examples import package, part, small_package


async def stage(database: Database, tenant: UUID, what: Package) -> bytes:
    async with database.transaction(scope=[tenant]) as tx:
        return await staging.stage(tx, tenant, uuid4(), what, references(what.parts))


async def test_one_package_staged_by_many_at_once_is_stored_once(
    database: Database, admin: Admin
) -> None:
    tenants = [await make_tenant(database) for _ in range(4)]
    flow, *others = small_package().parts
    many = [part(VALUE, flow.id, number=number) for number in range(200)]
    forward, backward = package([flow, *others, *many]), package([flow, *many[::-1], *others])
    manifests = await asyncio.gather(
        *(stage(database, tenant, what) for tenant in tenants for what in (forward, backward))
    )
    assert len(set(manifests)) == 2
    count = len(forward.parts)
    assert await admin.fetchval("select count(*) from sluice.body") == count
    assert await admin.fetchval("select count(*) from sluice.manifest_element") == 2 * count
    assert await admin.fetchval("select count(*) from sluice.staging") == 8


async def test_parts_with_equal_content_share_a_body(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    flow, *others = small_package().parts
    twin = replace(others[-1], id=uuid4())
    await stage(database, tenant, package([flow, *others, twin]))
    assert await admin.fetchval("select count(*) from sluice.body") == 4
    assert await admin.fetchval("select count(*) from sluice.manifest_element") == 5


async def test_a_job_that_stages_again_has_one_row(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    job, what = uuid4(), small_package()
    for _ in range(2):
        async with database.transaction(scope=[tenant]) as tx:
            await staging.stage(tx, tenant, job, what, references(what.parts))
    assert await admin.fetchval("select count(*) from sluice.staging") == 1


@pytest.mark.parametrize("kind", ["a\x00b", "k" * 201, "\u00e9" * 101], ids=["nul", "long", "wide"])
async def test_a_kind_that_no_index_can_hold_is_a_fault_of_the_package(
    database: Database, tenant: UUID, kind: str
) -> None:
    flow = small_package().flow
    with pytest.raises(Fault) as refused:
        await stage(database, tenant, package([flow, part(Kind(kind), flow.id)]))
    assert refused.value.code == FaultCode.WRONG_TYPE


async def test_a_culture_that_no_index_can_hold_is_a_fault_of_the_package(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    long = Culture("x" * 2001, uuid4(), b"{}")
    with pytest.raises(Fault):
        await stage(database, tenant, replace(what, cultures=(long,)))
