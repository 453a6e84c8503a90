"""The whole system of a home: parts, schema, four services, and the file scripts find it by."""

import base64
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from deploy.local import container, ladder
from deploy.local.addresses import S3, Amqp, as_environment
from deploy.local.console import Console
from deploy.local.home import Home, write_private
from deploy.local.ladder import Choice, Rung
from deploy.local.part import PARTS, POSTGRES, RABBITMQ, STORE, Part
from deploy.local.probes import wait_until
from deploy.local.program import Program
from deploy.local.supervisor import ROOT, Supervisor
from deploy.local.trouble import Trouble
from libs.runtime.credentials import Credential, CredentialKind

Address = TypeVar("Address")
SERVICES = ("gateway", "exporter", "importer", "notifier")


class System:
    """Bring it up step by step; every step finds out by itself whether there is work to do."""

    def __init__(self, home: Home, environment: Mapping[str, str], console: Console) -> None:
        self.home = home
        self.supervisor = Supervisor(home)
        self._environment = environment
        self._console = console

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.home.port('gateway')}"

    @property
    def admin_key(self) -> str:
        """Key of the root tenant's administrator; made once, kept in the home."""
        made = Credential.make(CredentialKind.KEY).reveal()
        return self.home.remember("admin-key", made)

    def start_parts(self) -> dict[str, str]:
        """Supervisor and parts; their addresses as the variables that name them."""
        if not self.supervisor.runs():
            self._clear_the_way()
            self.supervisor.start()
        choices = ladder.choose(self._environment, self.home, self._console)
        running = self.supervisor.pids()
        for part in PARTS:
            if part.name not in running:
                self._begin(part, choices[part.name])
        addresses: tuple[str, Amqp, S3] = (
            self._await(POSTGRES, choices),
            self._await(RABBITMQ, choices),
            self._await(STORE, choices),
        )
        return as_environment(*addresses)

    def start_services(self, parts: Mapping[str, str]) -> None:
        """Schema, root tenant, then the services with the code as it is now."""
        admin = {"SLUICE_ADMIN_DSN": parts["SLUICE_POSTGRES_DSN"]}
        with self._console.step("Bringing the database schema up to date"):
            self._run("libs.store.migrate", admin | {"SLUICE_SERVICE_PASSWORD": self._password})
        settings = self._settings(parts)
        with self._console.step("Making the root tenant and its administrator's key"):
            self._run("services.gateway.bootstrap", settings | {"SLUICE_ADMIN_KEY": self.admin_key})
        with self._console.step("Starting gateway, exporter, importer and notifier"):
            self.supervisor.put(*(self._service(name, settings) for name in SERVICES))
            hint = f"See {self.supervisor.log('gateway')}"
            wait_until(self._gateway_is_ready, within_s=60, what="The gateway", hint=hint)
        lines = f"SLUICE_URL={self.url}\nSLUICE_ADMIN_KEY={self.admin_key}\n"
        write_private(self.home.folder / "run.env", lines)

    def stop(self) -> int:
        """Stop every process of this home; how many there were. Data stay."""
        return self.supervisor.stop()

    @property
    def _password(self) -> str:
        return self.home.secret("service-password")

    def _clear_the_way(self) -> None:
        if self.supervisor.stop():
            self._console.detail("Stopped what an earlier run that was killed had left behind")
        for name in self.home.release_busy_ports():
            self._console.detail(f"The port {name} had is taken by now; it gets another one")

    def _begin(self, part: Part[Any], choice: Choice) -> None:
        if choice.rung is Rung.ADDRESS:
            return
        with self._console.step(f"Starting {part.title}"):
            self.supervisor.put(
                container.supervised(self.home, part.name, part.container, choice.image)
                if choice.image
                else part.process(self.home)
            )

    def _await(self, part: Part[Address], choices: Mapping[str, Choice]) -> Address:
        given = choices[part.name].rung is Rung.ADDRESS
        address = part.named(self._environment) or part.address(self.home)
        hint = "Check the address." if given else f"See {self.supervisor.log(part.name)}"
        with self._console.step(f"Waiting until {part.title} answers"):
            wait_until(lambda: part.answers(address), within_s=120, what=part.title, hint=hint)
        return address

    def _settings(self, parts: Mapping[str, str]) -> dict[str, str]:
        admin = urlsplit(parts["SLUICE_POSTGRES_DSN"])
        place = admin.netloc.rpartition("@")[2]
        account = f"sluice_service:{quote(self._password, safe='')}"
        fresh_key, fresh_seed = (
            base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2)
        )
        return {
            **{name: value for name, value in parts.items() if name != "SLUICE_POSTGRES_DSN"},
            "SLUICE_DATABASE_DSN": urlunsplit(admin._replace(netloc=f"{account}@{place}")),
            "SLUICE_SEALING_KEYS": self.home.remember("sealing-keys", f"local:{fresh_key}"),
            "SLUICE_SIGNING_KEY": self.home.remember("signing-key", fresh_seed),
            "SLUICE_HTTP_HOST": "127.0.0.1",
            "SLUICE_HTTP_PORT": str(self.home.port("gateway")),
            "SLUICE_PUBLIC_URL": self.url,
        }

    def _service(self, name: str, settings: Mapping[str, str]) -> Program:
        return Program(
            name=name,
            command=[sys.executable, "-m", f"services.{name}"],
            directory=str(ROOT),
            environment=dict(settings),
            order=2,
        )

    def _run(self, module: str, settings: Mapping[str, str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", module],
            check=False,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Trouble(
                f"{module} failed:\n{done.stderr.strip()}",
                "Repair what is named there; `make clean` begins again with empty data.",
            )

    def _gateway_is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5, trust_env=False).is_success
        except httpx.HTTPError:
            return False
