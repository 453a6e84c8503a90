"""A caller of the HTTP API: one key, one tenant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

ENDED = ("succeeded", "failed")
GLANCE_SECONDS = 0.05
BINARY = {"content-type": "application/octet-stream"}


class Caller:
    """Requests as they are, and the longer ways: make a tenant, import, follow a job."""

    def __init__(self, client: httpx.AsyncClient, tenant_id: str | None = None) -> None:
        self.client = client
        self.tenant_id = tenant_id

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await self.client.request(method, path, **options)

    async def get(self, path: str, **options: Any) -> Any:
        """The JSON of an answer that is expected to be a success."""
        return good(await self.request("GET", path, **options)).json()

    async def post(self, path: str, **options: Any) -> Any:
        answer = good(await self.request("POST", path, **options))
        return answer.json() if answer.content else None

    async def new_tenant(self) -> str:
        """The id of a new sub-tenant of this caller's tenant."""
        name = f"T{uuid4().hex}"
        made = await self.post(
            "/api/admin/1/tenant/subtenants", json={"developerName": name, "developerSummary": ""}
        )
        return str(made["id"])

    async def import_(self, package: bytes, **query: str) -> Any:
        """The flow, by the compatible route."""
        return await self.post("/api/package/1/flow", content=package, params=query, headers=BINARY)

    async def hand_in(self, package: bytes, **query: str) -> str:
        """The id of the job, by the native route."""
        job = await self.post("/v1/imports", content=package, params=query, headers=BINARY)
        return str(job["id"])

    async def ended(self, job_id: str) -> dict[str, Any]:
        """The job when it has ended, looked at as a script does: 503 means to ask again."""
        while True:
            answer = await self.request("GET", f"/v1/jobs/{job_id}")
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                job: dict[str, Any] = good(answer).json()
                if job["state"] in ENDED:
                    return job
            await asyncio.sleep(GLANCE_SECONDS)


def good(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    return answer


@asynccontextmanager
async def calling(url: str, key: str, tenant_id: str | None = None) -> AsyncIterator[Caller]:
    headers = {"x-boomi-flow-api-key": key}
    if tenant_id is not None:
        headers["manywhotenant"] = tenant_id
    limits = httpx.Limits(max_connections=300)
    # No time limit: a slow machine must not decide a test.
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=None, limits=limits, trust_env=False
    ) as client:
        yield Caller(client, tenant_id)
