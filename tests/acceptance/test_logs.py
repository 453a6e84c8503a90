"""What the processes write to their logs: nothing that went in as a secret."""

import secrets

from tests.caller import Caller
from tests.processes import SERVICES, Processes
from tests.sample import Sample


async def test_no_secret_token_or_key_is_in_a_log(
    system: Processes, tenant: Caller, other: Caller
) -> None:
    canary = secrets.token_urlsafe(18)
    sample = Sample(secret=canary)
    await tenant.import_(sample.data(), isSnapshot="true")
    path = f"/api/package/1/flow/{sample.flow}"
    shared = await tenant.post(f"{path}/share", params={"nullPasswords": "false"})
    await other.post("/api/package/1/shared/flow", json=shared)
    await tenant.request("POST", "/api/package/1/flow", content=sample.data()[:-40])
    key = (await tenant.post("/api/admin/1/users/me/keys", json={"name": "canary"}))["apiKey"]
    logs = "".join(system.log(name) for name in SERVICES)
    assert logs
    assert not [one for one in (canary, shared["token"], key, system.admin_key) if one in logs]
