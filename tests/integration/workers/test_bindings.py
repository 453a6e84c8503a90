"""Bindings: a tenant's own values, given with a request, kept for the next, and inherited."""

import secrets
from dataclasses import replace
from typing import Any
from uuid import uuid4

import orjson
import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.jobs import MappedUri
from libs.flows.kinds import SERVICE
from libs.flows.read import read_package
from libs.objects.sealing import Sealer
from libs.runtime import kept_bindings
from libs.store import tenants
from tests.integration.workers.desk import Desk
from tests.integration.workers.edits import content_of
from tests.integration.workers.rows import dump, row_versions
from tests.sample import Sample

SECRET = "correct horse battery staple"


def given(**bindings: Any) -> JobInput:
    return JobInput(bindings=Bindings.model_validate(bindings))


def password(value: str, **named: Any) -> JobInput:
    return given(values=[{**(named or {"name": "Sample Password"}), "value": value}])


def held(package: bytes) -> dict[str, str]:
    return {secret.slot: secret.value for secret in read_package(package).secrets}


async def exported(desk: Desk, sample: Sample) -> dict[str, str]:
    """The secrets that the tenant's snapshot holds."""
    return held(await desk.exported(sample.flow, include_passwords=True))


@pytest.mark.parametrize("by_id", [False, True])
async def test_a_value_binding_fills_a_password_that_the_package_leaves_blank(
    desk: Desk, by_id: bool
) -> None:
    sample = Sample()
    named = {"id": sample.password} if by_id else {"name": "Sample Password"}
    await desk.import_ok(sample.data(), is_snapshot=True, given=password(SECRET, **named))
    assert set((await exported(desk, sample)).values()) == {SECRET}


async def test_a_connector_binding_sets_all_that_it_names(desk: Desk) -> None:
    sample = Sample()
    connector = {
        "name": "Sample Connector",
        "uri": "https://own.example/",
        "username": "someone",
        "password": SECRET,
    }
    result = await desk.import_ok(sample.data(), given=given(connectors=[connector]))
    content = await content_of(desk, SERVICE, sample.connector)
    assert (content["uri"], content["httpAuthenticationUsername"]) == (
        "https://own.example/",
        "someone",
    )
    assert [one["uri"] for one in result["connectors"]] == ["https://own.example/"]
    assert [one["name"] for one in result["missing_secrets"]] == []


async def test_a_binding_wins_over_the_package_and_over_what_the_tenant_has(desk: Desk) -> None:
    sample = Sample(secret="the package's")
    await desk.import_ok(sample.data(), is_snapshot=True)
    later = replace(sample, version=uuid4())
    await desk.import_ok(later.data(), is_snapshot=True, given=password(SECRET))
    assert sorted((await exported(desk, later)).values()) == [SECRET, "the package's"]


async def test_a_mapping_gives_way_to_a_binding_of_the_same_request(desk: Desk) -> None:
    sample = Sample()
    connector = {"name": "Sample Connector", "uri": "https://bound.example/"}
    mapping = MappedUri(from_=sample.uri, to="https://mapped.example/")
    await desk.import_ok(
        sample.data(), uri_mappings=(mapping,), given=given(connectors=[connector])
    )
    content = await content_of(desk, SERVICE, sample.connector)
    assert content["uri"] == "https://bound.example/"


async def test_a_binding_that_names_nothing_is_told_without_its_value(desk: Desk) -> None:
    canary = secrets.token_urlsafe(18)
    result = await desk.import_ok(Sample().data(), given=password(canary, name="Nobody"))
    (issue,) = (one for one in result["issues"] if one["code"] == "binding.unmatched")
    assert "Nobody" in issue["detail"]
    assert canary not in issue["detail"]


async def test_kept_bindings_hold_for_the_next_import(desk: Desk, office_dsn: str) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), given=password(SECRET), keep_bindings=True)
    assert (await dump(office_dsn, desk.tenant_id))["binding"]
    other = Sample()
    await desk.import_ok(other.data(), is_snapshot=True)
    assert set((await exported(desk, other)).values()) == {SECRET}


async def test_bindings_are_forgotten_with_their_job_unless_they_are_to_be_kept(
    desk: Desk, office_dsn: str
) -> None:
    await desk.import_ok(Sample().data(), given=password(SECRET))
    left = await dump(office_dsn, desk.tenant_id, ("binding", "job_input"))
    assert left == {"binding": [], "job_input": []}


