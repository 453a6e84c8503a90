"""The three parts, each with every way the ladder knows to get it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from deploy.local import addresses, postgres, rabbitmq, seaweedfs
from deploy.local.addresses import S3, Amqp
from deploy.local.container import Container
from deploy.local.home import Home
from deploy.local.probes import amqp_answers, postgres_answers, s3_answers
from deploy.local.program import Program

Address = TypeVar("Address")


@dataclass(frozen=True)
class Part(Generic[Address]):
    """`named` reads an address from the environment; `address` is where a part of ours answers,
    container or process; `package` is the Debian package of the process, None when none is."""

    name: str
    title: str
    named: Callable[[Mapping[str, str]], Address | None]
    container: Container
    process: Callable[[Home], Program]
    address: Callable[[Home], Address]
    answers: Callable[[Address], bool]
    installed: Callable[[], bool] = lambda: True
    package: str | None = None


POSTGRES = Part[str](
    name="postgres",
    title="PostgreSQL",
    named=addresses.postgres_from,
    container=postgres.CONTAINER,
    process=postgres.prepare,
    address=postgres.dsn,
    answers=postgres_answers,
    installed=lambda: postgres.binaries() is not None,
    package="postgresql",
)
RABBITMQ = Part[Amqp](
    name="rabbitmq",
    title="RabbitMQ",
    named=addresses.amqp_from,
    container=rabbitmq.CONTAINER,
    process=rabbitmq.prepare,
    address=rabbitmq.address,
    answers=amqp_answers,
    installed=rabbitmq.installed,
    package="rabbitmq-server",
)
STORE = Part[S3](
    name="seaweedfs",
    title="Object store",
    named=addresses.s3_from,
    container=seaweedfs.CONTAINER,
    process=seaweedfs.prepare,
    address=seaweedfs.address,
    answers=s3_answers,
)
PARTS: tuple[Part[str] | Part[Amqp] | Part[S3], ...] = (POSTGRES, RABBITMQ, STORE)
