"""Environments and releases: forward one step at a time, and back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.model import Package
from libs.store import environments, releases, snapshots
from libs.store.database import Database, Transaction
from libs.store.environments import TYPES, Environment
from libs.store.releases import Build, Release, ReleaseFilter
from tests.integration.store.examples import changed, import_snapshot, package, small_package


async def places(tx: Transaction, tenant: UUID) -> list[Environment]:
    return await environments.list_environments(tx, tenant)


async def published(database: Database, tenant: UUID, what: Package) -> UUID:
    return (await import_snapshot(database, tenant, what)).version_id


async def built(
    tx: Transaction, tenant: UUID, flow_id: UUID, version_id: UUID, name: str = "Release"
) -> Release:
    return await releases.build(tx, tenant, Build(flow_id, version_id, uuid4(), name, uuid4()))


async def test_a_tenant_comes_with_three_environments_in_a_row(
    database: Database, tenant: UUID
) -> None:
    async with database.transaction(scope=[tenant]) as tx:
        first, second, third = await places(tx, tenant)
        assert await environments.by_type(tx, tenant, "test") == second
        assert await environments.get(tx, tenant, third.id) == third
    assert tuple(one.type for one in (first, second, third)) == TYPES
    assert [one.next_id for one in (first, second, third)] == [second.id, third.id, None]
    assert [one.is_default for one in (first, second, third)] == [True, False, False]


async def test_a_build_stands_in_development_at_once(database: Database, tenant: UUID) -> None:
    what = small_package()
    version = await published(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        release = await built(tx, tenant, what.flow.id, version)
        development, test, _ = await places(tx, tenant)
        assert release.environment_id == development.id
        assert release.can_roll_back
        assert release.last_deployed == development.last_deployed is not None
        (flow,) = release.flows
        assert (flow.flow_id, flow.version_id, flow.name) == (
            what.flow.id,
            version,
            what.flow.name,
        )
        assert await environments.list_flows(tx, tenant, development.id) == [flow]
        assert await environments.list_flows(tx, tenant, development.id, "no such") == []
        assert await environments.list_flows(tx, tenant, test.id) == []
        running = await environments.deployed_version(tx, tenant, development.id, what.flow.id)
        assert running == version
        (deployed,) = await snapshots.list_deployed(tx, tenant, development.id)
        assert deployed.version_id == version


async def test_a_release_goes_to_the_next_environment_only(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    version = await published(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        release = await built(tx, tenant, what.flow.id, version)
        development, test, production = await places(tx, tenant)
        for wrong in (development, production):
            with pytest.raises(ProblemError) as refused:
                await releases.deploy(tx, tenant, release.id, wrong.id)
            assert refused.value.problem.code == ErrorCode.RELEASE_NOT_NEXT
        await releases.deploy(tx, tenant, release.id, test.id)
        promoted = await releases.deploy(tx, tenant, release.id, production.id)
        assert promoted.environment_id == production.id
        released = await releases.list_released(tx, tenant, what.flow.id)
    assert [one.environment_name for one in released] == list(TYPES)


async def test_a_further_build_takes_a_release_back_to_development(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    newer = package([changed(what.flow, text="newer"), *what.parts[1:]])
    first = await published(database, tenant, what)
    second = await published(database, tenant, newer)
    async with database.transaction(scope=[tenant]) as tx:
        release = await built(tx, tenant, what.flow.id, first)
        development, test, _ = await places(tx, tenant)
        await releases.deploy(tx, tenant, release.id, test.id)
        again = await releases.build(tx, tenant, Build(what.flow.id, second, release.id))
        assert again.environment_id == development.id
        runs = [
            await environments.deployed_version(tx, tenant, place.id, what.flow.id)
            for place in (development, test)
        ]
    assert runs == [second, first]


async def test_a_roll_back_brings_the_previous_releases_snapshot_and_then_none(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    newer = package([changed(what.flow, text="newer"), *what.parts[1:]])
    versions = [await published(database, tenant, one) for one in (what, newer)]
    async with database.transaction(scope=[tenant]) as tx:
        development, test, _ = await places(tx, tenant)
        first, second = [await built(tx, tenant, what.flow.id, version) for version in versions]
        for release in (first, second):
            await releases.deploy(tx, tenant, release.id, test.id)
        runs = []
        for release in (second, first):
            back = await releases.roll_back(tx, tenant, release.id, test.id)
            assert back.environment_id == development.id
            runs.append(await environments.deployed_version(tx, tenant, test.id, what.flow.id))
        with pytest.raises(ProblemError) as refused:
            await releases.roll_back(tx, tenant, first.id, test.id)
    assert runs == [versions[0], None]
    assert refused.value.problem.code == ErrorCode.RELEASE_NOTHING_TO_ROLL_BACK


async def test_a_release_taken_out_of_development_cannot_be_rolled_back_again(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    version = await published(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        release = await built(tx, tenant, what.flow.id, version)
        development, *_ = await places(tx, tenant)
        back = await releases.roll_back(tx, tenant, release.id, development.id)
    assert (back.environment_id, back.can_roll_back) == (development.id, False)


async def test_releases_are_found_by_place_type_time_and_name(
    database: Database, tenant: UUID
) -> None:
    what = small_package()
    version = await published(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        spring, autumn = [
            await built(tx, tenant, what.flow.id, version, name) for name in ("Spring", "Autumn")
        ]
        _, test, _ = await places(tx, tenant)
        spring = await releases.deploy(tx, tenant, spring.id, test.id)
        now = datetime.now(UTC)
        hour = timedelta(hours=1)
        for wanted, expected in (
            (ReleaseFilter(), {spring.id, autumn.id}),
            (ReleaseFilter(environment_id=test.id), {spring.id}),
            (ReleaseFilter(types=("Development", "Production")), {autumn.id}),
            (ReleaseFilter(since=now - hour), {spring.id, autumn.id}),
            (ReleaseFilter(since=now + hour), set()),
            (ReleaseFilter(search_term="aut"), {autumn.id}),
        ):
            found = await releases.list_releases(tx, tenant, wanted)
            assert {release.id for release in found} == expected


async def test_what_is_missing_is_a_problem_for_people(database: Database, tenant: UUID) -> None:
    what = small_package()
    version = await published(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        known = await built(tx, tenant, what.flow.id, version)
        for ask, code in (
            (releases.get(tx, tenant, uuid4()), ErrorCode.RELEASE_NOT_FOUND),
            (
                releases.build(tx, tenant, Build(what.flow.id, version, uuid4())),
                ErrorCode.RELEASE_NOT_FOUND,
            ),
            (releases.deploy(tx, tenant, known.id, uuid4()), ErrorCode.ENVIRONMENT_NOT_FOUND),
            (environments.by_type(tx, tenant, "Moon"), ErrorCode.ENVIRONMENT_NOT_FOUND),
        ):
            with pytest.raises(ProblemError) as refused:
                await ask
            assert refused.value.problem.code == code
