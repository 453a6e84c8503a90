"""Secrets in every place that takes one, through every way in, and then a look everywhere."""

import base64
import secrets
from collections.abc import Iterator

import boto3
import httpx
import orjson
import pytest

from tests.caller import BINARY, Caller, good
from tests.integration.workers.rows import everything
from tests.listening import Listener, listening
from tests.packages.secret_places import SecretPlaces
from tests.processes import SERVICES, Processes


@pytest.fixture
def mark() -> str:
    """Part of every secret that goes in."""
    return secrets.token_hex(12)


def forms(mark: str) -> list[bytes]:
    """As it could lie in text, in bytes as PostgreSQL writes them, and in base64 at any place."""
    plain = mark.encode()
    shifted = (base64.b64encode(b"\0" * shift + plain)[4:-4] for shift in range(3))
    return [plain, plain.hex().encode(), *shifted]


def objects(settings: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every object in the bucket."""
    bucket = settings["SLUICE_S3_BUCKET"]
    client = boto3.client(
        "s3",
        endpoint_url=settings["SLUICE_S3_ENDPOINT"],
        aws_access_key_id=settings["SLUICE_S3_ACCESS_KEY"],
        aws_secret_access_key=settings["SLUICE_S3_SECRET_KEY"],
        region_name=settings["SLUICE_S3_REGION"],
    )
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for one in page.get("Contents", []):
            yield one["Key"], client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
    client.close()


def remember_answers(caller: Caller, answers: dict[str, bytes]) -> None:
    """Every answer but the files that were asked for with their passwords."""

    async def hear(answer: httpx.Response) -> None:
        path = answer.request.url.path
        if not (answer.is_success and path.endswith("/package")):
            body = await answer.aread()
            answers[f"answer {len(answers)} to {answer.request.method} {path}"] = body

    caller.client.event_hooks["response"].append(hear)


async def send(tenant: Caller, other: Caller, mark: str, plain: str) -> None:
    """Through every way in: packages good and bad, plans, bindings, edits, variables, sealed files,
    tokens, and the way back. `plain` goes the same ways as something that is no secret.
    """
    places = SecretPlaces(mark).package()
    places["flowConfiguration"]["developerName"] = plain
    package, flow = orjson.dumps(places), places["flowConfiguration"]["compositeId"]["guid"]
    await tenant.post("/v1/plans", content=package, headers=BINARY)
    for is_snapshot in ("false", "true"):
        await tenant.ended(await tenant.hand_in(package, isSnapshot=is_snapshot))
    for bad in (package[:-40], package[:-1] + b',"sluice":{"version":1}}', package + b"}"):
        for path in ("/v1/plans", "/v1/imports", "/api/package/1/flow"):
            await tenant.request("POST", path, content=bad, headers=BINARY)
    await bind(tenant, flow, mark)
    await edit(tenant, mark)
    await exported(tenant, {"flowId": flow})
    asked = {"flowId": flow, "includePasswords": True}
    sealed = await exported(tenant, asked | {"passphrase": f"{mark} passphrase"})
    form = {"passphrase": (None, f"{mark} passphrase"), "file": ("it.age", sealed)}
    job = (await other.post("/v1/imports", files=form))["id"]
    assert (await other.ended(job))["state"] == "succeeded"
    wrong = {"passphrase": (None, f"{mark} another"), "file": ("it.age", sealed)}
    job = (await other.post("/v1/imports", files=wrong))["id"]
    assert (await other.ended(job))["problem"]["code"] == "package.sealed"
    shared = await tenant.post("/v1/exports", json=asked | {"share": True})
    token = (await tenant.ended(shared["id"]))["result"]["token"]
    job = (await other.post("/v1/imports", json={"token": token, "onConflict": "overwrite"}))["id"]
    assert (await other.ended(job))["state"] == "succeeded"
    await other.post(f"/v1/imports/{job}/revert")


async def bind(tenant: Caller, flow: str, mark: str) -> None:
    bindings = {
        "values": [{"name": "Gate code", "value": f"{mark} bound value"}],
        "connectors": [{"name": "Nobody's", "password": f"{mark} bound password"}],
    }
    good(await tenant.request("PUT", "/v1/bindings", json=bindings))
    await tenant.get("/v1/bindings")
    snapshot = {"flowId": flow, "includePasswords": True}
    asked = {"snapshot": snapshot, "bindings": bindings, "onConflict": "overwrite"}
    await tenant.post("/v1/plans", json=asked)
    job = (await tenant.post("/v1/imports", json=asked))["id"]
    assert (await tenant.ended(job))["state"] == "succeeded"


async def edit(tenant: Caller, mark: str) -> None:
    value = {"developerName": "New code", "contentType": "ContentPassword"}
    password = {"defaultContentValue": f"{mark} edited value"}
    await tenant.post("/api/draw/1/element/value", json=value | password)
    service = {"developerName": "New service", "uri": "https://new.example.org/api"}
    password = {"httpAuthenticationPassword": f"{mark} edited password"}
    await tenant.post("/api/draw/1/element/service", json=service | password)
    for kind in ("value", "service"):
        await tenant.get(f"/api/draw/1/element/{kind}")
    (environment, *_) = await tenant.get("/api/environment/1")
    path = f"/api/environment/1/{environment['id']}/environmentvariable"
    variable = {"name": "key", "value": f"{mark} variable", "isSecret": True}
    good(await tenant.request("POST", path, json=variable))
    assert len((await tenant.post(f"{path}s", json={}))["items"]) == 1


async def exported(tenant: Caller, asked: dict[str, object]) -> bytes:
    job = (await tenant.post("/v1/exports", json=asked))["id"]
    assert (await tenant.ended(job))["state"] == "succeeded"
    return good(await tenant.request("GET", f"/v1/exports/{job}/package")).content


async def test_a_secret_is_in_no_table_object_message_log_plan_or_answer(
    system: Processes, tenant: Caller, other: Caller, mark: str
) -> None:
    answers: dict[str, bytes] = {}
    plain = f"no secret {secrets.token_hex(12)}"
    for caller in (tenant, other):
        remember_answers(caller, answers)
    async with listening(system.settings["SLUICE_AMQP_URL"]) as listener:
        await send(tenant, other, mark, plain)
        places = await looked_at(system, listener, answers)
    found = [name for name, data in places if any(form in data for form in forms(mark))]
    assert found == []
    seen = {name.split()[0] for name, data in places if any(form in data for form in forms(plain))}
    assert seen == {"table", "object", "answer"}, "the search itself does not find what is there"


async def looked_at(
    system: Processes, listener: Listener, answers: dict[str, bytes]
) -> list[tuple[str, bytes]]:
    tables = await everything(system.admin_dsn)
    return [
        *((f"table {name}", text.encode()) for name, text in tables.items()),
        *((f"object {key}", data) for key, data in objects(system.settings)),
        *((f"log of {name}", system.log(name).encode()) for name in SERVICES),
        ("messages", b"\n".join(listener.messages)),
        *answers.items(),
    ]
