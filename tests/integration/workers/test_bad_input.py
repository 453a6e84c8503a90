"""Bad input ends its job with a problem of its own, changes nothing, and stops no worker."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from libs.contracts.jobs import TokenPackage
from libs.objects.store import ObjectMissing
from libs.store import uploads
from tests.integration.workers.desk import Desk, failed
from tests.integration.workers.rows import row_versions
from tests.listening import seen
from tests.sample import Sample

GOOD = Sample()


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    package = GOOD.package()
    change(package)
    return json.dumps(package).encode()


def deep(levels: int) -> bytes:
    head, tail = GOOD.data()[:-1], b"}"
    return head + b',"more":' + b"[" * levels + b"]" * levels + tail


BAD = {
    "empty object": (b"{}", "package.not-a-package"),
    "another document": (b'{"openapi": "3.1.0"}', "package.not-a-package"),
    "a list": (b"[]", "package.not-a-package"),
    "text": (b"not a package", "package.malformed-json"),
    "half a package": (GOOD.data()[: len(GOOD.data()) // 2], "package.truncated"),
    "wrong type": (
        edited(lambda p: p.update(mapElementConfigurations="many")),
        "package.wrong-type",
    ),
    "no id": (
        edited(lambda p: p["serviceElementConfigurations"][0].pop("compositeId")),
        "package.wrong-type",
    ),
    "10,000 levels": (deep(10_000), "package.too-deep"),
    "65 levels": (deep(65), "package.too-deep"),
    "duplicate key": (
        GOOD.data().replace(b'"uri":', b'"uri": "https://other.example/", "uri":'),
        "package.duplicate-key",
    ),
    "duplicate element": (
        edited(
            lambda p: p["valueElementConfigurations"].append(p["valueElementConfigurations"][0])
        ),
        "package.duplicate-element",
    ),
    "NaN": (GOOD.data().replace(b'"access": "PRIVATE"', b'"access": NaN'), "package.not-a-number"),
    "lone surrogate": (
        GOOD.data().replace(b"A sample connector", b"\\ud800"),
        "package.lone-surrogate",
    ),
    "too large": (GOOD.data() + b" " * 2**25, "package.too-large"),
}


@pytest.mark.parametrize(("package", "code"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_bad_package_changes_nothing_and_the_worker_goes_on(
    desk: Desk, office_dsn: str, package: bytes, code: str, is_snapshot: bool
) -> None:
    await desk.import_ok(GOOD.data(), is_snapshot=is_snapshot)
    before = await row_versions(office_dsn, desk.tenant_id)
    revision = await desk.revision()
    job = await desk.import_(package, is_snapshot=is_snapshot)
    assert failed(job) == code
    assert await row_versions(office_dsn, desk.tenant_id) == before
    assert await desk.revision() == revision
    await desk.import_ok(replace(GOOD, version=uuid4()).data())


async def test_another_flow_than_the_address_names_is_refused(desk: Desk) -> None:
    job = await desk.import_(GOOD.data(), expected_flow_id=uuid4())
    assert failed(job) == "import.other-flow"


async def test_a_shared_package_that_is_gone_is_a_problem(desk: Desk) -> None:
    gone = TokenPackage(
        tenant_id=uuid4(), object_key=f"{uuid4()}/none", digest="00" * 32, sealed=False
    )
    assert failed(await desk.import_shared(gone)) == "object.digest-mismatch"


async def test_a_stored_package_that_was_changed_is_not_applied(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    shared = await desk.shared(await desk.export(sample.flow, share=True))
    key = shared.object_key
    package = await desk.runtime.objects.get(key)
    await desk.runtime.objects.delete(key)
    await desk.runtime.objects.put_once(key, package.replace(b"Sample", b"Forged"))
    assert failed(await other_desk.import_shared(shared)) == "object.digest-mismatch"


@pytest.mark.parametrize("package", [GOOD.data(), b"not a package"])
async def test_the_upload_is_gone_when_its_job_has_ended(desk: Desk, package: bytes) -> None:
    job = await desk.import_(package)

    async def gone() -> bool:
        async with desk.transaction() as tx:
            return await uploads.find(tx, desk.tenant_id, job.id) is None

    await seen(gone)
    with pytest.raises(ObjectMissing):
        await desk.runtime.objects.get(f"uploads/{desk.tenant_id}/{job.id}")
