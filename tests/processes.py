"""The whole system as its own processes under the local stack's supervisor, for one session."""

import base64
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from deploy.local.addresses import S3
from deploy.local.home import Home
from deploy.local.probes import wait_until
from deploy.local.program import Program
from deploy.local.supervisor import ROOT, Supervisor
from libs.runtime.credentials import Credential, CredentialKind
from libs.store.database import Database
from services.gateway.bootstrap import bootstrap
from tests.databases import SERVICE_PASSWORD, dsn_of

SERVICES = ("gateway", "exporter", "importer", "notifier")


@dataclass(frozen=True)
class Processes:
    """A running system. `admin_dsn` is the database's administrator's."""

    supervisor: Supervisor
    settings: dict[str, str]
    admin_dsn: str
    admin_key: str

    @property
    def url(self) -> str:
        return self.settings["SLUICE_PUBLIC_URL"]

    def pid(self, name: str) -> int:
        return self.supervisor.pids()[name]

    def log(self, name: str) -> str:
        return self.supervisor.log(name).read_text()

    def start(self, name: str, module: str | None = None, **settings: str) -> None:
        """One process of a service, from now on; `settings` differ from the others'."""
        self.supervisor.put(
            Program(
                name=name,
                command=[sys.executable, "-m", f"services.{module or name}"],
                directory=str(ROOT),
                environment=self.settings | settings,
                order=2,
            )
        )

    def another_gateway(self, name: str, **settings: str) -> str:
        """The address of one more gateway of this system."""
        port = self.supervisor.home.port(name)
        self.start(name, "gateway", SLUICE_HTTP_PORT=str(port), **settings)
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: ready(url), within_s=60, what=name, hint=self.log_hint(name))
        return url

    def log_hint(self, name: str) -> str:
        return f"See {self.supervisor.log(name)}"


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def processes(
    admin_dsn: str, amqp_url: str, s3: S3, **settings: str
) -> AsyncIterator[Processes]:
    """The four services on a migrated database, a virtual host and a bucket of their own."""
    folder = Path(tempfile.mkdtemp(prefix="sluice-processes-"))
    supervisor = Supervisor(Home(folder, throw_away=True))
    key = Credential.make(CredentialKind.KEY)
    values = _settings(admin_dsn, amqp_url, s3, supervisor.home.port("gateway")) | settings
    await _bootstrap(values["SLUICE_DATABASE_DSN"], key)
    system = Processes(supervisor, values, admin_dsn, key.reveal())
    supervisor.start()
    try:
        for name in SERVICES:
            system.start(name)
        hint = system.log_hint("gateway")
        wait_until(lambda: ready(system.url), within_s=60, what="The gateway", hint=hint)
        yield system
    finally:
        supervisor.stop()
        shutil.rmtree(folder)


def _settings(admin_dsn: str, amqp_url: str, s3: S3, port: int) -> dict[str, str]:
    database = urlsplit(admin_dsn).path.removeprefix("/")
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "SLUICE_DATABASE_DSN": dsn_of(
            admin_dsn, database, user="sluice_service", password=SERVICE_PASSWORD
        ),
        "SLUICE_AMQP_URL": amqp_url,
        "SLUICE_S3_ENDPOINT": s3.endpoint,
        "SLUICE_S3_BUCKET": f"processes-{secrets.token_hex(6)}",
        "SLUICE_S3_ACCESS_KEY": s3.access_key,
        "SLUICE_S3_SECRET_KEY": s3.secret_key,
        "SLUICE_S3_REGION": s3.region,
        "SLUICE_SEALING_KEYS": f"test:{key}",
        "SLUICE_SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "SLUICE_HTTP_PORT": str(port),
        "SLUICE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


async def _bootstrap(dsn: str, key: Credential) -> None:
    database = await Database.connect(dsn, max_size=1)
    try:
        await bootstrap(database, key)
    finally:
        await database.close()
