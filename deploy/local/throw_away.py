"""Real parts for one test run: started when first asked for, gone with all data at the end."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from deploy.local import docker, ladder
from deploy.local.addresses import S3, Amqp
from deploy.local.console import Console
from deploy.local.container import Container
from deploy.local.home import Home
from deploy.local.part import POSTGRES, RABBITMQ, STORE, Part
from deploy.local.probes import wait_until
from deploy.local.supervisor import Supervisor

Address = TypeVar("Address")
_PREFIX = "sluice-test-"


class ThrowAwayParts:
    """The parts of a test run by the ladder; each is there once its attribute was read.

    Processes run below a supervisor that restarts them, so a test may kill one.
    """

    def __init__(self, environment: Mapping[str, str], console: Console) -> None:
        self._environment = environment
        self._console = console
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @cached_property
    def postgres(self) -> str:
        """DSN of an administrator."""
        return self._stand_up(POSTGRES)

    @cached_property
    def amqp(self) -> Amqp:
        """A node with an administrator's account."""
        return self._stand_up(RABBITMQ)

    @cached_property
    def s3(self) -> S3:
        """A store with keys that may make buckets."""
        return self._stand_up(STORE)

    def _stand_up(self, part: Part[Address]) -> Address:
        if (named := part.named(self._environment)) is not None:
            return named
        image = self._choices[part.name].image
        with self._console.step(f"Starting {part.title}"):
            if image:
                self._open.enter_context(_container(part.container, image, self._home))
            else:
                self._supervisor.put(part.process(self._home))
            address = part.address(self._home)
            wait_until(
                lambda: part.answers(address),
                within_s=120,
                what=part.title,
                hint=f"See {self._home.room('log')}",
            )
        return address

    @cached_property
    def _choices(self) -> dict[str, ladder.Choice]:
        return ladder.choose(self._environment, self._home, self._console)

    @cached_property
    def _home(self) -> Home:
        _sweep()
        folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        self._open.callback(shutil.rmtree, folder, ignore_errors=True)
        Path(folder).chmod(0o711)
        return Home(Path(folder), throw_away=True)

    @cached_property
    def _supervisor(self) -> Supervisor:
        supervisor = Supervisor(self._home)
        self._open.callback(supervisor.stop)
        supervisor.start()
        return supervisor


def _sweep() -> None:
    """Remove what test runs that were killed have left in the temporary folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        over = pid.isdecimal() and not Path("/proc", pid).exists()
        if over and folder.stat().st_uid == os.geteuid():
            Supervisor(Home(folder, throw_away=True)).stop()
            shutil.rmtree(folder, ignore_errors=True)


def _container(container: Container, image: str, home: Home) -> DockerContainer:
    # The helper that removes what a killed run leaves behind is an image of its own; where it
    # is not here, waiting for it would only take the place of the parts.
    if not docker.is_here(testcontainers_config.ryuk_image):
        testcontainers_config.ryuk_disabled = True
    made = DockerContainer(image).with_command(" ".join(container.command))
    for inside, outside in container.ports.items():
        made.with_bind_ports(inside, home.port(outside))
    for name, value in container.environment(home).items():
        made.with_env(name, value)
    return made
