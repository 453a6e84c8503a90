"""Passwords: sealed on the way in, kept when a package leaves them blank, out only when asked."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.flows.read import read_package
from libs.runtime.clock import now
from libs.store import secrets, tenants
from libs.store.publishing import Publication, create_from_draft
from tests.integration.workers.desk import Desk, succeeded
from tests.sample import Sample

SECRET = "correct horse battery staple"


def values(package: bytes) -> set[str]:
    return {secret.value for secret in read_package(package).secrets}


@pytest.mark.parametrize("again_as_snapshot", [False, True])
async def test_a_blanked_password_keeps_the_targets_own(
    desk: Desk, again_as_snapshot: bool
) -> None:
    sample = Sample(secret=SECRET)
    await desk.import_ok(sample.data())
    blanked = replace(sample, version=uuid4(), secret=None, summary="Changed")
    again = await desk.import_ok(blanked.data(), is_snapshot=again_as_snapshot)
    assert again["missing_secrets"] == []
    if not again_as_snapshot:
        last = replace(blanked, version=uuid4())
        await desk.import_ok(last.data(), is_snapshot=True)
    assert values(await desk.exported(sample.flow, include_passwords=True)) == {SECRET}


async def test_a_snapshot_takes_over_the_passwords_of_the_one_before(desk: Desk) -> None:
    sample = Sample(secret=SECRET)
    await desk.import_ok(sample.data(), is_snapshot=True)
    next_one = replace(sample, version=uuid4(), secret=None, summary="Changed")
    await desk.import_ok(next_one.data(), is_snapshot=True)
    assert values(await desk.exported(sample.flow, include_passwords=True)) == {SECRET}


async def test_a_new_password_replaces_the_old_one(desk: Desk) -> None:
    sample = Sample(secret="old")
    await desk.import_ok(sample.data(), is_snapshot=True)
    changed = replace(sample, version=uuid4(), secret="new", summary="Changed")
    await desk.import_ok(changed.data(), is_snapshot=True)
    assert values(await desk.exported(sample.flow, include_passwords=True)) == {"new"}
    old = await desk.exported(sample.flow, version_id=sample.version, include_passwords=True)
    assert values(old) == {"old"}


async def test_what_is_needed_is_told_as_missing_and_what_may_be_blank_as_empty(desk: Desk) -> None:
    result = await desk.import_ok(Sample().data())
    assert [one["name"] for one in result["missing_secrets"]] == ["Sample Connector"]
    told = {issue["code"]: issue["elements"] for issue in result["issues"]}
    assert [one["name"] for one in told["secret.missing"]] == ["Sample Connector"]
    assert [one["name"] for one in told["secret.empty"]] == ["Sample Password"]


async def test_a_package_is_blanked_unless_passwords_are_asked_for(desk: Desk) -> None:
    sample = Sample(secret=SECRET)
    await desk.import_ok(sample.data(), is_snapshot=True)
    result = succeeded(await desk.export(sample.flow))
    assert (result["sealed"], result["blanked"]) == (False, 2)
    assert SECRET.encode() not in await desk.exported(sample.flow)


async def test_a_package_with_passwords_lies_sealed_and_opens_in_another_tenant(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample(secret=SECRET)
    await desk.import_ok(sample.data(), is_snapshot=True)
    job = await desk.export(sample.flow, include_passwords=True, share=True)
    result = succeeded(job)
    assert (result["sealed"], result["blanked"]) == (True, 0)
    stored = await desk.runtime.objects.get(result["object_key"])
    assert SECRET.encode() not in stored
    await other_desk.import_shared(await desk.shared(job), is_snapshot=True)
    received = await other_desk.exported(sample.flow, include_passwords=True)
    assert values(received) == {SECRET}


def with_values(sample: Sample, **texts: str | None) -> bytes:
    """The sample's connector with these configuration values, in this order."""
    package = sample.package()
    package["serviceElementConfigurations"][0]["configurationValues"] = [
        {"developerName": name, "contentType": "ContentPassword", "contentValue": text}
        for name, text in texts.items()
    ]
    return json.dumps(package).encode()


def values_by_name(package: bytes) -> dict[str, str | None]:
    (connector,) = json.loads(package)["serviceElementConfigurations"]
    return {one["developerName"]: one["contentValue"] for one in connector["configurationValues"]}


