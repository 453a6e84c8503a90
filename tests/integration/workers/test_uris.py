"""URI mappings: an overlay of the tenant's on content that stays as it is."""

from typing import Any

import asyncpg
import orjson
import pytest

from libs.contracts.jobs import MappedUri
from libs.flows.kinds import SERVICE
from libs.flows.model import Part
from libs.flows.read import read_package
from libs.store import drafts, refreshes, snapshots
from libs.store.content import Content
from tests.integration.workers.desk import Desk
from tests.sample import Sample

TO = "https://production.example/api/1"


def mapped(sample: Sample, *more: MappedUri) -> dict[str, Any]:
    return {"uri_mappings": (MappedUri(from_=sample.uri, to=TO), *more)}


def connector(content: Content) -> Part:
    (part,) = (part for part in content.parts if part.kind == SERVICE)
    return part


@pytest.mark.parametrize("is_snapshot", [False, True])
async def test_a_mapped_uri_is_an_overlay_on_the_same_body(
    desk: Desk, office_dsn: str, is_snapshot: bool
) -> None:
    sample = Sample()
    result = await desk.import_ok(sample.data(), is_snapshot=is_snapshot, **mapped(sample))
    assert [one["uri"] for one in result["connectors"]] == [TO]
    async with desk.transaction() as tx:
        content = (
            await snapshots.load(tx, desk.tenant_id, sample.flow, sample.version)
            if is_snapshot
            else await drafts.load(tx, desk.tenant_id, sample.flow)
        )
        open_refreshes = await refreshes.list_open(tx, desk.tenant_id)
    part, plain = connector(content), connector_of(sample)
    assert orjson.loads(part.content)["uri"] == TO
    assert part.digest != plain.digest
    assert await bodies(office_dsn, part, plain) == {plain.digest}
    assert [one.uri for one in open_refreshes] == [TO]


async def test_a_mapping_that_no_connector_answers_to_is_told(desk: Desk) -> None:
    sample = Sample()
    stranger = MappedUri(from_="https://nobody.example/", to=TO)
    result = await desk.import_ok(sample.data(), **mapped(sample, stranger))
    assert result["unmatched_mappings"] == [stranger.model_dump(mode="json")]


async def test_credentials_in_a_uri_reach_neither_result_nor_notice_nor_event(desk: Desk) -> None:
    sample = Sample(uri="https://user:pa55@own.example/x?api_key=k1")
    stranger = MappedUri(from_="https://u:pa55@nobody.example/?k1", to=f"{TO}?api_key=k1")
    job = await desk.import_(sample.data(), uri_mappings=(stranger,))
    async with desk.transaction() as tx:
        (refresh,) = await refreshes.list_open(tx, desk.tenant_id)
        content = await drafts.load(tx, desk.tenant_id, sample.flow)
    shown = f"{job.result} {refresh} {await desk.events_of(job)}"
    assert refresh.uri == "https://own.example/x"
    assert "pa55" not in shown
    assert "k1" not in shown
    assert orjson.loads(connector(content).content)["uri"] == sample.uri


async def test_the_same_mapping_again_changes_nothing(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), **mapped(sample))
    again = await desk.import_ok(sample.data(), **mapped(sample))
    assert (again["updated"], again["connectors"]) == (0, [])


async def test_a_package_with_a_mapped_uri_exports_with_the_tenants_uri(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True, **mapped(sample))
    package = read_package(await desk.exported(sample.flow))
    (part,) = (part for part in package.parts if part.kind == SERVICE)
    assert orjson.loads(part.content)["uri"] == TO


def connector_of(sample: Sample) -> Part:
    (part,) = (part for part in read_package(sample.data()).parts if part.kind == SERVICE)
    return part


async def bodies(admin_dsn: str, *parts: Part) -> set[bytes]:
    """The digests among those of the parts under which a body is stored."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        digests = [part.digest for part in parts]
        rows = await connection.fetch(
            "select digest from sluice.body where digest = any ($1)", digests
        )
    finally:
        await connection.close()
    return {row["digest"] for row in rows}
