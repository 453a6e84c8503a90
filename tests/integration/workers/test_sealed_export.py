"""Exports that are sealed to a passphrase or to the tenant that is to receive them."""

from typing import Any

from libs.contracts.bindings import JobInput
from libs.flows.read import read_package
from libs.objects import contexts
from libs.objects.sealed_files import open_file
from libs.runtime.tenant_identity import identity_of, recipient_of
from tests.integration.workers.desk import Desk, failed, succeeded
from tests.sample import Sample

_PASSPHRASE = "correct horse battery"


async def test_a_file_with_passwords_is_sealed_in_the_object_store_too(desk: Desk) -> None:
    sample = Sample(secret="canary-0815")
    await desk.import_ok(sample.data(), is_snapshot=True)
    given = JobInput.model_validate({"passphrase": _PASSPHRASE})
    job = await desk.export(sample.flow, given=given, include_passwords=True, with_passphrase=True)
    result = succeeded(job)
    assert (result["encrypted"], result["sealed"]) == (True, True)
    stored = await desk.runtime.objects.get(result["object_key"])
    assert b"age-encryption.org" not in stored
    package = read_package(open_file(opened(desk, result, stored), passphrase=_PASSPHRASE))
    assert {secret.value for secret in package.secrets} == {"canary-0815"}


async def test_a_file_for_a_tenant_opens_with_that_tenants_key(
    desk: Desk, other_desk: Desk
) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    sealer = other_desk.runtime.sealer
    async with other_desk.transaction() as tx:
        recipient = await recipient_of(tx, sealer, other_desk.tenant_id)
        identity = await identity_of(tx, sealer, other_desk.tenant_id)
    result = succeeded(await desk.export(sample.flow, recipient=recipient))
    assert (result["encrypted"], result["sealed"]) == (True, False)
    stored = await desk.runtime.objects.get(result["object_key"])
    package = read_package(open_file(stored, identity=identity))
    assert package.digest == read_package(sample.data()).digest


async def test_a_recipient_that_is_no_public_key_is_refused(desk: Desk) -> None:
    sample = Sample()
    await desk.import_ok(sample.data(), is_snapshot=True)
    assert failed(await desk.export(sample.flow, recipient="age1nobody")) == "request.malformed"


def opened(desk: Desk, result: dict[str, Any], stored: bytes) -> bytes:
    context = contexts.package(desk.tenant_id, result["object_key"])
    return desk.runtime.sealer.open(stored, context=context)
