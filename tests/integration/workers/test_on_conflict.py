"""`onConflict`: what becomes of elements that were edited, or that would go back in time."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.plans import PlanDocument
from libs.flows.kinds import MAP, SERVICE
from libs.flows.wishes import OnConflict
from tests.integration.workers.desk import Desk, failed, problem
from tests.integration.workers.edits import content_of, edit
from tests.integration.workers.rows import dump, row_versions
from tests.sample import Sample
from tests.unit.flows.packages import real_packages

FAIL, KEEP, OVERWRITE = OnConflict.FAIL, OnConflict.KEEP_TARGET, OnConflict.OVERWRITE


async def summary(desk: Desk, sample: Sample) -> str:
    return str((await content_of(desk, SERVICE, sample.connector))["developerSummary"])


async def edited_sample(desk: Desk) -> Sample:
    """Imported, then edited in the tenant; the next import of it brings another state."""
    sample = Sample()
    await desk.import_ok(sample.data())
    await edit(desk, SERVICE, sample.connector, developerSummary="Edited here")
    return replace(sample, version=uuid4(), summary="From the package")


async def test_an_edit_is_overwritten_where_that_is_asked_for(desk: Desk) -> None:
    sample = await edited_sample(desk)
    result = await desk.import_ok(sample.data(), on_conflict=OVERWRITE)
    assert (result["updated"], result["kept"]) == (1, 0)
    assert "conflict.edited" in {issue["code"] for issue in result["issues"]}
    assert await summary(desk, sample) == "From the package"


async def test_an_edit_is_kept_and_all_else_is_imported(desk: Desk, office_dsn: str) -> None:
    sample = await edited_sample(desk)
    fuller = replace(sample, value=uuid4(), secret="not for an element that is kept")
    result = await desk.import_ok(fuller.data(), on_conflict=KEEP)
    assert (result["kept"], result["created"], result["connectors"]) == (1, 1, [])
    assert await summary(desk, sample) == "Edited here"
    held = (await dump(office_dsn, desk.tenant_id))["secret"]
    assert len(held) == 1
    assert "value" in held[0]


async def test_an_edit_refuses_the_import_and_the_refusal_holds_the_plan(
    desk: Desk, office_dsn: str
) -> None:
    sample = await edited_sample(desk)
    before = await dump(office_dsn, desk.tenant_id), await desk.revision()
    job = await desk.import_(sample.data(), on_conflict=FAIL)
    assert failed(job) == "import.refused"
    assert (await dump(office_dsn, desk.tenant_id), await desk.revision()) == before
    plan = PlanDocument.model_validate(problem(job)["plan"])
    assert plan.refused
    assert [one.id for one in plan.changes if one.decision == "refuse"] == [sample.connector]


async def test_single_elements_are_decided_by_themselves(desk: Desk) -> None:
    sample = await edited_sample(desk)
    decided: dict[str, Any] = {"on_conflict_by_element": {sample.connector: KEEP}}
    result = await desk.import_ok(sample.data(), on_conflict=FAIL, **decided)
    assert (result["kept"], await summary(desk, sample)) == (1, "Edited here")
    decided = {"on_conflict_by_element": {sample.connector: OVERWRITE}}
    await desk.import_ok(sample.data(), on_conflict=FAIL, **decided)
    assert await summary(desk, sample) == "From the package"


async def test_an_element_can_be_kept_although_nobody_has_edited_it(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    decided = {"on_conflict_by_element": {sample.connector: KEEP}}
    result = await desk.import_ok(replace(sample, summary="New").data(), **decided)
    assert (result["kept"], await summary(desk, sample)) == (1, sample.summary)


async def test_an_element_that_holds_what_the_package_brings_is_no_conflict(desk: Desk) -> None:
    sample = await edited_sample(desk)
    same = replace(sample, summary="Edited here")
    result = await desk.import_ok(same.data(), on_conflict=FAIL)
    assert (result["identical"], result["updated"], result["kept"]) == (6, 0, 0)


async def test_an_edited_element_that_the_package_lacks_is_removed_only_when_asked(
    desk: Desk,
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    assert sample.step is not None
    await edit(desk, MAP, sample.step, developerSummary="Edited here")
    without = replace(sample, version=uuid4(), step=None)
    assert failed(await desk.import_(without.data(), on_conflict=FAIL)) == "import.refused"
    kept = await desk.import_ok(without.data(), on_conflict=KEEP)
    assert (kept["removed"], kept["kept"]) == (0, 1)
    assert (await desk.import_ok(without.data()))["removed"] == 1


async def test_older_content_than_the_tenant_has_is_a_downgrade(desk: Desk) -> None:
    first = Sample()
    second = replace(first, version=uuid4(), summary="Second")
    for sample in (first, second):
        await desk.import_ok(sample.data(), on_conflict=FAIL)
    plan = await desk.plan_ok(first.data(), on_conflict=FAIL)
    assert plan.refused
    assert [one.id for one in plan.changes if one.downgrade] == [first.connector]
    assert failed(await desk.import_(first.data(), on_conflict=FAIL)) == "import.refused"
    assert (await desk.import_ok(first.data(), on_conflict=KEEP))["kept"] == 1
    assert await summary(desk, first) == "Second"
    await desk.import_ok(first.data())
    assert await summary(desk, first) == first.summary


async def test_an_older_date_is_a_downgrade_where_the_history_is_unknown(desk: Desk) -> None:
    sample = Sample()
    newer = with_date(replace(sample, summary="Newer"), "2026-05-01T09:00:00.0000000+00:00")
    await desk.import_ok(newer)
    plan = await desk.plan_ok(sample.data(), on_conflict=FAIL)
    assert [one.id for one in plan.changes if one.downgrade] == [sample.connector]


async def test_a_snapshot_import_has_no_conflicts(desk: Desk) -> None:
    sample = await edited_sample(desk)
    await desk.import_ok(sample.data(), on_conflict=FAIL, is_snapshot=True)
    assert await summary(desk, sample) == "Edited here"


async def test_keeping_everything_writes_no_element(desk: Desk, office_dsn: str) -> None:
    sample = await edited_sample(desk)
    before = await row_versions(office_dsn, desk.tenant_id)
    await desk.import_ok(sample.data(), on_conflict=KEEP)
    assert await row_versions(office_dsn, desk.tenant_id) == before


def desk_of_orders(name: str, day: int, host: str, *actions: str) -> tuple[Sample, bytes]:
    """A flow that calls the last of the actions of one connector, which is as it was that day."""
    sample = Sample(name=name, connector=SHARED, uri=f"https://{host}/orders/1")
    package = sample.package()
    connector = package["serviceElementConfigurations"][0]
    connector["dateModified"] = f"2026-05-{day:02}T09:00:00.0000000+00:00"
    connector["actions"] = [{"uriPart": one, "developerName": one} for one in actions]
    package["mapElementConfigurations"][0]["messageActions"] = [
        {"serviceElementId": {"guid": str(SHARED)}, "uriPart": actions[-1]}
    ]
    return sample, orjson.dumps(package)


SHARED = UUID("5f0e7a52-6f43-4b5c-9a0e-6a1d8c1f9b27")
FIVE = (
    # in the order of their file names, which is not the order in which they were made
    ("concatenate", 2, "orders-staging.example.com", "new", "fill", "list", "join"),
    ("create", 5, "orders.ngrok.io", "new", "fill", "list", "join", "fetch"),
    ("generate", 1, "orders.ngrok.io", "new", "fill", "list"),
    ("orders", 12, "orders.example.com", "new", "fill", "list", "join", "fetch"),
    ("populate", 1, "orders.ngrok.io", "new", "fill"),
)
"""Five flows with five versions of one connector, like the platform's own examples."""


