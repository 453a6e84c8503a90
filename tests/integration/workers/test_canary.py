"""A secret that goes in must be nowhere in plain: not in a table, an object or a message."""

import base64
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import boto3
import orjson
import pytest

from libs.contracts.bindings import JobInput
from libs.objects.sealed_files import seal_file
from libs.runtime.settings import Settings
from libs.store import reverting, tenants
from tests.integration.workers.desk import Desk, failed
from tests.integration.workers.rows import everything
from tests.packages.secret_places import SecretPlaces
from tests.sample import Sample


def forms(secret: str) -> list[bytes]:
    """As the secret itself could lie in text, in bytes written as hexadecimal, or in base64."""
    plain = secret.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-1]]


def objects(settings: Settings) -> dict[str, bytes]:
    """Every object in the bucket."""
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        region_name=settings.s3_region,
    )
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=settings.s3_bucket)
    keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
    found = {
        key: client.get_object(Bucket=settings.s3_bucket, Key=key)["Body"].read() for key in keys
    }
    client.close()
    return found


Look: TypeAlias = Callable[[str], Awaitable[list[str]]]


@pytest.fixture
def look(
    desk: Desk, office_dsn: str, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> Look:
    """Gives the places where a text stands in plain."""

    async def found(text: str) -> list[str]:
        tables = await everything(office_dsn)
        places = {
            "log": "".join(capfd.readouterr()).encode(),
            "messages": b"\n".join(desk.listener.messages),
            **{f"table {name}": rows.encode() for name, rows in tables.items()},
            **{f"object {key}": data for key, data in objects(settings).items()},
        }
        return [name for name, data in places.items() if any(one in data for one in forms(text))]

    return found


def canary() -> str:
    """24 bytes, so that its base64 is the same wherever it stands in a text of whole thirds."""
    return secrets.token_urlsafe(18)


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_secret_is_nowhere_in_plain(
    desk: Desk, other_desk: Desk, look: Look, is_snapshot: bool
) -> None:
    sample = Sample(secret=canary())
    assert sample.secret is not None
    await desk.import_ok(sample.data(), is_snapshot=is_snapshot)
    await desk.import_ok(sample.data(), is_snapshot=True)
    job = await desk.export(sample.flow, include_passwords=True, share=True)
    await other_desk.import_shared(await desk.shared(job), is_snapshot=is_snapshot)
    await desk.import_(sample.data()[:-40])
    await desk.import_(sample.data(), overwrite_existing=False)
    assert await desk.events_of(job)
    assert await look(sample.secret) == []


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_no_place_for_a_secret_lets_it_out_through_plans_refusals_or_reverts(
    desk: Desk, look: Look, is_snapshot: bool
) -> None:
    first, second = canary(), canary()
    package, changed = (orjson.dumps(SecretPlaces(mark).package()) for mark in (first, second))
    await desk.plan_ok(package, is_snapshot=is_snapshot)
    await desk.import_ok(package, is_snapshot=is_snapshot)
    await desk.plan_ok(changed, is_snapshot=is_snapshot)
    moved = await desk.import_(changed, is_snapshot=is_snapshot, state_hash="00" * 32)
    assert failed(moved) == "import.state-moved"
    job = await desk.import_(changed, is_snapshot=is_snapshot)
    await desk.events_of(job)
    async with desk.transaction() as tx:
        await tenants.lock(tx, [desk.tenant_id])
        await reverting.revert(tx, desk.tenant_id, job.id, desk.key_id)
    assert await look(first) == []
    assert await look(second) == []


async def test_bindings_and_passphrases_are_nowhere_in_plain(desk: Desk, look: Look) -> None:
    bound, passphrase, sample = canary(), canary(), Sample()
    connector = {"name": "Sample Connector", "password": bound}
    bindings = {
        "values": [{"name": "Sample Password", "value": bound}, {"name": "No", "value": bound}],
        "connectors": [connector],
    }
    given = JobInput.model_validate({"bindings": bindings, "passphrase": passphrase})
    data = seal_file(sample.data(), passphrase=passphrase)
    await desk.plan_ok(data, given=given)
    await desk.import_ok(data, given=given, keep_bindings=True)
    await desk.import_ok(sample.data(), given=given, is_snapshot=True)
    refused = await desk.import_(data, given=given, overwrite_existing=False)
    assert failed(refused) == "import.conflict"
    await desk.export(sample.flow, given=given, with_passphrase=True, include_passwords=True)
    await desk.events_of(refused)
    assert await look(bound) == []
    assert await look(passphrase) == []
