"""The three workers in this process, on real parts, for the whole session; tenants per test."""

import base64
import secrets
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from deploy.local.addresses import S3, Amqp
from libs.runtime.service import Runtime
from libs.runtime.settings import Settings
from libs.runtime.worker import consuming
from services.exporter import handlers as exporter
from services.importer import handlers as importer
from services.notifier import handlers as notifier
from tests.databases import SERVICE_PASSWORD, dsn_of, template, throw_away
from tests.integration.workers.desk import Desk
from tests.listening import Ends, Listener, hearing_ends, listening
from tests.parts import virtual_host

__all__ = ["template"]


@pytest.fixture(scope="session")
async def office_dsn(postgres_dsn: str, template: str) -> AsyncIterator[str]:
    """Administrator's DSN of the database the workers share."""
    async with throw_away(postgres_dsn, template=template) as name:
        yield dsn_of(postgres_dsn, name)


@pytest.fixture(scope="session")
def office_amqp(amqp: Amqp) -> Iterator[str]:
    """Of these workers alone: on a shared virtual host others would take their commands."""
    with virtual_host(amqp) as url:
        yield url


@pytest.fixture(scope="session")
def settings(office_dsn: str, office_amqp: str, s3: S3) -> Settings:
    database = urlsplit(office_dsn).path.removeprefix("/")
    dsn = dsn_of(office_dsn, database, user="sluice_service", password=SERVICE_PASSWORD)
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return Settings(
        database_dsn=SecretStr(dsn),
        amqp_url=SecretStr(office_amqp),
        s3_endpoint=s3.endpoint,
        s3_access_key=s3.access_key,
        s3_secret_key=SecretStr(s3.secret_key),
        s3_region=s3.region,
        s3_bucket=f"workers-{secrets.token_hex(6)}",
        sealing_keys=SecretStr(f"test:{key}"),
        grace_seconds=1,
    )


def _all_handlers(runtime: Runtime) -> None:
    for service in (exporter, importer, notifier):
        service.add_handlers(runtime)


@pytest.fixture(scope="session")
async def workers(settings: Settings) -> AsyncIterator[Runtime]:
    async with consuming(settings, _all_handlers) as runtime:
        yield runtime


@pytest.fixture(scope="session")
async def listener(workers: Runtime, office_amqp: str) -> AsyncIterator[Listener]:
    async with listening(office_amqp) as listener:
        yield listener


@pytest.fixture(scope="session")
async def ends(settings: Settings) -> AsyncIterator[Ends]:
    async with hearing_ends(settings.database_dsn.get_secret_value()) as ends:
        yield ends


@pytest.fixture
async def desk(workers: Runtime, listener: Listener, ends: Ends) -> Desk:
    """Of a tenant that has nothing yet."""
    return await Desk.of_new_tenant(workers, listener, ends)


@pytest.fixture
async def other_desk(workers: Runtime, listener: Listener, ends: Ends) -> Desk:
    return await Desk.of_new_tenant(workers, listener, ends)
