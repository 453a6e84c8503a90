"""One running system for the session, as processes; a tenant of its own for each test."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.addresses import S3, Amqp
from tests.caller import Caller, calling
from tests.databases import dsn_of, template, throw_away
from tests.parts import virtual_host
from tests.processes import Processes, processes

__all__ = ["template"]


@pytest.fixture(scope="session")
async def system(postgres_dsn: str, template: str, amqp: Amqp, s3: S3) -> AsyncIterator[Processes]:
    """On a virtual host of its own: on a shared one others would take its commands."""
    async with throw_away(postgres_dsn, template=template) as database:
        with virtual_host(amqp) as url:
            async with processes(dsn_of(postgres_dsn, database), url, s3) as running:
                yield running


@pytest.fixture(scope="session")
async def root(system: Processes) -> AsyncIterator[Caller]:
    """The administrator of the root tenant."""
    async with calling(system.url, system.admin_key) as caller:
        yield caller


@pytest.fixture
async def tenant(system: Processes, root: Caller) -> AsyncIterator[Caller]:
    """A new sub-tenant, which the administrator acts for."""
    async with calling(system.url, system.admin_key, await root.new_tenant()) as caller:
        yield caller


@pytest.fixture
async def other(system: Processes, root: Caller) -> AsyncIterator[Caller]:
    async with calling(system.url, system.admin_key, await root.new_tenant()) as caller:
        yield caller
