"""A virtual host, and brokers on it, for each test that counts messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage

from deploy.local.addresses import S3
from libs.contracts.commands import Command, ExportCommand
from libs.contracts.jobs import JobKind
from libs.contracts.messages import Message, command_message
from libs.objects.store import ObjectStore, ObjectStoreSettings
from libs.runtime.brokers import Brokers
from libs.store import jobs, tenants
from libs.store.database import Database
from tests.databases import admin_dsn, database, service_dsn, template

__all__ = ["admin_dsn", "database", "service_dsn", "template"]

GRACE = timedelta(seconds=5)


@pytest.fixture
def url(amqp_vhost: Callable[[], str]) -> str:
    return amqp_vhost()


@pytest.fixture
async def brokers(url: str) -> AsyncIterator[Brokers]:
    """Connected, with the topology declared; a test adds its handlers and then consumes."""
    brokers = Brokers(url, grace=GRACE)
    await brokers.connect()
    yield brokers
    await brokers.stop_consuming()
    await brokers.close()


class Queues:
    """Looks into queues from outside, as an operator would."""

    def __init__(self, channel: aio_pika.abc.AbstractChannel) -> None:
        self._channel = channel

    async def ready(self, name: str) -> int:
        """Messages that are delivered to nobody yet."""
        queue = await self._channel.declare_queue(name, passive=True)
        return queue.declaration_result.message_count or 0

    async def returned(self, name: str, count: int) -> None:
        """Waits until so many are ready: RabbitMQ puts back what was on its way to a consumer
        when it has seen the channel close."""
        while True:
            ready = await self.ready(name)
            assert ready <= count
            if ready == count:
                return
            await asyncio.sleep(0.05)

    async def next(self, name: str) -> AbstractIncomingMessage:
        """Waits for a message and takes it."""
        queue = await self._channel.get_queue(name)
        async with queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                return message
        raise AssertionError("the queue was deleted")

    async def put(self, name: str, payload: bytes, headers: dict[str, int] | None = None) -> None:
        await self._channel.default_exchange.publish(
            aio_pika.Message(payload, message_id=str(uuid4()), headers=dict(headers or {})), name
        )


@asynccontextmanager
async def looking_into(url: str) -> AsyncIterator[Queues]:
    async with await aio_pika.connect(url) as connection:
        yield Queues(await connection.channel())


@pytest.fixture
async def queues(url: str) -> AsyncIterator[Queues]:
    async with looking_into(url) as queues:
        yield queues


def object_store(s3: S3) -> ObjectStoreSettings:
    return ObjectStoreSettings(
        endpoint=s3.endpoint,
        bucket="runtime-tests",
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
    )


@pytest.fixture
async def objects(s3: S3) -> AsyncIterator[ObjectStore]:
    objects = ObjectStore.open(object_store(s3))
    await objects.ensure_bucket()
    yield objects
    await objects.close()


async def a_job(database: Database) -> tuple[UUID, UUID]:
    """Tenant and id of a queued export job."""
    tenant_id, job_id = uuid4(), uuid4()
    async with database.transaction([tenant_id]) as tx:
        await tenants.create_root(tx, tenant_id, f"Tenant {tenant_id}")
        await jobs.create(tx, jobs.NewJob(tenant_id, job_id, JobKind.EXPORT, {}, uuid4()))
    return tenant_id, job_id


def an_export() -> ExportCommand:
    return ExportCommand(job_id=uuid4(), tenant_id=uuid4())


def a_message(command: Command | None = None) -> Message:
    return command_message(command or an_export(), message_id=uuid4())