async def test_what_a_parent_keeps_holds_below_until_a_tenant_keeps_its_own(desk: Desk) -> None:
    await desk.import_ok(Sample().data(), given=password("parent's"), keep_bindings=True)
    child = replace(desk, tenant_id=uuid4())
    async with desk.runtime.database.transaction([desk.tenant_id, child.tenant_id]) as tx:
        await tenants.create_subtenant(tx, desk.tenant_id, child.tenant_id, child.tenant_id.hex)
    first, second = Sample(), Sample()
    await child.import_ok(first.data(), is_snapshot=True)
    assert set((await exported(child, first)).values()) == {"parent's"}
    await child.import_ok(Sample().data(), given=password("own"), keep_bindings=True)
    await child.import_ok(second.data(), is_snapshot=True)
    assert set((await exported(child, second)).values()) == {"own"}


async def test_the_same_bindings_again_write_no_element(desk: Desk, office_dsn: str) -> None:
    sample = Sample()
    connector = {"name": "Sample Connector", "uri": "https://own.example/", "password": SECRET}
    options = {"given": given(connectors=[connector]), "keep_bindings": True}
    await desk.import_ok(sample.data(), **options)
    before = await row_versions(office_dsn, desk.tenant_id)
    kept = await dump(office_dsn, desk.tenant_id)
    result = await desk.import_ok(sample.data(), **options)
    assert (result["updated"], result["connectors"]) == (0, [])
    assert await row_versions(office_dsn, desk.tenant_id) == before
    assert await dump(office_dsn, desk.tenant_id) == kept
    connector["password"] = "another"
    changed = given(connectors=[connector])
    await desk.import_ok(sample.data(), given=changed, keep_bindings=True)
    now_kept = (await dump(office_dsn, desk.tenant_id))["binding"]
    assert len(set(now_kept) - set(kept["binding"])) == 1


async def test_what_is_kept_is_written_only_where_it_differs_or_cannot_be_opened(
    desk: Desk, office_dsn: str
) -> None:
    lost, ours = Sealer({"lost": secrets.token_bytes(32)}), desk.runtime.sealer
    connector = {"name": "Desk", "uri": "https://a.example/", "password": SECRET}
    bindings = Bindings.model_validate({"connectors": [{**connector, "configuration": {"K": "v"}}]})
    rows = []
    for sealer in (lost, ours, ours):
        async with desk.transaction() as tx:
            await tenants.lock(tx, [desk.tenant_id])
            await kept_bindings.keep(tx, sealer, desk.tenant_id, bindings)
        rows.append((await dump(office_dsn, desk.tenant_id))["binding"])
    assert len(rows[0]) == 3
    assert set(rows[0]).isdisjoint(rows[1])
    assert rows[2] == rows[1]
    async with desk.transaction() as tx:
        assert await kept_bindings.kept(tx, ours, [desk.tenant_id]) == [bindings]


async def test_what_is_kept_is_part_of_the_state(desk: Desk) -> None:
    sample = Sample()
    plan = await desk.plan_ok(sample.data())
    await desk.import_ok(Sample().data(), given=password(SECRET), keep_bindings=True)
    fresh = await desk.plan_ok(sample.data())
    assert fresh.state_hash != plan.state_hash
    assert {one.source for one in fresh.secrets if one.fate == "set"} == {"binding"}


async def test_a_plan_names_the_bindings_that_are_still_missing(desk: Desk) -> None:
    plan = await desk.plan_ok(Sample().data())
    assert [(one.name, one.field) for one in plan.missing_bindings] == [
        ("Sample Connector", "password")
    ]
    connector = {"name": "Sample Connector", "password": SECRET}
    supplied = await desk.plan_ok(Sample().data(), given=given(connectors=[connector]))
    assert supplied.missing_bindings == ()


def configured(sample: Sample) -> bytes:
    """The sample's connector with its password value as the configuration value `Token`."""
    package = sample.package()
    package["serviceElementConfigurations"][0]["configurationValues"] = [
        {
            "developerName": "Token",
            "contentType": "ContentPassword",
            "valueElementToReferenceId": {"guid": str(sample.password)},
        }
    ]
    return orjson.dumps(package)


async def test_a_connectors_configuration_is_bound_by_its_name(desk: Desk) -> None:
    sample = Sample()
    plan = await desk.plan_ok(configured(sample))
    assert [(one.name, one.field) for one in plan.missing_bindings] == [
        ("Sample Connector", "password"),
        ("Sample Password", "value"),
    ]
    connector = {"name": "Sample Connector", "configuration": {"Token": SECRET}}
    await desk.import_ok(configured(sample), is_snapshot=True, given=given(connectors=[connector]))
    assert set((await exported(desk, sample)).values()) == {SECRET}
