"""Waiting for jobs: many callers at once, and more time than the wait allows."""

import asyncio
import os
import signal

from libs.flows.read import read_package
from tests.caller import BINARY, Caller, calling
from tests.processes import Processes
from tests.sample import Sample

CALLERS = 200


async def test_200_callers_wait_at_once(tenant: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    path = f"/api/package/1/flow/{sample.flow}"
    texts = await asyncio.gather(*(tenant.get(path) for _ in range(CALLERS)))
    assert {read_package(text.encode()).digest for text in texts} == {
        read_package(sample.data()).digest
    }


async def test_when_the_wait_is_over_the_job_goes_on(system: Processes, tenant: Caller) -> None:
    url = system.another_gateway("impatient", SLUICE_WAIT_SECONDS="1")
    importer = system.pid("importer")
    os.kill(importer, signal.SIGSTOP)
    try:
        async with calling(url, system.admin_key, tenant.tenant_id) as impatient:
            answer = await impatient.request(
                "POST", "/api/package/1/flow", content=Sample().data(), headers=BINARY
            )
    finally:
        os.kill(importer, signal.SIGCONT)
    assert (answer.status_code, answer.json()["code"]) == (504, "job.wait-over")
    job = await tenant.ended(answer.headers["location"].rpartition("/")[2])
    assert job["state"] == "succeeded"