async def test_a_password_stays_with_its_field_when_another_comes_in_front(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(with_values(sample, DbPassword=SECRET), is_snapshot=True)
    after = replace(sample, version=uuid4())
    blanked = with_values(after, SmsToken=None, DbPassword=None)
    fates = {one.slot: one.fate for one in (await desk.plan_ok(blanked, is_snapshot=True)).secrets}
    assert fates["configurationValues/SmsToken/contentValue"] == "empty"
    assert fates["configurationValues/DbPassword/contentValue"] == "keep"
    await desk.import_ok(blanked, is_snapshot=True)
    exported = await desk.exported(sample.flow, include_passwords=True)
    assert values_by_name(exported) == {"SmsToken": None, "DbPassword": SECRET}


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_password_goes_with_its_field(desk: Desk, is_snapshot: bool) -> None:
    sample = Sample()
    await desk.import_ok(with_values(sample, Db=SECRET, Sms="another"))
    after = replace(sample, version=uuid4())
    result = await desk.import_ok(with_values(after, Sms=None), is_snapshot=is_snapshot)
    async with desk.transaction() as tx:
        version_id = secrets.DRAFT if result["version_id"] is None else UUID(result["version_id"])
        held = await secrets.slots(tx, desk.tenant_id, version_id)
    assert {slot for _, _, slot in held} == {"configurationValues/Sms/contentValue"}


async def test_secrets_beside_the_elements_are_sealed_and_come_back(desk: Desk) -> None:
    sample = Sample()
    variable = {"name": "Smtp", "isSecret": True}
    package = sample.package() | {"environmentVariables": [variable | {"value": SECRET}]}
    await desk.import_ok(json.dumps(package).encode(), is_snapshot=True)
    assert SECRET.encode() not in await desk.exported(sample.flow)
    exported = json.loads(await desk.exported(sample.flow, include_passwords=True))
    assert exported["environmentVariables"] == package["environmentVariables"]


async def test_a_password_for_a_field_that_the_tenants_element_lacked_is_exported_with_it(
    desk: Desk,
) -> None:
    sample = Sample()
    bare = sample.package()
    del bare["serviceElementConfigurations"][0]["httpAuthenticationPassword"]
    bare["contentValueDocuments"] = []
    await desk.import_ok(json.dumps(bare).encode())
    result = await desk.import_ok(replace(sample, secret=SECRET).data())
    assert result["updated"] >= 1
    async with desk.transaction() as tx:
        await tenants.lock(tx, [desk.tenant_id])
        await create_from_draft(tx, desk.tenant_id, sample.flow, Publication(uuid4(), now()))
    exported = await desk.exported(sample.flow, include_passwords=True)
    assert sorted(secret.value for secret in read_package(exported).secrets) == [SECRET, SECRET]
    again = await desk.import_ok(replace(sample, secret=SECRET).data())
    assert again["updated"] == 0


@pytest.mark.parametrize("draft_first", [False, True])
async def test_a_password_that_a_snapshot_was_given_stays_out_of_a_draft_without_a_place_for_it(
    desk: Desk, draft_first: bool
) -> None:
    sample = Sample()
    package = sample.package()
    del package["serviceElementConfigurations"][0]["httpAuthenticationPassword"]
    bare = json.dumps(package).encode()
    connector = {"id": sample.connector, "password": SECRET}
    given = JobInput(bindings=Bindings.model_validate({"connectors": [connector]}))
    if draft_first:
        await desk.import_ok(bare)
    await desk.import_ok(bare, is_snapshot=True, given=given)
    for _ in range(2):
        await desk.import_ok(bare)
        async with desk.transaction() as tx:
            assert await secrets.slots(tx, desk.tenant_id, secrets.DRAFT) == set()
    blank = await desk.plan_ok(sample.data())
    assert "keep" in {one.fate for one in blank.secrets if one.id == sample.connector}
    await desk.import_ok(sample.data())
    async with desk.transaction() as tx:
        held = await secrets.slots(tx, desk.tenant_id, secrets.DRAFT)
    assert {slot for _, _, slot in held} == {"httpAuthenticationPassword"}
