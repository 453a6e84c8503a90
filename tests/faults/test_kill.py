"""`kill -9` of each process in the middle of a job: the job ends, whole, and is told once."""

import asyncio
import os
import signal
from collections import Counter

import pytest

from libs.flows.read import read_package
from tests.caller import BINARY, Caller
from tests.faults.scene import SIZE, Scene, large
from tests.listening import seen
from tests.processes import ready
from tests.sample import Sample

ONCE = {"flow.package.imported": 1, "connector.refresh.requested": 1}


async def whole_and_told_once(scene: Scene, tenant: Caller, job_id: str) -> None:
    job, counts = await scene.watched_to_its_end(tenant, job_id)
    assert (job["state"], job["result"]["created"]) == ("succeeded", SIZE)
    assert counts <= {0, SIZE}
    assert Counter((await scene.events(tenant, job_id)).values()) == ONCE


@pytest.mark.parametrize("stage", ["reading", "staging", "applying"])
async def test_the_importer_is_killed(scene: Scene, tenant: Caller, stage: str) -> None:
    job_id = await tenant.hand_in(large(Sample()))
    await scene.at_stage(tenant, job_id, stage)
    scene.kill("importer")
    await whole_and_told_once(scene, tenant, job_id)


async def test_the_exporter_is_killed(scene: Scene, tenant: Caller) -> None:
    sample = Sample()
    package = large(sample)
    await tenant.import_(package, isSnapshot="true")
    job = await tenant.post("/v1/exports", json={"flowId": str(sample.flow)})
    await scene.at_stage(tenant, job["id"], "reading")
    scene.kill("exporter")
    ended = await tenant.ended(job["id"])
    answer = await tenant.request("GET", ended["links"]["package"])
    assert read_package(answer.content).digest == read_package(package).digest


async def test_the_gateway_is_killed_while_a_caller_waits(scene: Scene, tenant: Caller) -> None:
    job_id = await tenant.hand_in(large(Sample()))
    waiting = asyncio.create_task(
        scene.root.request("POST", "/api/package/1/flow", content=Sample().data(), headers=BINARY)
    )
    await scene.at_stage(tenant, job_id, "staging")
    scene.kill("gateway")
    await asyncio.wait([waiting])
    await until_ready(scene)
    await whole_and_told_once(scene, tenant, job_id)


async def test_the_notifier_is_killed_before_it_heard(scene: Scene, tenant: Caller) -> None:
    os.kill(scene.system.pid("notifier"), signal.SIGSTOP)
    await tenant.import_(Sample().data())
    (notice,) = (await tenant.get("/v1/connectors/refreshes"))["items"]
    assert notice["announcedAt"] is None
    scene.kill("notifier")

    async def announced() -> bool:
        (notice,) = (await tenant.get("/v1/connectors/refreshes"))["items"]
        return notice["announcedAt"] is not None

    await seen(announced)


async def until_ready(scene: Scene) -> None:
    async def is_ready() -> bool:
        return await asyncio.to_thread(ready, scene.system.url)

    await seen(is_ready)
