"""The gateway's application in this process, with the real workers beside it, on real parts."""

import base64
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from deploy.local.addresses import S3
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.settings import Settings
from libs.runtime.worker import consuming
from libs.store import keys
from libs.store.database import Database
from libs.store.keys import NewKey
from services.exporter.handlers import add_handlers as exporter
from services.gateway.app import create_app
from services.gateway.bootstrap import bootstrap
from services.importer.handlers import add_handlers as importer
from tests.databases import SERVICE_PASSWORD, dsn_of, template, throw_away
from tests.integration.gateway.api import Api, new_tenant

__all__ = ["template"]
BODY_LIMIT = 2 << 20


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def settings_of(dsn: str, amqp_url: str, s3: S3) -> Settings:
    return Settings.model_validate(
        {
            "database_dsn": dsn,
            "amqp_url": amqp_url,
            "s3_endpoint": s3.endpoint,
            "s3_bucket": f"gateway-{secrets.token_hex(4)}",
            "s3_access_key": s3.access_key,
            "s3_secret_key": s3.secret_key,
            "s3_region": s3.region,
            "sealing_keys": f"one:{new_key()}",
            "signing_key": new_key(),
            "body_limit": BODY_LIMIT,
        }
    )


@asynccontextmanager
async def service_database(postgres_dsn: str, template: str) -> AsyncIterator[str]:
    """DSN of a migrated database, as the services log in."""
    async with throw_away(postgres_dsn, template=template) as name:
        yield dsn_of(postgres_dsn, name, user="sluice_service", password=SERVICE_PASSWORD)


@pytest.fixture(scope="session")
async def settings(
    postgres_dsn: str, template: str, amqp_url: str, s3: S3
) -> AsyncIterator[Settings]:
    async with service_database(postgres_dsn, template) as dsn:
        yield settings_of(dsn, amqp_url, s3)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application, started, and one exporter and one importer that work for it."""
    app = create_app(settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        for add_handlers in (exporter, importer):
            await stack.enter_async_context(consuming(settings, add_handlers))
        yield app


@pytest.fixture(scope="session")
async def admin_key(app: FastAPI) -> str:
    database: Database = app.state.parts.database
    key = Credential.make(CredentialKind.KEY)
    await bootstrap(database, key)
    return key.reveal()


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Without a key."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sluice") as client:
        yield client


@pytest.fixture
def admin(http: httpx.AsyncClient, admin_key: str) -> Api:
    """Acts for the root tenant."""
    return Api(http, admin_key)


@pytest.fixture
async def api(admin: Api) -> Api:
    """Acts for a tenant of this test's own, with a key that has every scope."""
    return await new_tenant(admin)


@pytest.fixture
async def other(admin: Api) -> Api:
    """Acts for a second tenant beside the first."""
    return await new_tenant(admin)


@pytest.fixture
def key_of(app: FastAPI) -> Callable[..., Awaitable[str]]:
    """Makes a key of a tenant's builder with these scopes, written to the database as it is."""

    async def make(api: Api, *scopes: str, expires_at: datetime | None = None) -> str:
        key, tenant = Credential.make(CredentialKind.KEY), api.tenant
        assert tenant is not None
        database: Database = app.state.parts.database
        async with database.transaction(presented=own_hash(api)) as tx:
            caller = await keys.authenticate(tx)
        assert caller is not None
        new = NewKey(
            uuid4(),
            caller.builder_id,
            secrets.token_hex(8),
            key.hash,
            frozenset(scopes),
            expires_at,
        )
        async with database.transaction([tenant]) as tx:
            await keys.create(tx, tenant, new)
        return key.reveal()

    return make


def own_hash(api: Api) -> bytes:
    return Credential.parse(api.key, CredentialKind.KEY).hash
