"""Exports: which snapshot, which bytes, and the token."""

import hashlib
import io
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.flows.read import read_package
from libs.store import environments, releases
from libs.store.releases import Build
from tests.integration.workers.desk import Desk, failed, succeeded
from tests.sample import Sample


async def test_the_object_is_named_by_the_digest_of_its_bytes(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    result = succeeded(await desk.export(sample.flow))
    package = await desk.runtime.objects.get(result["object_key"])
    digest = hashlib.sha256(package).hexdigest()
    assert result["object_key"] == f"{desk.tenant_id}/{digest}"
    assert (result["digest"], result["size"]) == (digest, len(package))


async def test_an_object_that_was_damaged_is_written_anew(desk: Desk) -> None:
    sample = Sample(secret="correct horse")
    await desk.import_ok(sample.data(), is_snapshot=True)
    first = succeeded(await desk.export(sample.flow, include_passwords=True))
    await desk.runtime.objects.put_file(first["object_key"], io.BytesIO(b"damaged"))
    again = await desk.exported(sample.flow, include_passwords=True)
    assert len(again) == first["size"]


async def test_the_same_snapshot_exports_to_the_same_object(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    keys = {succeeded(await desk.export(sample.flow))["object_key"] for _ in range(2)}
    assert len(keys) == 1


async def test_a_package_that_went_through_a_token_has_the_same_digest(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    job = await desk.export(sample.flow, share=True)
    await other_desk.import_shared(await desk.shared(job), is_snapshot=True)
    received = await other_desk.exported(sample.flow)
    assert read_package(received).digest == read_package(sample.data()).digest


async def test_the_latest_snapshot_is_exported_unless_a_version_is_named(desk: Desk) -> None:
    first = Sample()
    second = replace(first, version=uuid4(), summary="Second")
    for sample in (first, second):
        await desk.import_ok(sample.data(), is_snapshot=True)
    latest = succeeded(await desk.export(first.flow))
    named = succeeded(await desk.export(first.flow, version_id=first.version))
    assert (latest["version_id"], named["version_id"]) == (str(second.version), str(first.version))


async def test_what_an_environment_runs_is_exported(desk: Desk) -> None:
    deployed = Sample()
    await desk.import_ok(deployed.data(), is_snapshot=True)
    environment_id = await deploy(desk, deployed)
    newer = replace(deployed, version=uuid4(), summary="Newer")
    await desk.import_ok(newer.data(), is_snapshot=True)
    result = succeeded(await desk.export(deployed.flow, environment_id=environment_id))
    assert result["version_id"] == str(deployed.version)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"version_id": uuid4()}, "snapshot.not-found"),
        ({"environment_id": uuid4()}, "environment.not-found"),
    ],
)
async def test_a_missing_version_or_environment_has_a_problem_of_its_own(
    desk: Desk, options: dict[str, Any], code: str
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    assert failed(await desk.export(sample.flow, **options)) == code


async def test_a_flow_that_is_not_deployed_has_a_problem_of_its_own(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    async with desk.transaction() as tx:
        test = await environments.by_type(tx, desk.tenant_id, "Test")
    job = await desk.export(sample.flow, environment_id=test.id)
    assert failed(job) == "environment.nothing-deployed"


async def test_a_draft_without_a_snapshot_and_an_unknown_flow_are_told_apart(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    assert failed(await desk.export(sample.flow)) == "flow.no-snapshot"
    assert failed(await desk.export(uuid4())) == "flow.not-found"


async def test_another_tenants_flow_is_not_found(desk: Desk, other_desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    job = await other_desk.export(sample.flow, version_id=sample.version)
    assert failed(job) == "flow.not-found"


async def deploy(desk: Desk, sample: Sample) -> UUID:
    """Puts the snapshot into Development and gives that environment's id."""
    async with desk.transaction() as tx:
        release = Build(sample.flow, sample.version, uuid4(), "First", None)
        await releases.build(tx, desk.tenant_id, release)
        return (await environments.by_type(tx, desk.tenant_id, "Development")).id
