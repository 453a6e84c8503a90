"""Tenants and keys: provisioned, used, revoked; and no way from one tenant to another."""

from uuid import uuid4

from tests.caller import Caller, calling
from tests.processes import Processes
from tests.sample import Sample

KEYS = "/api/admin/1/users/me/keys"


async def provisioned(root: Caller, name: str) -> str:
    """The key of a new tenant."""
    asked = {
        "firstName": "Ada",
        "lastName": "Builder",
        "email": f"{name}@example.org",
        "tenantName": name,
        "apiKeyName": "first",
    }
    answer = await root.request("POST", "/api/admin/2/provisioning", json=asked)
    assert answer.status_code == 204
    return answer.headers["x-boomi-flow-api-key"]


async def test_a_provisioned_tenant_works_with_its_own_key(system: Processes, root: Caller) -> None:
    name = f"T{uuid4().hex}"
    async with calling(system.url, await provisioned(root, name)) as own:
        sample = Sample()
        await own.import_(sample.data(), isSnapshot="true")
        assert [one["name"] for one in await own.get(KEYS)] == ["first"]
        assert await own.get("/api/admin/1/tenant/subtenants") == []
    listed = await root.get("/api/admin/1/tenant/subtenants")
    assert name in [one["developerName"] for one in listed]


async def test_a_tenant_name_is_taken_once(root: Caller) -> None:
    name = f"T{uuid4().hex}"
    await provisioned(root, name)
    body = {"developerName": name.upper(), "developerSummary": ""}
    answer = await root.request("POST", "/api/admin/1/tenant/subtenants", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "tenant.name-taken")


async def test_a_revoked_key_opens_nothing(system: Processes, tenant: Caller) -> None:
    key = (await tenant.post(KEYS, json={"name": "short-lived"}))["apiKey"]
    async with calling(system.url, key) as caller:
        assert (await caller.request("GET", "/api/draw/1/flow")).is_success
        assert (await tenant.request("DELETE", f"{KEYS}/short-lived")).is_success
        answer = await caller.request("GET", "/api/draw/1/flow")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.revoked-key")


async def test_one_tenants_flow_is_not_there_for_another(tenant: Caller, other: Caller) -> None:
    sample = Sample()
    await tenant.import_(sample.data(), isSnapshot="true")
    for path in (f"/api/draw/1/flow/{sample.flow}", f"/api/package/1/flow/{sample.flow}"):
        answer = await other.request("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "flow.not-found")
