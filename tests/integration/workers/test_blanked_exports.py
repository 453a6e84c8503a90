"""An export without likely secrets on its way into tenants that have values of their own there."""

import json
from typing import Any

import orjson
import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.plans import PlanDocument
from libs.flows.kinds import SERVICE, VALUE
from tests.integration.workers.desk import Desk
from tests.integration.workers.edits import content_of, edit
from tests.integration.workers.rows import row_versions
from tests.sample import Sample

_FIELD = "defaultContentValue"
_URI = "https://joe:s3cretpw@connector.example/api"


def _package(sample: Sample) -> bytes:
    package = sample.package()
    package["valueElementConfigurations"][1] |= {
        "developerName": "API key",
        "contentType": "ContentString",
        _FIELD: "hunter2hunter2",
    }
    package["serviceElementConfigurations"][0]["uri"] = _URI
    return json.dumps(package).encode()


async def _blanked(desk: Desk, sample: Sample) -> bytes:
    await desk.import_ok(_package(sample), is_snapshot=True)
    data = await desk.exported(sample.flow, blank_likely_secrets=True)
    assert b"hunter2" not in data
    assert b"s3cretpw" not in data
    return data


def _told(plan: PlanDocument) -> list[str]:
    return sorted(str(one.path) for one in plan.issues if one.code == "secret.blanked")


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_what_the_tenant_has_there_stays_and_nothing_is_written(
    desk: Desk, other_desk: Desk, office_dsn: str, is_snapshot: bool
) -> None:
    sample = Sample()
    data = await _blanked(desk, sample)
    await other_desk.import_ok(_package(sample), is_snapshot=is_snapshot)
    before = await row_versions(office_dsn, other_desk.tenant_id)
    plan = await other_desk.plan_ok(data, is_snapshot=is_snapshot)
    assert _told(plan) == []
    assert plan.counts.identical == len(plan.changes)
    options: dict[str, Any] = {"is_snapshot": is_snapshot, "state_hash": plan.state_hash}
    await other_desk.import_ok(data, **options)
    assert await row_versions(office_dsn, other_desk.tenant_id) == before


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_first_draft_or_snapshot_takes_over_what_the_other_has(
    desk: Desk, other_desk: Desk, is_snapshot: bool
) -> None:
    sample = Sample()
    data = await _blanked(desk, sample)
    await other_desk.import_ok(_package(sample), is_snapshot=not is_snapshot)
    await other_desk.import_ok(data, is_snapshot=is_snapshot)
    if is_snapshot:
        exported = orjson.loads(await other_desk.exported(sample.flow))
        assert exported["serviceElementConfigurations"][0]["uri"] == _URI
        assert exported["valueElementConfigurations"][1][_FIELD] == "hunter2hunter2"
    else:
        assert (await content_of(other_desk, SERVICE, sample.connector))["uri"] == _URI
        value = await content_of(other_desk, VALUE, sample.value)
        assert value[_FIELD] == "hunter2hunter2"


async def test_a_plan_is_void_once_the_tenants_own_value_has_changed(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample()
    data = await _blanked(desk, sample)
    await other_desk.import_ok(_package(sample))
    plan = await other_desk.plan_ok(data)
    await edit(other_desk, VALUE, sample.value, **{_FIELD: "our own key"})
    again = await other_desk.plan_ok(data)
    assert again.state_hash != plan.state_hash
    assert again.counts.identical == len(again.changes)
    await other_desk.import_ok(data, state_hash=again.state_hash)
    assert (await content_of(other_desk, VALUE, sample.value))[_FIELD] == "our own key"


async def test_what_a_tenant_lacks_is_told_until_it_is_bound(desk: Desk, other_desk: Desk) -> None:
    sample = Sample()
    data = await _blanked(desk, sample)
    plan = await other_desk.plan_ok(data)
    assert _told(plan) == [_FIELD, "uri"]
    assert [one.id for one in plan.missing_bindings if one.field == "value"] == [sample.value]
    bound = {
        "values": [{"id": str(sample.value), "value": "bound"}],
        "connectors": [{"id": str(sample.connector), "uri": "https://bound.example.com"}],
    }
    given = JobInput(bindings=Bindings.model_validate(bound))
    plan = await other_desk.plan_ok(data, given=given)
    assert _told(plan) == []
    assert "value" not in {one.field for one in plan.missing_bindings}
    await other_desk.import_ok(data, given=given)
    assert (await content_of(other_desk, VALUE, sample.value))[_FIELD] == "bound"
    assert _told(await other_desk.plan_ok(data)) == ["uri"]  # the bound one has no password
