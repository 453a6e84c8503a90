"""One flow from a tenant to another and what is seen on the way, for somebody new to Sluice."""

import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from deploy.local.api import Tenant
from deploy.local.console import Console
from deploy.local.trouble import Trouble
from libs.flows.faults import Fault
from libs.flows.kinds import SERVICE
from libs.flows.read import read_package

SOURCE, TARGET = "DemoDevelopment", "DemoProduction"
NOTICE_WITHIN_S = 30


class Contents(NamedTuple):
    """A package file, its flow's name, and the URI of its first connector that has one."""

    data: bytes
    flow: str
    connector: str | None


def look_into(file: Path) -> Contents:
    """Trouble where Sluice would not take the file."""
    try:
        data = file.read_bytes()
        found = read_package(data)
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error}", "make run PACKAGE=path") from None
    except Fault as fault:
        raise Trouble(f"{file} is not a package: {fault}", "make run PACKAGE=path") from None
    uris = (orjson.loads(part.content).get("uri") for part in found.parts if part.kind == SERVICE)
    return Contents(data, found.flow.name, next(filter(None, uris), None))


def round_trip(url: str, key: str, package: Contents, console: Console) -> None:
    """Import, export, share, plan, import elsewhere, notice. Repeats do no harm."""
    console.detail(f'The package holds the flow "{package.flow}".')
    with Tenant(url, key) as root:
        source_id, target_id = (_tenant(root, name) for name in (SOURCE, TARGET))
    console.detail(f"Tenants: {SOURCE} {source_id}")
    console.detail(f"         {TARGET} {target_id}")
    with Tenant(url, key, source_id) as source, Tenant(url, key, target_id) as target:
        flow_id = _publish(source, package.data, console)
        token = _share(source, flow_id, console)
        job = _import(target, token, package.connector, console)
        _notice(target, job, console)


def _tenant(root: Tenant, name: str) -> str:
    subtenants = "/api/admin/1/tenant/subtenants"
    for one in root.get(subtenants):
        if one["developerName"] == name:
            return str(one["id"])
    summary = "Made by `make run` for its round trip"
    made = root.post(subtenants, json={"developerName": name, "developerSummary": summary})
    return str(made["id"])


def _publish(source: Tenant, package: bytes, console: Console) -> str:
    with console.step(f"Importing the package into {SOURCE} as an active, default snapshot"):
        options = {"isSnapshot": "true", "isActive": "true", "isDefault": "true"}
        binary = {"content-type": "application/octet-stream"}
        asked = source.post("/v1/imports", params=options, content=package, headers=binary)
        result = source.finished(asked)["result"]
    console.detail(f"Flow {result['flowId']}, snapshot {result['versionId']}")
    return str(result["flowId"])


def _share(source: Tenant, flow_id: str, console: Console) -> str:
    with console.step(f"Exporting the snapshot from {SOURCE} and asking for a sharing token"):
        asked = source.post("/v1/exports", json={"flowId": flow_id, "share": True})
        result = source.finished(asked)["result"]
    console.detail(f"A package of {result['size']} bytes, SHA-256 {result['digest'][:16]}...")
    console.detail(f"Token {result['token'][:18]}... stands for it; passwords are left out.")
    return str(result["token"])


def _import(target: Tenant, token: str, connector: str | None, console: Console) -> dict[str, Any]:
    mapping = _mapping(connector, console)
    wish = {"token": token, "uriMapping": mapping}
    plan = _plan(target, wish, console)
    with console.step(f"Importing the token into {TARGET}, as planned"):
        job = target.finished(
            target.post("/v1/imports", json=wish | {"stateHash": plan["stateHash"]})
        )
    for one in mapping:
        console.detail(f"Connector URI {one['from']}")
        console.detail(f"is there      {one['to']}")
    result = job["result"]
    counts = ", ".join(f"{result[one]} {one}" for one in ("created", "updated", "identical"))
    console.detail(f"Elements in the draft: {counts}, {result['removed']} removed.")
    missing = len(result["missingSecrets"])
    console.detail(f"Passwords that are needed and missing: {missing or 'none'}.")
    return job


def _mapping(connector: str | None, console: Console) -> list[dict[str, str]]:
    if connector is None:
        console.detail("No connector with a URI is in this package, so no URI is mapped.")
        return []
    # Another one every time, so that every round trip changes something in the target.
    now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return [{"from": connector, "to": f"https://production.example/{now}"}]


def _plan(target: Tenant, wish: dict[str, Any], console: Console) -> dict[str, Any]:
    """The plan of the import, once the tenant has a binding for every password it asks for."""
    with console.step(f"Asking what the import would do to {TARGET}"):
        plan: dict[str, Any] = target.post("/v1/plans", json=wish)
    for one in plan["issues"]:
        console.detail(f"{one['severity']} {one['code']}: {one['detail']}")
    if not (missing := plan["missingBindings"]):
        return plan
    with console.step(f"Giving {TARGET} its own passwords, for this import and all to come"):
        target.put("/v1/bindings", json=_bindings(missing))
        plan = target.post("/v1/plans", json=wish)
    for one in missing:
        console.detail(f"{one['name']} ({one['field']})")
    return plan


def _bindings(missing: list[dict[str, Any]]) -> dict[str, Any]:
    """A password for each, as a platform team would take it from its own store."""
    values: list[dict[str, Any]] = []
    connectors: list[dict[str, Any]] = []
    for one in missing:
        password = secrets.token_urlsafe(24)
        if one["field"] == "value":
            values.append({"id": one["id"], "value": password})
        else:
            connectors.append({"id": one["id"], "password": password})
    return {"values": values, "connectors": connectors}


def _notice(target: Tenant, job: dict[str, Any], console: Console) -> None:
    """Wait until the notifier has received what the importer announced over RabbitMQ."""
    expected = len(job["result"]["connectors"])
    if not expected:
        console.detail("This import brought no new or changed connector: nothing to refresh.")
        return
    with console.step("Waiting for the notice that connectors should be refreshed"):
        deadline = time.monotonic() + NOTICE_WITHIN_S
        while len(found := _announced(target, job["id"])) < expected:
            if time.monotonic() > deadline:
                raise Trouble(
                    f"{len(found)} of {expected} notices came within {NOTICE_WITHIN_S} s.",
                    "See .sluice/log/notifier.log",
                )
            time.sleep(0.1)
    for one in found:
        console.detail(f'Refresh connector "{one["name"]}" ({one["reason"]}) in {TARGET}')


def _announced(target: Tenant, job_id: str) -> list[dict[str, Any]]:
    listed = target.get("/v1/connectors/refreshes?limit=500")["items"]
    return [one for one in listed if one["jobId"] == job_id and one["announcedAt"]]
