"""A secret that goes in must be nowhere in plain: not in a table, an object or a message."""

import base64
import secrets

import boto3
import pytest

from libs.runtime.settings import Settings
from tests.integration.workers.desk import Desk
from tests.integration.workers.rows import everything
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


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_secret_is_nowhere_in_plain(  # noqa: PLR0917 -- one fixture per place to look at
    desk: Desk,
    other_desk: Desk,
    office_dsn: str,
    settings: Settings,
    capfd: pytest.CaptureFixture[str],
    is_snapshot: bool,
) -> None:
    # 24 bytes, so that its base64 is the same wherever it stands in a longer text of that length
    canary = secrets.token_urlsafe(18)
    sample = Sample(secret=canary)
    await desk.import_ok(sample.data(), is_snapshot=is_snapshot)
    await desk.import_ok(sample.data(), is_snapshot=True)
    job = await desk.export(sample.flow, include_passwords=True, share=True)
    await other_desk.import_shared(await desk.shared(job), is_snapshot=is_snapshot)
    await desk.import_(sample.data()[:-40])
    await desk.import_(sample.data(), overwrite_existing=False)
    events = await desk.events_of(job)
    places = {
        "log": "".join(capfd.readouterr()).encode(),
        "messages": b"\n".join(desk.listener.messages),
        **{f"table {name}": text.encode() for name, text in (await everything(office_dsn)).items()},
        **{f"object {key}": data for key, data in objects(settings).items()},
    }
    assert events
    found = [name for name, data in places.items() if any(form in data for form in forms(canary))]
    assert found == []
