"""Parts that forget or fall: queues purged, connections cut, RabbitMQ killed."""

import asyncio
import os
import signal

import aio_pika
import asyncpg
import pytest

from libs.contracts.topology import IMPORT, QUEUES
from tests.caller import Caller
from tests.faults.scene import Scene, large
from tests.faults.test_kill import whole_and_told_once
from tests.sample import Sample

JOBS = 8
"""More than one worker takes at a time, so that some wait in the queue."""
CUTS = 100


async def test_all_queues_are_purged(scene: Scene, tenant: Caller) -> None:
    importer = scene.system.pid("importer")
    os.kill(importer, signal.SIGSTOP)
    try:
        jobs = [await tenant.hand_in(Sample().data()) for _ in range(JOBS)]
        assert await purged(scene.amqp_url) > 0
    finally:
        os.kill(importer, signal.SIGCONT)
    ended = [await tenant.ended(job_id) for job_id in jobs]
    assert [job["state"] for job in ended] == ["succeeded"] * JOBS


@pytest.mark.parametrize("stage", ["staging", "applying"])
async def test_every_connection_to_postgresql_is_cut(
    scene: Scene, tenant: Caller, stage: str
) -> None:
    job_id = await tenant.hand_in(large(Sample()))
    await scene.at_stage(tenant, job_id, stage)
    assert await cut(scene.system.admin_dsn) > 0
    await whole_and_told_once(scene, tenant, job_id)


async def test_no_process_ends_when_its_connections_are_cut_again_and_again(scene: Scene) -> None:
    """The client meets a closing connection in every state, and some of its errors are odd."""
    before = scene.system.supervisor.pids()
    for _ in range(CUTS):
        await cut(scene.system.admin_dsn)
        asked = [scene.root.request("GET", "/api/draw/1/flow") for _ in range(5)]
        answers = await asyncio.gather(*asked)
        assert {answer.status_code for answer in answers} <= {200, 503}
    assert scene.system.supervisor.pids() == before


async def purged(amqp_url: str) -> int:
    """Purges every queue as soon as commands wait in one; how many messages are gone."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        while True:
            queue = await channel.declare_queue(IMPORT.name, passive=True)
            if queue.declaration_result.message_count:
                break
            await asyncio.sleep(0.05)
        gone = 0
        for one in QUEUES:
            done = await (await channel.get_queue(one.name)).purge()
            gone += done.message_count or 0
        return gone


async def cut(admin_dsn: str) -> int:
    connection = await asyncpg.connect(admin_dsn)
    try:
        return len(
            await connection.fetch(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and usename = 'sluice_service'"
            )
        )
    finally:
        await connection.close()
