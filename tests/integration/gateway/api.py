"""A caller of the gateway: a client, a key, and the tenant it acts for."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from httpx import Response

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Api:
    http: httpx.AsyncClient
    key: str
    tenant: UUID | None = None

    async def __call__(self, method: str, path: str, **more: Any) -> Response:
        headers = {"x-boomi-flow-api-key": self.key, **more.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> Response:
        return await self("GET", path, **more)

    async def post(self, path: str, **more: Any) -> Response:
        return await self("POST", path, **more)

    def with_key(self, key: str) -> "Api":
        return Api(self.http, key, self.tenant)


async def new_tenant(admin: Api) -> Api:
    """A sub-tenant of the admin's, with a builder and a key."""
    name = f"Tenant{secrets.token_hex(8)}"
    answer = await admin.post(
        "/api/admin/2/provisioning",
        json={
            "firstName": "Ada",
            "lastName": "Builder",
            "email": f"{name}@example.org",
            "tenantName": name,
            "apiKeyName": "first",
        },
    )
    assert answer.status_code == 204, answer.text
    own = admin.with_key(answer.headers["x-boomi-flow-api-key"])
    (key,) = (await own.get("/api/admin/1/users/me/keys")).json()
    return Api(own.http, own.key, UUID(key["tenantId"]))


async def import_draft(api: Api, package: bytes, **options: Any) -> Response:
    answer = await api.post(
        "/api/package/1/flow",
        content=package,
        params=options,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    return answer


def assert_problem(answer: Response, code: str, status: int) -> dict[str, Any]:
    """The answer is a problem document of this code; gives it."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    problem: dict[str, Any] = answer.json()
    assert (problem["code"], answer.status_code) == (code, status), problem
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{code}"
    assert problem["effect"]
    assert problem["advice"]
    return problem
