"""A snapshot made from the draft."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import FLOW, MAP, SERVICE, VALUE
from libs.flows.model import Package
from libs.flows.uris import UriMapping
from libs.flows.wishes import Wishes
from libs.store import publishing, secrets, snapshots
from libs.store.database import Database
from libs.store.publishing import Publication
from libs.store.secrets import DRAFT
from libs.store.snapshots import Snapshot
from tests.databases import Admin
from tests.integration.store.examples import import_draft, package, part, sealed, small_package

NOW = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC)


def reaching_package() -> Package:
    """A flow whose map element reaches one connector; a value that nothing reaches."""
    flow_id = uuid4()
    connector, value = part(SERVICE, flow_id, uri="https://there"), part(VALUE, flow_id)
    step = part(MAP, flow_id, dataActions=[{"serviceElementId": str(connector.id)}])
    return package([part(FLOW, flow_id), step, connector, value])


async def publish(
    database: Database, tenant: UUID, flow_id: UUID, version_id: UUID | None = None
) -> Snapshot:
    new = Publication(version_id or uuid4(), NOW, created_by=UUID(int=5), comment="Ready")
    async with database.transaction(scope=[tenant]) as tx:
        return await publishing.create_from_draft(tx, tenant, flow_id, new)


async def test_a_snapshot_of_the_draft_holds_what_the_flow_reaches(
    database: Database, tenant: UUID, admin: Admin
) -> None:
    what = reaching_package()
    flow, step, connector, _ = what.parts
    mapped = Wishes(uri_mappings=(UriMapping("https://there", "https://own"),))
    await import_draft(database, tenant, what, mapped)
    snapshot = await publish(database, tenant, flow.id)
    assert (snapshot.name, snapshot.comment) == (flow.name, "Ready")
    assert (snapshot.created_by, snapshot.is_active) == (UUID(int=5), False)
    async with database.transaction(scope=[tenant]) as tx:
        content = await snapshots.load(tx, tenant, flow.id, snapshot.version_id)
    assert [(one.kind, one.id) for one in content.parts] == [
        (one.kind, one.id) for one in (flow, step, connector)
    ]
    assert content.flow.modified == "2026-11-22T10:30:00.1234560+00:00"
    assert content.flow.version_id == snapshot.version_id
    assert orjson.loads(content.flow.content)["serviceElementIds"] == [str(connector.id)]
    assert orjson.loads(content.parts[-1].content)["uri"] == "https://own"
    assert await admin.fetchval("select count(*) from sluice.staging") == 0


async def test_a_snapshot_keeps_the_drafts_secrets_of_its_own_elements(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    flow, _, connector, value = what.parts
    await import_draft(database, tenant, what)
    async with database.transaction(scope=[tenant]) as tx:
        drafted = [sealed(connector), sealed(value)]
        await secrets.put(tx, tenant, DRAFT, drafted)
    snapshot = await publish(database, tenant, flow.id)
    async with database.transaction(scope=[tenant]) as tx:
        assert await secrets.get(tx, tenant, snapshot.version_id) == drafted[:1]


async def test_each_snapshot_is_the_latest_when_it_is_made(
    database: Database, tenant: UUID
) -> None:
    what = reaching_package()
    await import_draft(database, tenant, what)
    first = await publish(database, tenant, what.flow.id)
    second = await publish(database, tenant, what.flow.id)
    assert first.digest == second.digest
    async with database.transaction(scope=[tenant]) as tx:
        listed = await snapshots.list_snapshots(tx, tenant, what.flow.id)
    assert [one.version_id for one in listed] == [second.version_id, first.version_id]


async def test_a_flow_without_a_draft_has_nothing_to_publish(
    database: Database, tenant: UUID
) -> None:
    with pytest.raises(ProblemError) as refused:
        await publish(database, tenant, small_package().flow.id)
    assert refused.value.problem.code == ErrorCode.FLOW_NOT_FOUND


async def test_a_version_id_is_used_once(database: Database, tenant: UUID) -> None:
    what = reaching_package()
    await import_draft(database, tenant, what)
    first = await publish(database, tenant, what.flow.id)
    with pytest.raises(ProblemError) as refused:
        await publish(database, tenant, what.flow.id, first.version_id)
    assert refused.value.problem.code == ErrorCode.SERVICE_FAILED
