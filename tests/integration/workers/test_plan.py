"""Plans: they change nothing, and an import does what its plan says."""

import secrets
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from libs.contracts.jobs import MappedUri
from libs.contracts.plans import PlanDocument
from libs.flows.kinds import SERVICE
from tests.integration.workers.desk import Desk, failed, problem
from tests.integration.workers.edits import edit
from tests.integration.workers.rows import dump, everything, row_versions
from tests.sample import Sample
from tests.unit.flows.packages import own_packages, real_packages

FATES = {"create": "created", "update": "updated", "identical": "identical", "remove": "removed"}


def counted(plan: PlanDocument) -> dict[str, int]:
    return {FATES[name]: getattr(plan.counts, name) for name in FATES} | {"kept": plan.counts.keep}


def done(result: dict[str, Any]) -> dict[str, int]:
    return {name: result[name] for name in (*FATES.values(), "kept")}


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_plan_changes_nothing(desk: Desk, office_dsn: str, is_snapshot: bool) -> None:
    sample = Sample(secret="one")
    await desk.import_ok(sample.data())
    before = await dump(office_dsn, desk.tenant_id), await desk.revision()
    versions = await row_versions(office_dsn, desk.tenant_id)
    changed = replace(sample, version=uuid4(), step=None, summary="Changed", secret="two")
    await desk.plan_ok(changed.data(), is_snapshot=is_snapshot)
    assert (await dump(office_dsn, desk.tenant_id), await desk.revision()) == before
    assert await row_versions(office_dsn, desk.tenant_id) == versions


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_an_import_does_what_its_plan_says(desk: Desk, is_snapshot: bool) -> None:
    sample = Sample()
    for package in (sample, replace(sample, version=uuid4(), step=None, summary="Changed")):
        plan = await desk.plan_ok(package.data(), is_snapshot=is_snapshot)
        options = {"is_snapshot": is_snapshot, "state_hash": plan.state_hash}
        result = await desk.import_ok(package.data(), **options)
        assert done(result) == counted(plan)
        assert result["issues"] == plan.model_dump(mode="json")["issues"]
        assert [one["id"] for one in result["connectors"]] == [
            str(one.id) for one in plan.connector_refreshes
        ]
        assert result["snapshots"] == plan.model_dump(mode="json")["snapshots"]


@pytest.mark.parametrize("is_snapshot", [False, True])
@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
async def test_every_package_at_hand_is_planned_and_imported_alike(
    desk: Desk, data: bytes, is_snapshot: bool
) -> None:
    plan = await desk.plan_ok(data, is_snapshot=is_snapshot)
    options = {"is_snapshot": is_snapshot, "state_hash": plan.state_hash}
    assert done(await desk.import_ok(data, **options)) == counted(plan)
    again = await desk.plan_ok(data, is_snapshot=is_snapshot)
    assert again.counts.identical == len(again.changes) == plan.counts.create


async def test_an_update_shows_field_by_field_what_differs(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    plan = await desk.plan_ok(replace(sample, summary="Changed").data())
    (change,) = (one for one in plan.changes if one.verdict == "update")
    assert (change.kind, change.id) == (SERVICE, sample.connector)
    (difference,) = change.differences
    assert difference.path == "developerSummary"
    assert (difference.before, difference.after) == ('"A sample connector"', '"Changed"')


async def test_an_import_that_names_another_state_is_refused_with_a_fresh_plan(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    changed = replace(sample, summary="Changed")
    seen = await desk.plan_ok(changed.data())
    await edit(desk, SERVICE, sample.connector, developerSummary="Edited meanwhile")
    before = await dump(office_dsn, desk.tenant_id)
    job = await desk.import_(changed.data(), state_hash=seen.state_hash)
    assert failed(job) == "import.state-moved"
    assert await dump(office_dsn, desk.tenant_id) == before
    fresh = PlanDocument.model_validate(problem(job)["plan"])
    assert fresh.state_hash != seen.state_hash
    assert [one.edited for one in fresh.changes if one.id == sample.connector] == [True]
    await desk.import_ok(changed.data(), state_hash=fresh.state_hash)


async def test_what_happens_elsewhere_in_the_tenant_does_not_move_the_state(desk: Desk) -> None:
    sample = Sample()
    plan = await desk.plan_ok(sample.data())
    await desk.import_ok(Sample(name="Another").data(), is_snapshot=True)
    await desk.import_ok(sample.data(), state_hash=plan.state_hash)


async def test_a_plan_names_what_stands_in_the_way_where_nothing_may_be_overwritten(
    desk: Desk,
) -> None:
    sample = Sample()
    assert not (await desk.plan_ok(sample.data(), overwrite_existing=False)).refused
    await desk.import_ok(sample.data())
    assert (await desk.plan_ok(sample.data(), overwrite_existing=False)).refused
    assert not (await desk.plan_ok(sample.data())).refused


async def test_a_plan_tells_which_connectors_a_mapping_hits(desk: Desk) -> None:
    sample, to = Sample(), "https://production.example/"
    stranger = MappedUri(from_="https://nobody.example/", to=to)
    own = MappedUri(from_=sample.uri, to=to)
    plan = await desk.plan_ok(sample.data(), uri_mappings=(own, stranger))
    assert [[one.id for one in hit.connectors] for hit in plan.uri_mappings] == [
        [sample.connector],
        [],
    ]
    assert "mapping.unmatched" in {issue.code for issue in plan.issues}
    assert [one.uri for one in plan.connector_refreshes] == [to]


async def test_a_plan_says_where_a_snapshot_will_stand(desk: Desk) -> None:
    sample = Sample()
    (placed,) = (await desk.plan_ok(sample.data(), is_snapshot=True, is_active=True)).snapshots
    assert (placed.version_id, placed.created, placed.is_active) == (sample.version, True, True)
    await desk.import_ok(sample.data(), is_snapshot=True)
    (placed,) = (await desk.plan_ok(sample.data(), is_snapshot=True)).snapshots
    assert (placed.version_id, placed.created) == (sample.version, False)
    other = replace(sample, summary="Other content")
    (placed,) = (await desk.plan_ok(other.data(), is_snapshot=True)).snapshots
    assert (placed.version_id, placed.created) == (None, True)


async def test_a_plan_tells_what_becomes_of_each_secret_and_never_the_secret(
    desk: Desk, office_dsn: str
) -> None:
    canary = secrets.token_urlsafe(18)
    sample = Sample(secret=canary)
    plan = await desk.plan_ok(sample.data())
    assert {one.fate for one in plan.secrets} == {"set"}
    await desk.import_ok(sample.data())
    fates = {one.fate for one in (await desk.plan_ok(sample.data())).secrets}
    assert fates == {"same"}
    blanked = replace(sample, secret=None, version=uuid4())
    fates = {one.fate for one in (await desk.plan_ok(blanked.data())).secrets}
    assert fates == {"keep"}
    other = replace(sample, secret="another", version=uuid4())
    fates = {one.fate for one in (await desk.plan_ok(other.data())).secrets}
    assert fates == {"replace"}
    found = [name for name, text in (await everything(office_dsn)).items() if canary in text]
    assert found == []


async def test_a_package_that_cannot_be_read_ends_its_plan_with_the_same_problem(
    desk: Desk,
) -> None:
    assert failed(await desk.plan(b"not a package")) == "package.malformed-json"
    assert failed(await desk.plan(Sample().data(), expected_flow_id=uuid4())) == "import.other-flow"
