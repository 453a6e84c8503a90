"""Every package file at hand, in every encoding, through the workers and back."""

from collections.abc import Callable

import orjson
import pytest

from libs.flows.read import read_package
from tests.integration.workers.desk import Desk
from tests.unit.flows.packages import own_packages, plain, real_packages


def as_it_is(data: bytes) -> bytes:
    return data


def as_an_object(data: bytes) -> bytes:
    return orjson.dumps(plain(data))


def in_a_further_string(data: bytes) -> bytes:
    return orjson.dumps(data.decode())


@pytest.mark.parametrize("encoded", [as_it_is, as_an_object, in_a_further_string])
@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
async def test_a_package_goes_through_two_tenants_and_keeps_its_digest(
    desk: Desk, other_desk: Desk, data: bytes, encoded: Callable[[bytes], bytes]
) -> None:
    package = read_package(data)
    await desk.import_ok(encoded(data), is_snapshot=True)
    job = await desk.export(package.flow.id, include_passwords=True, share=True)
    shared = await desk.shared(job)
    await other_desk.import_shared(shared, is_snapshot=True)
    received = read_package(await other_desk.exported(package.flow.id, include_passwords=True))
    assert received.digest == package.digest
    assert set(received.secrets) == set(package.secrets)
    draft = await other_desk.import_shared(shared)
    assert draft.result is not None
    assert draft.result["created"] == len(package.parts)
