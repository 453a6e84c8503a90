"""A worker from start to stop, on real parts."""

import asyncio
import base64
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import orjson
import pytest

from deploy.local.addresses import S3
from libs.contracts.commands import ExportCommand
from libs.contracts.topology import EXPORT
from libs.runtime.brokers import Brokers
from libs.runtime.service import Runtime
from libs.runtime.settings import Settings
from libs.runtime.worker import consuming
from libs.store import outbox
from tests.integration.runtime.conftest import Queues, a_message, an_export
from tests.integration.runtime.proxy import Proxy

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environment(url: str, service_dsn: str, s3: S3, unused_tcp_port: int) -> dict[str, str]:
    return {
        "SLUICE_DATABASE_DSN": service_dsn,
        "SLUICE_AMQP_URL": url,
        "SLUICE_S3_ENDPOINT": s3.endpoint,
        "SLUICE_S3_BUCKET": "runtime-tests",
        "SLUICE_S3_ACCESS_KEY": s3.access_key,
        "SLUICE_S3_SECRET_KEY": s3.secret_key,
        "SLUICE_S3_REGION": s3.region,
        "SLUICE_METRICS_PORT": str(unused_tcp_port),
        "SLUICE_SEALING_KEYS": "k1:" + base64.b64encode(b"k" * 32).decode(),
    }


@pytest.fixture
def settings(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def waiting_for(got: "asyncio.Future[ExportCommand]", parts: Runtime) -> None:
    @parts.brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        got.set_result(command)


async def test_a_command_written_in_a_transaction_reaches_the_handler(settings: Settings) -> None:
    got: asyncio.Future[ExportCommand] = asyncio.get_running_loop().create_future()
    command = an_export()
    async with consuming(settings, lambda parts: waiting_for(got, parts)) as parts:
        async with parts.database.transaction() as tx:
            await outbox.add(tx, [a_message(command)])
        parts.relay.wake()
        assert await got == command


async def test_a_part_that_is_not_up_yet_is_waited_for(
    environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    got: asyncio.Future[ExportCommand] = asyncio.get_running_loop().create_future()
    async with Proxy(url).running() as proxy:
        for name, value in {**environment, "SLUICE_AMQP_URL": proxy.url}.items():
            monkeypatch.setenv(name, value)
        proxy.open = False

        async def start() -> None:
            async with consuming(Settings(), lambda parts: waiting_for(got, parts)) as parts:
                await parts.brokers.publish(a_message())
                await got

        starting = asyncio.create_task(start())
        await proxy.refused.wait()
        assert not starting.done()
        proxy.open = True
        await starting


async def test_an_unexpected_error_in_the_background_ends_the_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    # Where a runtime starts it: the runtimes that other tests have running keep theirs.
    monkeypatch.setattr("libs.runtime.service.reap", broken)
    with pytest.raises(ExceptionGroup) as raised:
        async with consuming(settings, lambda parts: None):
            await asyncio.Event().wait()
    assert raised.group_contains(ZeroDivisionError)


async def test_a_worker_told_to_stop_finishes_its_work_and_takes_no_more(
    environment: dict[str, str], brokers: Brokers, queues: Queues
) -> None:
    await brokers.publish(a_message())
    await brokers.publish(a_message())
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.runtime.a_worker",
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    said: list[str] = []
    async for event in events(worker):
        said.append(event)
        if event == "started work":
            async with httpx.AsyncClient(trust_env=False) as client:
                metrics = await client.get(f"http://127.0.0.1:{environment['SLUICE_METRICS_PORT']}")
            worker.send_signal(signal.SIGTERM)
    assert "sluice_outbox_published" in metrics.text
    assert await worker.wait() == 0
    assert said[-3:] == ["started work", "finished work", "stopped"]
    await queues.returned(EXPORT.name, 1)


async def events(worker: asyncio.subprocess.Process) -> AsyncIterator[str]:
    assert worker.stdout is not None
    async for line in worker.stdout:
        yield orjson.loads(line)["event"]
