"""Where a package may come from, and what is asked of it before it is looked at."""

import base64
import secrets
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from libs.contracts.bindings import JobInput
from libs.contracts.jobs import SnapshotSource
from libs.flows.integrity import signed
from libs.flows.read import read_package
from libs.objects.sealed_files import seal_file
from libs.runtime.signing import Signer
from libs.runtime.tenant_identity import recipient_of
from libs.store import snapshots, tenant_settings
from libs.store.tenant_settings import Settings, UnsignedPackages
from tests.calls import calling_data
from tests.integration.workers.desk import Desk, failed, succeeded
from tests.integration.workers.rows import dump
from tests.sample import Sample

PASSPHRASE = "a passphrase for this test"
STRANGER = Signer.from_text(base64.b64encode(secrets.token_bytes(32)).decode(), "")


def opening(passphrase: str) -> JobInput:
    return JobInput.model_validate({"passphrase": passphrase})


async def unsigned_are_refused(desk: Desk) -> None:
    async with desk.transaction() as tx:
        settings = Settings(UnsignedPackages.REFUSE)
        await tenant_settings.save(tx, desk.tenant_id, settings)


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_snapshot_goes_from_one_tenant_into_another(
    desk: Desk, other_desk: Desk, is_snapshot: bool
) -> None:
    sample = Sample(secret="one")
    await desk.import_ok(sample.data(), is_snapshot=True)
    source = SnapshotSource(tenant_id=desk.tenant_id, flow_id=sample.flow, include_passwords=True)
    await unsigned_are_refused(other_desk)
    job = await other_desk.import_snapshot(source, is_snapshot=is_snapshot)
    assert succeeded(job)["created"] == 6
    if is_snapshot:
        package = await other_desk.exported(sample.flow, include_passwords=True)
        assert read_package(package).digest == read_package(sample.data()).digest
        assert {secret.value for secret in read_package(package).secrets} == {"one"}


