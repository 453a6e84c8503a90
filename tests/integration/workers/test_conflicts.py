"""`overwriteExisting=false`: refused when anything of the package exists in the tenant."""

import pytest

from tests.integration.workers.desk import Desk, failed, problem
from tests.integration.workers.rows import row_versions
from tests.sample import Sample


async def test_into_an_empty_tenant_there_is_no_conflict(desk: Desk) -> None:
    await desk.import_ok(Sample().data(), overwrite_existing=False)


@pytest.mark.parametrize("there_as_snapshot", [False, True])
@pytest.mark.parametrize("as_snapshot", [False, True])
async def test_all_that_exists_is_named_and_nothing_is_written(
    desk: Desk, office_dsn: str, there_as_snapshot: bool, as_snapshot: bool
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=there_as_snapshot)
    before = await row_versions(office_dsn, desk.tenant_id)
    job = await desk.import_(sample.data(), is_snapshot=as_snapshot, overwrite_existing=False)
    assert failed(job) == "import.conflict"
    kinds = [one["kind"] for one in problem(job)["existingElements"]]
    assert sorted(kinds) == ["flow", "map", "map", "service", "value", "value"]
    assert await row_versions(office_dsn, desk.tenant_id) == before


async def test_one_shared_element_is_enough(desk: Desk) -> None:
    there = Sample()
    await desk.import_ok(there.data())
    other = Sample(connector=there.connector)
    job = await desk.import_(other.data(), overwrite_existing=False)
    assert problem(job)["existingElements"] == [
        {"kind": "service", "id": str(there.connector), "name": "Sample Connector"}
    ]


async def test_another_tenants_elements_are_no_conflict(desk: Desk, other_desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data())
    await other_desk.import_ok(sample.data(), overwrite_existing=False)
