"""The parts every test may use. Each starts when the first test asks for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.addresses import S3, Amqp
from deploy.local.console import Console
from deploy.local.throw_away import ThrowAwayParts
from tests.parts import virtual_host

# Examples decide, never the time they take.
settings.register_profile("sluice", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sluice")


@pytest.fixture(scope="session")
def parts() -> Iterator[ThrowAwayParts]:
    """The ladder's parts for this session; prefer the narrower fixtures below."""
    with ThrowAwayParts(os.environ, Console()) as parts:
        yield parts


@pytest.fixture(scope="session")
def postgres_dsn(parts: ThrowAwayParts) -> str:
    """DSN of an administrator, who may make databases and roles."""
    return parts.postgres


@pytest.fixture(scope="session")
def amqp(parts: ThrowAwayParts) -> Amqp:
    """The RabbitMQ node with its management address and an administrator's account."""
    return parts.amqp


@pytest.fixture(scope="session")
def amqp_url(amqp: Amqp) -> Iterator[str]:
    """AMQP URL of a virtual host that belongs to this session."""
    with virtual_host(amqp) as url:
        yield url


@pytest.fixture
def amqp_vhost(amqp: Amqp) -> Iterator[Callable[[], str]]:
    """Makes virtual hosts that live as long as the test; each call returns the URL of a new one."""
    with ExitStack() as hosts:
        yield lambda: hosts.enter_context(virtual_host(amqp))


@pytest.fixture(scope="session")
def s3(parts: ThrowAwayParts) -> S3:
    """An object store whose keys may make buckets; tests take a bucket or a prefix each."""
    return parts.s3