async def test_a_snapshot_comes_without_its_passwords_unless_they_are_asked_for(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample(secret="one")
    await desk.import_ok(sample.data(), is_snapshot=True)
    source = SnapshotSource(tenant_id=desk.tenant_id, flow_id=sample.flow)
    result = succeeded(await other_desk.import_snapshot(source))
    assert [one["name"] for one in result["missing_secrets"]] == ["Sample Connector"]


async def test_a_snapshot_that_is_not_there_has_the_problem_of_an_export(
    desk: Desk, other_desk: Desk
) -> None:
    source = SnapshotSource(tenant_id=desk.tenant_id, flow_id=uuid4())
    assert failed(await other_desk.import_snapshot(source)) == "flow.not-found"


async def test_a_draft_goes_back_to_one_of_its_snapshots_and_stays_as_a_further_one(
    desk: Desk,
) -> None:
    sample = Sample(secret="one")
    await desk.import_ok(sample.data(), is_snapshot=True)
    later = replace(sample, version=uuid4(), summary="Later", secret="two")
    await desk.import_ok(later.data())
    source = SnapshotSource(
        tenant_id=desk.tenant_id,
        flow_id=sample.flow,
        version_id=sample.version,
        include_passwords=True,
    )
    options: dict[str, Any] = {"automatic_snapshot_comment": "Before going back"}
    assert succeeded(await desk.import_snapshot(source, **options))["updated"] == 1
    async with desk.transaction() as tx:
        newest, oldest = await snapshots.list_snapshots(tx, desk.tenant_id, sample.flow)
    assert (newest.comment, oldest.version_id) == ("Before going back", sample.version)
    kept = await desk.exported(sample.flow, include_passwords=True)
    assert {secret.value for secret in read_package(kept).secrets} == {"two"}


async def test_a_file_sealed_to_a_passphrase_opens_with_it_alone(desk: Desk) -> None:
    sample = Sample(secret="one")
    data = seal_file(sample.data(), passphrase=PASSPHRASE)
    assert failed(await desk.import_(data)) == "package.sealed"
    assert failed(await desk.import_(data, given=opening("another one"))) == "package.sealed"
    assert (await desk.import_ok(data, given=opening(PASSPHRASE)))["created"] == 6


async def test_a_file_sealed_to_a_tenants_public_key_opens_in_that_tenant_alone(
    desk: Desk, other_desk: Desk
) -> None:
    async with desk.transaction() as tx:
        recipient = await recipient_of(tx, desk.runtime.sealer, desk.tenant_id)
    data = seal_file(Sample().data(), recipient=recipient)
    assert failed(await other_desk.import_(data)) == "package.sealed"
    assert (await desk.import_ok(data))["created"] == 6


def altered(sample: Sample) -> bytes:
    return signed(sample.data(), STRANGER).replace(b"A sample connector", b"Another connector!")


async def test_an_altered_package_is_refused_with_the_element_that_differs(
    desk: Desk, office_dsn: str
) -> None:
    before = await dump(office_dsn, desk.tenant_id)
    job = await desk.import_(altered(Sample()))
    assert failed(job) == "package.altered"
    assert job.problem is not None
    assert "Sample Connector" in job.problem["detail"]
    assert await dump(office_dsn, desk.tenant_id) == before


async def test_a_plan_tells_of_an_altered_package_among_all_else(desk: Desk) -> None:
    sample = Sample()
    plan = await desk.plan_ok(altered(sample))
    assert plan.refused
    (issue,) = (one for one in plan.issues if one.code == "integrity.digest-mismatch")
    assert [one.id for one in issue.elements] == [sample.connector]
    assert plan.counts.create == 6


async def test_a_tenant_may_take_only_packages_with_a_trusted_signature(desk: Desk) -> None:
    sample = Sample()
    await unsigned_are_refused(desk)
    assert failed(await desk.import_(sample.data())) == "package.unsigned"
    assert failed(await desk.import_(signed(sample.data(), STRANGER))) == "package.unsigned"


async def test_a_plan_goes_on_where_unsigned_packages_are_refused(desk: Desk) -> None:
    sample = Sample()
    await unsigned_are_refused(desk)
    for package in (sample.data(), signed(sample.data(), STRANGER)):
        plan = await desk.plan_ok(package)
        assert (plan.refused, plan.counts.create) == (True, 6)
        assert (plan.issues[0].code, plan.issues[0].severity) == (
            "integrity.refused-unsigned",
            "error",
        )


async def test_a_plan_names_the_signer(desk: Desk) -> None:
    plan = await desk.plan_ok(signed(Sample().data(), STRANGER))
    assert plan.signer is not None
    assert not plan.signer.trusted
    assert base64.b64decode(plan.signer.key) == STRANGER.key
    assert "integrity.unknown-signer" in {issue.code for issue in plan.issues}


async def together(desk: Desk, *samples: Sample) -> bytes:
    """A package of flows each of which calls the next."""
    for caller, callee in pairwise(samples):
        await desk.import_ok(calling_data(caller, callee.flow), is_snapshot=True)
    await desk.import_ok(samples[-1].data(), is_snapshot=True)
    return await desk.exported(samples[0].flow, include_subflows=True, include_passwords=True)


async def test_flows_that_come_together_are_planned_and_placed_callee_first(
    desk: Desk, other_desk: Desk
) -> None:
    main, middle, last = Sample(), Sample(secret="one"), Sample()
    package = await together(desk, main, middle, last)
    options: dict[str, Any] = {"is_snapshot": True, "is_active": True}
    plan = await other_desk.plan_ok(package, **options)
    order = [last.flow, middle.flow, main.flow]
    assert [one.flow_id for one in plan.snapshots] == order
    assert plan.flow_id == main.flow
    assert "reference.missing-subflow" not in {issue.code for issue in plan.issues}
    job = await other_desk.import_(package, state_hash=plan.state_hash, **options)
    result = succeeded(job)
    assert result["version_id"] == str(main.version)
    assert result["created"] == plan.counts.create
    assert [one["flowId"] for one in result["snapshots"]] == [str(one) for one in order]
    imported = [
        event["data"]["flow_id"]
        for event in await other_desk.events_of(job)
        if event["type"] == "flow.package.imported"
    ]
    assert imported == [str(one) for one in order]
    again = await other_desk.plan_ok(package, **options)
    assert again.counts.identical == plan.counts.create


async def test_a_mapping_that_one_of_several_flows_answers_to_is_not_in_vain(
    desk: Desk, other_desk: Desk
) -> None:
    main, sub = Sample(), Sample(uri="https://only.example/")
    package = await together(desk, main, sub)
    options: dict[str, Any] = {
        "is_snapshot": True,
        "uri_mappings": ({"from": sub.uri, "to": "https://production.example/"},),
    }
    plan = await other_desk.plan_ok(package, **options)
    assert "mapping.unmatched" not in {issue.code for issue in plan.issues}
    assert [[one.id for one in hit.connectors] for hit in plan.uri_mappings] == [[sub.connector]]


async def test_flows_that_come_together_into_the_draft_are_one_import(
    desk: Desk, other_desk: Desk
) -> None:
    main, sub = Sample(), Sample()
    package = await together(desk, main, sub)
    plan = await other_desk.plan_ok(package)
    assert plan.snapshots == ()
    result = await other_desk.import_ok(package, state_hash=plan.state_hash)
    assert (result["created"], result["version_id"]) == (plan.counts.create, None)
