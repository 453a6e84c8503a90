"""Merging: a package's elements mapped to what the tenant has under another id, and remembered."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import orjson

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.plans import PlanDocument
from libs.flows.kinds import FLOW, MAP, SERVICE
from libs.flows.wishes import Mergeable, OnConflict
from tests.integration.workers.desk import Desk
from tests.integration.workers.edits import content_of
from tests.integration.workers.rows import dump, row_versions
from tests.sample import Sample

CONNECTORS = frozenset({Mergeable.CONNECTORS})


def calling(sample: Sample) -> bytes:
    """The sample with a message action on its connector, and a secret if it has one."""
    package = sample.package()
    service = package["serviceElementConfigurations"][0]
    service["actions"] = [{"uriPart": "orders", "developerName": "Orders"}]
    package["mapElementConfigurations"][0]["messageActions"] = [
        {"serviceElementId": {"guid": str(sample.connector)}, "uriPart": "orders"}
    ]
    return orjson.dumps(package)


async def connectors(desk: Desk, sample: Sample) -> dict[str, Any]:
    """What the sample's flow and its start name as their connector."""
    flow = await content_of(desk, FLOW, sample.flow)
    start = await content_of(desk, MAP, sample.start)
    return {"flow": flow["serviceElementIds"], "start": start["messageActions"]}


def merged_from(plan: PlanDocument) -> dict[UUID, UUID | None]:
    return {one.id: one.merged_from for one in plan.changes if one.kind == SERVICE}


async def test_a_connector_with_the_same_end_point_is_mapped_through_every_reference(
    desk: Desk,
) -> None:
    there, other = Sample(), Sample()
    await desk.import_ok(there.data())
    plan = await desk.plan_ok(calling(other), merge=CONNECTORS)
    assert merged_from(plan) == {there.connector: other.connector}
    await desk.import_ok(calling(other), merge=CONNECTORS, state_hash=plan.state_hash)
    named = orjson.dumps(await connectors(desk, other)).decode()
    assert str(there.connector) in named
    assert str(other.connector) not in named


async def test_without_being_asked_nothing_is_merged_and_the_plan_says_so(desk: Desk) -> None:
    there, other = Sample(), Sample()
    await desk.import_ok(there.data())
    plan = await desk.plan_ok(calling(other))
    assert merged_from(plan) == {other.connector: None}
    assert "duplicate.endpoint" in {issue.code for issue in plan.issues}


async def test_a_merge_is_remembered_for_the_next_import(desk: Desk, office_dsn: str) -> None:
    there, other = Sample(), Sample()
    await desk.import_ok(there.data())
    await desk.import_ok(calling(other), merge=CONNECTORS)
    before = await row_versions(office_dsn, desk.tenant_id)
    again = await desk.import_ok(calling(other), on_conflict=OnConflict.FAIL)
    assert (again["created"], again["updated"]) == (0, 0)
    assert await row_versions(office_dsn, desk.tenant_id) == before
    later = replace(other, version=uuid4(), summary="Later")
    plan = await desk.plan_ok(calling(later))
    assert merged_from(plan) == {there.connector: other.connector}


async def test_a_merged_connectors_password_comes_under_the_id_that_is_there(desk: Desk) -> None:
    there, other = Sample(), Sample(secret="one")
    await desk.import_ok(there.data())
    plan = await desk.plan_ok(calling(other), merge=CONNECTORS)
    assert there.connector in {one.id for one in plan.secrets if one.fate == "set"}
    result = await desk.import_ok(calling(other), merge=CONNECTORS)
    assert result["missing_secrets"] == []


async def test_a_snapshot_may_be_merged_into_a_tenant_that_has_the_connector(desk: Desk) -> None:
    there, other = Sample(), Sample()
    await desk.import_ok(there.data())
    await desk.import_ok(calling(other), merge=CONNECTORS, is_snapshot=True)
    exported = await desk.exported(other.flow)
    assert str(there.connector).encode() in exported
    assert str(other.connector).encode() not in exported


async def test_a_merged_connector_that_is_bound_comes_again_without_a_trace(
    desk: Desk, office_dsn: str
) -> None:
    there, other = Sample(), Sample()
    await desk.import_ok(there.data())
    await desk.import_ok(calling(other), merge=CONNECTORS)
    bound = {"id": other.connector, "uri": "https://own.example/", "password": "secret"}
    given = JobInput(bindings=Bindings.model_validate({"connectors": [bound]}))
    await desk.import_ok(calling(other), given=given)
    before = await dump(office_dsn, desk.tenant_id)
    again = await desk.import_ok(calling(other), given=given)
    assert (again["created"], again["updated"]) == (0, 0)
    assert await dump(office_dsn, desk.tenant_id) == before
