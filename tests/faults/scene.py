"""What the fault tests look at while they break things: jobs, rows, events."""

import asyncio
import json
import os
import signal
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from tests.caller import Caller
from tests.listening import Listener
from tests.processes import Processes
from tests.sample import Sample

GLANCE_SECONDS = 0.01
VALUES = 6_000
"""Elements of the large package: enough for every stage of its import to last a while."""


@dataclass(frozen=True)
class Scene:
    system: Processes
    amqp_url: str
    listener: Listener
    root: Caller

    def kill(self, name: str) -> None:
        os.kill(self.system.pid(name), signal.SIGKILL)

    async def rows(self, tenant_id: str | None) -> int:
        """How many elements the tenant's draft has."""
        connection = await asyncpg.connect(self.system.admin_dsn)
        try:
            count: int = await connection.fetchval(
                "select count(*) from sluice.draft_element where tenant_id = $1", UUID(tenant_id)
            )
        finally:
            await connection.close()
        return count

    async def at_stage(self, tenant: Caller, job_id: str, stage: str) -> None:
        """Returns while the job is at this stage."""
        while True:
            job = await tenant.get(f"/v1/jobs/{job_id}")
            assert job["state"] in ("queued", "running"), "too quick: the package must be larger"
            if (job["progress"] or {}).get("stage") == stage:
                return
            await asyncio.sleep(GLANCE_SECONDS)

    async def watched_to_its_end(self, tenant: Caller, job_id: str) -> tuple[Any, set[int]]:
        """The ended job, and every number of draft elements that was seen on the way."""
        seen = set()
        ending = asyncio.create_task(tenant.ended(job_id))
        while not ending.done():
            seen.add(await self.rows(tenant.tenant_id))
            await asyncio.sleep(GLANCE_SECONDS)
        seen.add(await self.rows(tenant.tenant_id))
        return await ending, seen

    async def events(self, tenant: Caller, job_id: str) -> dict[str, str]:
        """Id to type of the job's events, once those of a later job were heard: none is missing."""
        later = await tenant.hand_in(Sample().data())
        await tenant.ended(later)
        await self.listener.until(lambda: len(self.listener.events_of(UUID(later))) >= 2)
        return {one["id"]: one["type"] for one in self.listener.events_of(UUID(job_id))}


def large(sample: Sample) -> bytes:
    """The sample with many more values, which its flow names."""
    package = sample.package()
    values = package["valueElementConfigurations"]
    for number in range(VALUES):
        composite = {**values[-1]["compositeId"], "guid": str(uuid4())}
        name = f"Value {number}"
        summary = f"{name} " + "text " * 100
        fields = {"compositeId": composite, "developerName": name, "developerSummary": summary}
        values.append({**values[-1], **fields})
        package["flowConfiguration"]["valueElementIds"][composite["guid"]] = composite
    return json.dumps(package).encode()


SIZE = len(Sample().package()["valueElementConfigurations"]) + VALUES + 4
"""Elements of the large package: the values, a flow, two maps and a connector."""
