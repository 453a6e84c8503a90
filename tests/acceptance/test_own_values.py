"""A flow whose connector needs a password, in a tenant that has its own: nobody types it in."""

from pathlib import Path
from typing import Any

import deploy.local
from libs.flows.read import read_package
from tests.acceptance.test_native import exported
from tests.caller import Caller, calling, good
from tests.processes import Processes

DEMO = Path(deploy.local.__file__).with_name("demo.package2").read_bytes()
PASSWORD = "the tenant's own"


async def shared(tenant: Caller) -> str:
    """A token for the demo's flow, exported from this tenant without its passwords."""
    flow = await tenant.import_(DEMO, isSnapshot="true")
    job = await exported(tenant, flowId=flow["id"]["id"], share=True)
    return str(job["result"]["token"])


async def bound(tenant: Caller) -> None:
    value = {"name": "Order Desk password", "value": PASSWORD}
    good(await tenant.request("PUT", "/v1/bindings", json={"values": [value]}))


async def password_in(tenant: Caller, flow_id: str) -> list[str]:
    """What the flow's passwords are there, as a package with passwords tells."""
    job = await exported(tenant, flowId=flow_id, includePasswords=True)
    package = await tenant.request("GET", job["links"]["package"])
    return [secret.value for secret in read_package(good(package).content).secrets]


async def imported(tenant: Caller, token: str) -> dict[str, Any]:
    job = await tenant.post("/v1/imports", json={"token": token, "isSnapshot": True})
    ended = await tenant.ended(job["id"])
    result: dict[str, Any] = ended["result"]
    return result


async def test_a_kept_binding_gives_the_connector_its_password(
    tenant: Caller, other: Caller
) -> None:
    token = await shared(tenant)
    asked = {"token": token, "isSnapshot": True}
    without = await other.post("/v1/plans", json=asked)
    assert [one["name"] for one in without["missingBindings"]] == ["Order Desk password"]
    await bound(other)
    assert not (await other.post("/v1/plans", json=asked))["missingBindings"]
    result = await imported(other, token)
    assert not result["missingSecrets"]
    assert set(await password_in(other, result["flowId"])) == {PASSWORD}


async def test_a_sub_tenant_inherits_it(system: Processes, tenant: Caller, other: Caller) -> None:
    token = await shared(tenant)
    await bound(other)
    async with calling(system.url, system.admin_key, await other.new_tenant()) as below:
        result = await imported(below, token)
        assert not result["missingSecrets"]
        assert set(await password_in(below, result["flowId"])) == {PASSWORD}
