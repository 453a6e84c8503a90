"""A running system of its own, whose leases are short; the tests here kill its processes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from deploy.local.addresses import S3, Amqp
from tests.caller import Caller, calling
from tests.databases import dsn_of, template, throw_away
from tests.faults.scene import Scene
from tests.listening import listening
from tests.parts import virtual_host
from tests.processes import processes

__all__ = ["template"]


@pytest.fixture(scope="session")
async def scene(postgres_dsn: str, template: str, amqp: Amqp, s3: S3) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        url = stack.enter_context(virtual_host(amqp))
        database = await stack.enter_async_context(throw_away(postgres_dsn, template=template))
        admin_dsn = dsn_of(postgres_dsn, database)
        system = await stack.enter_async_context(
            processes(admin_dsn, url, s3, SLUICE_LEASE_SECONDS="3")
        )
        listener = await stack.enter_async_context(listening(url))
        root = await stack.enter_async_context(calling(system.url, system.admin_key))
        yield Scene(system, url, listener, root)


@pytest.fixture
async def tenant(scene: Scene) -> AsyncIterator[Caller]:
    """A new tenant of the scene's system."""
    tenant_id = await scene.root.new_tenant()
    async with calling(scene.system.url, scene.system.admin_key, tenant_id) as caller:
        yield caller
