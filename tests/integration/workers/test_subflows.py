"""Exports with the flows that a flow calls: which of them, at which version, in which order."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from libs.flows import kinds
from libs.flows.read import read_package
from libs.store import environments, releases, snapshots
from libs.store.releases import Build
from libs.store.snapshots import Flags
from tests.calls import calling_data
from tests.integration.workers.desk import Desk, succeeded
from tests.sample import Sample


async def test_sub_flows_are_packed_only_when_asked(desk: Desk) -> None:
    main, sub = Sample(), Sample()
    await published(desk, main, sub.flow)
    await published(desk, sub)
    alone = succeeded(await desk.export(main.flow))
    together = succeeded(await desk.export(main.flow, include_subflows=True))
    assert (alone["subflows"], together["subflows"]) == ([], [str(sub.flow)])
    assert flows_in(await desk.exported(main.flow)) == [main.flow]
    assert flows_in(await desk.exported(main.flow, include_subflows=True)) == [main.flow, sub.flow]


async def test_nested_flows_that_call_in_a_circle_come_in_the_order_of_activation(
    desk: Desk,
) -> None:
    main, middle, last = Sample(), Sample(), Sample()
    await published(desk, main, middle.flow)
    await published(desk, middle, last.flow, main.flow)
    await published(desk, last, main.flow)
    result = succeeded(await desk.export(main.flow, include_subflows=True))
    assert result["subflows"] == [str(last.flow), str(middle.flow)]


async def test_a_sub_flow_comes_at_its_default_else_the_latest_active_else_the_latest(
    desk: Desk,
) -> None:
    main, first = Sample(), Sample()
    second, third, fourth = (replace(first, version=uuid4(), comment=text) for text in "234")
    await published(desk, main, first.flow)
    for version in (first, second, third, fourth):
        await published(desk, version)
    assert await packed_version(desk, main, first) == fourth.version
    await flagged(desk, second, Flags(is_active=True, is_default=False))
    await flagged(desk, third, Flags(is_active=True, is_default=False))
    assert await packed_version(desk, main, first) == third.version
    await flagged(desk, first, Flags(is_active=True, is_default=True))
    assert await packed_version(desk, main, first) == first.version


async def test_a_sub_flow_comes_at_what_the_environment_runs(desk: Desk) -> None:
    main, deployed, beside = Sample(), Sample(), Sample()
    await published(desk, main, deployed.flow, beside.flow)
    await published(desk, deployed)
    await published(desk, beside)
    for flow in (main, deployed):
        async with desk.transaction() as tx:
            build = Build(flow.flow, flow.version, uuid4(), str(uuid4()), None)
            await releases.build(tx, desk.tenant_id, build)
    await published(desk, replace(deployed, version=uuid4()))
    async with desk.transaction() as tx:
        environment = await environments.by_type(tx, desk.tenant_id, "Development")
    package = await desk.exported(main.flow, include_subflows=True, environment_id=environment.id)
    versions = {part.id: part.version_id for part in read_package(package).parts}
    assert versions[deployed.flow] == deployed.version
    assert versions[beside.flow] == beside.version


async def test_called_flows_without_a_snapshot_here_are_named(desk: Desk, other_desk: Desk) -> None:
    main, drafted, foreign, unknown = Sample(), Sample(), Sample(), uuid4()
    await desk.import_ok(drafted.data())
    await published(other_desk, foreign)
    await published(desk, main, drafted.flow, foreign.flow, unknown)
    result = succeeded(await desk.export(main.flow, include_subflows=True))
    assert result["subflows"] == []
    missing = [str(drafted.flow), str(foreign.flow), str(unknown)]
    assert sorted(result["missing_subflows"]) == sorted(missing)


async def test_an_element_that_flows_hold_in_different_states_is_named(desk: Desk) -> None:
    sub = Sample(summary="of the sub-flow")
    main = Sample(connector=sub.connector, summary="of the main flow")
    await published(desk, main, sub.flow)
    await published(desk, sub)
    result = succeeded(await desk.export(main.flow, include_subflows=True))
    assert [one["id"] for one in result["overruled"]] == [str(sub.connector)]
    package = await desk.exported(main.flow, include_subflows=True)
    assert b"of the main flow" in package
    assert b"of the sub-flow" not in package


async def test_the_same_flows_export_to_the_same_object(desk: Desk) -> None:
    main, sub = Sample(secret="one"), Sample(secret="two")
    await published(desk, main, sub.flow)
    await published(desk, sub)
    options: dict[str, Any] = {"include_subflows": True, "include_passwords": True}
    first = succeeded(await desk.export(main.flow, **options))
    await published(desk, Sample())
    again = succeeded(await desk.export(main.flow, **options))
    assert first["object_key"] == again["object_key"]
    package = read_package(await desk.exported(main.flow, **options))
    assert {secret.value for secret in package.secrets} == {"one", "two"}


async def test_flows_packed_together_arrive_as_a_snapshot_each_and_leave_as_they_came(
    desk: Desk, other_desk: Desk
) -> None:
    main, middle, last = Sample(secret="one"), Sample(secret="two"), Sample(secret="three")
    last = replace(last, connector=middle.connector, secret="two")
    await published(desk, main, middle.flow)
    await published(desk, middle, last.flow, main.flow)
    await published(desk, last)
    options: dict[str, Any] = {"include_subflows": True, "include_passwords": True}
    package = await desk.exported(main.flow, **options)
    await other_desk.import_ok(package, is_snapshot=True)
    again = await other_desk.import_ok(package, is_snapshot=True)
    assert (again["created"], again["updated"]) == (0, 0)
    for flow in (main, middle, last):
        there = read_package(await other_desk.exported(flow.flow, version_id=flow.version))
        here = read_package(await desk.exported(flow.flow, version_id=flow.version))
        assert there.digest == here.digest
    returned = read_package(await other_desk.exported(main.flow, **options))
    assert returned.digest == read_package(package).digest
    assert set(returned.secrets) == set(read_package(package).secrets)


async def published(desk: Desk, sample: Sample, *callees: UUID) -> None:
    await desk.import_ok(calling_data(sample, *callees), is_snapshot=True)


async def flagged(desk: Desk, sample: Sample, flags: Flags) -> None:
    async with desk.transaction() as tx:
        await snapshots.activate(tx, desk.tenant_id, sample.flow, sample.version, flags)


async def packed_version(desk: Desk, main: Sample, sub: Sample) -> UUID | None:
    package = read_package(await desk.exported(main.flow, include_subflows=True))
    return next(part.version_id for part in package.parts if part.id == sub.flow)


def flows_in(package: bytes) -> list[UUID]:
    return [part.id for part in read_package(package).parts if part.kind == kinds.FLOW]