async def test_five_versions_of_a_connector_in_the_order_of_their_files_do_not_take_it_back(
    desk: Desk,
) -> None:
    refused = {}
    for name, day, host, *actions in FIVE:
        sample, data = desk_of_orders(name, day, host, *actions)
        job = await desk.import_(data, on_conflict=FAIL)
        if job.problem is None:
            continue
        plan = PlanDocument.model_validate(problem(job)["plan"])
        assert [one.id for one in plan.changes if one.decision == "refuse"] == [SHARED]
        assert [one.downgrade for one in plan.changes if one.id == SHARED] == [True]
        refused[name] = {issue.code: issue for issue in plan.issues}
        impacted = {one.name for one in plan.impacted_flows}
        assert {"concatenate", "create"} <= impacted
        assert sample.name not in impacted
        await desk.import_ok(data, on_conflict=KEEP)
    assert set(refused) == {"generate", "populate"}
    for issues in refused.values():
        assert {"conflict.downgrade", "connector.removed-action"} <= set(issues)
    shared = await content_of(desk, SERVICE, SHARED)
    assert shared["uri"] == "https://orders.example.com/orders/1"
    assert len(shared["actions"]) == 5


async def test_overwriting_goes_back_and_names_the_flows_that_lose_an_action(desk: Desk) -> None:
    for name, day, host, *actions in FIVE:
        _, data = desk_of_orders(name, day, host, *actions)
        result = await desk.import_ok(data)
    lost = [one for one in result["issues"] if one["code"] == "connector.removed-action"]
    assert {one["path"] for one in lost} == {
        f"actions/{name}" for name in ("list", "join", "fetch")
    }
    (fetch,) = (one for one in lost if one["path"] == "actions/fetch")
    assert "'create' and 'orders'" in fetch["detail"]
    assert "connector.development-host" in {one["code"] for one in result["issues"]}
    assert len((await content_of(desk, SERVICE, SHARED))["actions"]) == 2


def five_packages() -> list[bytes]:
    """The platform's own five PDF examples by file name where they are at hand, else ours."""
    folder = Path(os.environ.get("SLUICE_REAL_PACKAGES", ""))
    files = [file.read_bytes() for file in sorted(folder.glob("*pdf*")) if file.is_file()]
    return files if len(files) == len(FIVE) else [desk_of_orders(*one)[1] for one in FIVE]


async def test_five_packages_in_the_order_of_their_names_do_not_take_a_connector_back(
    desk: Desk,
) -> None:
    refused = []
    for file in five_packages():
        plan = await desk.plan_ok(file, on_conflict=FAIL)
        job = await desk.import_(file, on_conflict=FAIL)
        assert plan.refused == (job.problem is not None)
        if job.problem is not None:
            refused.append({issue.code for issue in plan.issues})
            await desk.import_ok(file, on_conflict=KEEP)
    assert refused
    assert all("conflict.downgrade" in codes for codes in refused)


@pytest.mark.parametrize("data", real_packages())
async def test_importing_a_real_package_again_is_no_conflict(desk: Desk, data: bytes) -> None:
    await desk.import_ok(data, on_conflict=FAIL)
    again = await desk.import_ok(data, on_conflict=FAIL)
    assert (again["updated"], again["removed"], again["kept"]) == (0, 0, 0)


def with_date(sample: Sample, date: str) -> bytes:
    package = sample.package()
    package["serviceElementConfigurations"][0]["dateModified"] = date
    return orjson.dumps(package)
