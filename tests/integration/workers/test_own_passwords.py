"""A password that was set in the tenant itself is an edit, and no import takes it unasked."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.plans import PlanDocument
from libs.flows.kinds import SERVICE
from libs.flows.wishes import OnConflict
from libs.runtime.tenant_secrets import open_secret
from libs.store import secrets
from tests.integration.workers.desk import Desk, failed, problem
from tests.integration.workers.edits import set_password
from tests.integration.workers.rows import dump, row_versions
from tests.sample import Sample

FAIL, KEEP, OVERWRITE = OnConflict.FAIL, OnConflict.KEEP_TARGET, OnConflict.OVERWRITE
LOGIN = "httpAuthenticationPassword"
OWN = "our own"


async def login(desk: Desk) -> tuple[str, str]:
    """The connector's password in the draft, and where it came from."""
    async with desk.transaction() as tx:
        held = await secrets.get(tx, desk.tenant_id, secrets.DRAFT)
    (one,) = (one for one in held if one.slot == LOGIN)
    return open_secret(desk.runtime.sealer, desk.tenant_id, one), one.origin


async def with_own_password(desk: Desk) -> Sample:
    sample = Sample(secret="theirs")
    await desk.import_ok(sample.data())
    await set_password(desk, SERVICE, sample.connector, LOGIN, OWN)
    return sample


def edits(plan: PlanDocument) -> list[tuple[str, bool, str]]:
    return [(one.verdict, one.edited, one.decision) for one in plan.changes if one.edited]


async def test_another_password_of_a_package_is_refused(desk: Desk, office_dsn: str) -> None:
    sample = await with_own_password(desk)
    before = await dump(office_dsn, desk.tenant_id)
    plan = await desk.plan_ok(sample.data(), on_conflict=FAIL)
    assert edits(plan) == [("update", True, "refuse")]
    (issue,) = (one for one in plan.issues if one.code == "conflict.edited")
    assert ([one.id for one in issue.elements], "password" in issue.detail) == (
        [sample.connector],
        True,
    )
    job = await desk.import_(sample.data(), on_conflict=FAIL, state_hash=plan.state_hash)
    assert failed(job) == "import.refused"
    assert PlanDocument.model_validate(problem(job)["plan"]).refused
    assert await dump(office_dsn, desk.tenant_id) == before


@pytest.mark.parametrize("summary", ["A sample connector", "Another summary"])
@pytest.mark.parametrize("by_element", [False, True])
async def test_it_is_kept_where_the_target_is_to_be_kept(
    desk: Desk, office_dsn: str, summary: str, by_element: bool
) -> None:
    sample = await with_own_password(desk)
    coming = replace(sample, version=uuid4(), summary=summary)
    decided: dict[str, Any] = {"on_conflict": KEEP}
    if by_element:
        decided = {"on_conflict": FAIL, "on_conflict_by_element": {sample.connector: KEEP}}
    plan = await desk.plan_ok(coming.data(), **decided)
    assert edits(plan) == [("update", True, "keep")]
    assert {one.fate for one in plan.secrets if one.slot == LOGIN} == {"keep"}
    before = await row_versions(office_dsn, desk.tenant_id)
    assert (await desk.import_ok(coming.data(), **decided))["kept"] == 1
    assert await login(desk) == (OWN, "tenant")
    assert await row_versions(office_dsn, desk.tenant_id) == before


async def test_it_is_replaced_where_that_is_asked_for_and_once(desk: Desk, office_dsn: str) -> None:
    sample = await with_own_password(desk)
    result = await desk.import_ok(sample.data(), on_conflict=OVERWRITE)
    assert (result["updated"], await login(desk)) == (1, ("theirs", "package"))
    before = await row_versions(office_dsn, desk.tenant_id)
    again = await desk.import_ok(sample.data(), on_conflict=FAIL)
    assert (again["updated"], again["kept"]) == (0, 0)
    assert await row_versions(office_dsn, desk.tenant_id) == before


async def test_an_older_package_does_not_put_its_password_back_where_the_target_is_kept(
    desk: Desk,
) -> None:
    first = Sample(secret="first")
    second = replace(first, version=uuid4(), secret="second", summary="Second")
    for sample in (first, second):
        await desk.import_ok(sample.data())
    await desk.import_ok(first.data(), on_conflict=KEEP)
    async with desk.transaction() as tx:
        held = await secrets.get(tx, desk.tenant_id, secrets.DRAFT)
    values = {open_secret(desk.runtime.sealer, desk.tenant_id, one) for one in held}
    assert values == {"second"}


async def test_a_binding_replaces_it_and_is_known_as_one(desk: Desk) -> None:
    sample = await with_own_password(desk)
    connector = {"id": sample.connector, "password": "bound"}
    given = JobInput(bindings=Bindings.model_validate({"connectors": [connector]}))
    result = await desk.import_ok(sample.data(), on_conflict=FAIL, given=given)
    assert (result["updated"], await login(desk)) == (0, ("bound", "binding"))


async def test_a_binding_for_an_element_that_is_kept_is_told(desk: Desk) -> None:
    sample = await with_own_password(desk)
    connector = {"id": sample.connector, "uri": "https://bound.example/", "password": "bound"}
    given = JobInput(bindings=Bindings.model_validate({"connectors": [connector]}))
    kept = {"on_conflict_by_element": {sample.connector: KEEP}}
    result = await desk.import_ok(sample.data(), given=given, **kept)
    told = [one for one in result["issues"] if one["code"] == "binding.kept"]
    assert [one["elements"][0]["id"] for one in told] == [str(sample.connector)]
    assert (result["kept"], await login(desk)) == (1, (OWN, "tenant"))


async def test_a_plan_is_void_once_a_password_was_set_in_the_tenant(desk: Desk) -> None:
    sample = Sample(secret=OWN)
    await desk.import_ok(sample.data())
    await set_password(desk, SERVICE, sample.connector, LOGIN, "between")
    plan = await desk.plan_ok(sample.data(), on_conflict=OVERWRITE)
    await set_password(desk, SERVICE, sample.connector, LOGIN, OWN)
    job = await desk.import_(sample.data(), state_hash=plan.state_hash, on_conflict=OVERWRITE)
    assert failed(job) == "import.state-moved"


async def test_a_copy_of_it_in_a_snapshot_is_the_tenants_too(desk: Desk) -> None:
    sample = await with_own_password(desk)
    blank = replace(sample, version=uuid4(), secret=None)
    await desk.import_ok(blank.data(), is_snapshot=True)
    async with desk.transaction() as tx:
        held = await secrets.get(tx, desk.tenant_id, blank.version)
    assert {one.origin for one in held if one.slot == LOGIN} == {"tenant"}
    plan = await desk.plan_ok(replace(sample, version=uuid4()).data(), is_snapshot=True)
    assert not any(one.edited for one in plan.changes)
