"""Taking an import back: byte for byte what was there, or nothing at all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.jobs import MappedUri
from libs.contracts.problems import ProblemError
from libs.flows.kinds import SERVICE, VALUE
from libs.store import refreshes, reverting, tenants
from libs.store.reverting import Reverted
from tests.integration.workers.desk import Desk, succeeded
from tests.integration.workers.edits import edit
from tests.integration.workers.rows import dump
from tests.sample import Sample
from tests.unit.flows.packages import own_packages, real_packages

BY = UUID(int=7)


async def revert(desk: Desk, job_id: UUID) -> Reverted:
    async with desk.transaction() as tx:
        await tenants.lock(tx, [desk.tenant_id])
        return await reverting.revert(tx, desk.tenant_id, job_id, BY)


async def code_of(desk: Desk, job_id: UUID) -> str:
    with pytest.raises(ProblemError) as refused:
        await revert(desk, job_id)
    return str(refused.value.problem.code)


def changed(sample: Sample) -> Sample:
    """Another version: the step is gone, the connector differs, and so do the passwords."""
    return replace(sample, version=uuid4(), step=None, summary="Changed", secret="another")


KEPT = JobInput(
    bindings=Bindings.model_validate({"values": [{"name": "Sample Password", "value": "bound"}]})
)
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "draft": {},
    "snapshot": {"is_snapshot": True, "is_active": True, "is_default": True},
    "kept bindings": {"given": KEPT, "keep_bindings": True},
    "mapped URI": {
        "uri_mappings": (MappedUri(from_=Sample().uri, to="https://production.example/"),)
    },
    "snapshot of the draft first": {"automatic_snapshot_comment": "Before"},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("into", ["nothing", "draft", "snapshot", "edited draft"])
async def test_afterwards_the_tenant_is_byte_for_byte_what_it_was(
    desk: Desk, office_dsn: str, into: str, options: Mapping[str, Any]
) -> None:
    sample = Sample(secret="one")
    if into != "nothing":
        await desk.import_ok(sample.data(), is_snapshot=into == "snapshot", is_active=True)
    if into == "edited draft":
        await edit(desk, VALUE, sample.value, developerSummary="Edited here")
    before = await dump(office_dsn, desk.tenant_id)
    job = await desk.import_(changed(sample).data(), **options)
    succeeded(job)
    assert await dump(office_dsn, desk.tenant_id) != before
    reverted = await revert(desk, job.id)
    assert reverted.flow_id == sample.flow
    assert await dump(office_dsn, desk.tenant_id) == before


@pytest.mark.parametrize("is_snapshot", [False, True])
@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
async def test_every_package_at_hand_is_taken_back_whole(
    desk: Desk, office_dsn: str, data: bytes, is_snapshot: bool
) -> None:
    await desk.import_ok(Sample().data())
    before = await dump(office_dsn, desk.tenant_id)
    job = await desk.import_(data, is_snapshot=is_snapshot)
    succeeded(job)
    await revert(desk, job.id)
    assert await dump(office_dsn, desk.tenant_id) == before


async def test_imports_are_taken_back_one_after_the_other_the_latest_first(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample()
    states, done = [], []
    for package in (sample, changed(sample), replace(sample, name="Third")):
        states.append(await dump(office_dsn, desk.tenant_id))
        done.append(await desk.import_(package.data()))
    assert await code_of(desk, done[0].id) == "import.changed-since"
    for job, state in zip(reversed(done), reversed(states), strict=True):
        await revert(desk, job.id)
        assert await dump(office_dsn, desk.tenant_id) == state


async def test_what_changed_since_is_told_and_nothing_is_taken_back(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample()
    job = await desk.import_(sample.data())
    await edit(desk, SERVICE, sample.connector, developerSummary="Edited since")
    before = await dump(office_dsn, desk.tenant_id)
    with pytest.raises(ProblemError) as refused:
        await revert(desk, job.id)
    problem = refused.value.problem.document()
    assert problem["code"] == "import.changed-since"
    assert str(sample.connector) in str(problem["changes"])
    assert await dump(office_dsn, desk.tenant_id) == before


async def test_an_import_whose_notice_was_marked_done_is_taken_back_with_the_notice(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    before = await dump(office_dsn, desk.tenant_id)
    moved = replace(sample, uri="https://moved.example.com")
    job = await desk.import_(moved.data())
    async with desk.transaction() as tx:
        (wanted,) = await refreshes.list_open(tx, desk.tenant_id)
        await refreshes.done(tx, desk.tenant_id, wanted.id, BY)
    await revert(desk, job.id)
    assert await dump(office_dsn, desk.tenant_id) == before


async def test_an_import_is_taken_back_once(desk: Desk) -> None:
    job = await desk.import_(Sample().data())
    await revert(desk, job.id)
    assert await code_of(desk, job.id) == "import.reverted"


async def test_plans_refused_imports_and_strangers_cannot_be_taken_back(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample()
    plan = await desk.plan(sample.data())
    done = await desk.import_(sample.data())
    refused = await desk.import_(sample.data(), overwrite_existing=False)
    for job_id in (plan.id, refused.id, uuid4()):
        assert await code_of(desk, job_id) == "import.not-found"
    assert await code_of(other_desk, done.id) == "import.not-found"


async def test_after_a_revert_the_same_import_is_possible_again(desk: Desk) -> None:
    sample = Sample(secret="one")
    first = await desk.import_(sample.data())
    await revert(desk, first.id)
    assert (await desk.import_ok(sample.data()))["created"] == 6


async def test_an_import_that_changes_nothing_takes_nothing_back(
    desk: Desk, office_dsn: str
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    before = await dump(office_dsn, desk.tenant_id)
    again = await desk.import_(sample.data())
    assert (await revert(desk, again.id)).rows == 0
    assert await dump(office_dsn, desk.tenant_id) == before
