"""RabbitMQ is killed and comes back in the middle of imports. A node of this test's own."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.local.addresses import S3
from deploy.local.home import Home
from deploy.local.part import RABBITMQ
from deploy.local.probes import wait_until
from deploy.local.supervisor import Supervisor
from tests.caller import Caller, calling
from tests.databases import dsn_of, throw_away
from tests.faults.scene import SIZE, large
from tests.processes import Processes, processes
from tests.sample import Sample

JOBS = 6


@pytest.fixture
def node() -> Iterator[Supervisor]:
    """The supervisor of a private node, which it starts again when it dies."""
    if not RABBITMQ.installed():
        pytest.skip("RabbitMQ is not installed here, and a node of others' must not be killed")
    folder = Path(tempfile.mkdtemp(prefix="sluice-node-"))
    folder.chmod(0o711)
    supervisor = Supervisor(Home(folder, throw_away=True))
    supervisor.start()
    try:
        supervisor.put(RABBITMQ.process(supervisor.home))
        wait_until_up(supervisor)
        yield supervisor
    finally:
        supervisor.stop()
        shutil.rmtree(folder)


@pytest.fixture
async def system(
    postgres_dsn: str, template: str, s3: S3, node: Supervisor
) -> AsyncIterator[Processes]:
    url = RABBITMQ.address(node.home).url
    async with (
        throw_away(postgres_dsn, template=template) as database,
        processes(dsn_of(postgres_dsn, database), url, s3, SLUICE_LEASE_SECONDS="3") as running,
    ):
        yield running


@pytest.fixture
async def caller(system: Processes) -> AsyncIterator[Caller]:
    async with calling(system.url, system.admin_key) as root:
        tenant_id = await root.new_tenant()
    async with calling(system.url, system.admin_key, tenant_id) as caller:
        yield caller


async def test_jobs_end_although_the_broker_was_killed(node: Supervisor, caller: Caller) -> None:
    first = await caller.hand_in(large(Sample()))
    before = [await caller.hand_in(Sample().data()) for _ in range(JOBS)]
    os.kill(node.pids()["rabbitmq"], signal.SIGKILL)
    during = [await caller.hand_in(Sample().data()) for _ in range(JOBS)]
    wait_until_up(node)
    ended = [await caller.ended(job_id) for job_id in (first, *before, *during)]
    assert {job["state"] for job in ended} == {"succeeded"}
    assert ended[0]["result"]["created"] == SIZE


def wait_until_up(node: Supervisor) -> None:
    address = RABBITMQ.address(node.home)
    hint = f"See {node.log('rabbitmq')}"
    wait_until(lambda: RABBITMQ.answers(address), within_s=120, what="RabbitMQ", hint=hint)
