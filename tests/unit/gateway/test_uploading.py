import hashlib
from uuid import uuid4

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealed_stream import OpeningStream
from libs.objects.sealing import Sealer
from services.gateway.uploading import IN_MEMORY, Intake

SEALER = Sealer({"test": bytes(32)})


@pytest.mark.parametrize("size", [1, 70_000, 3 * IN_MEMORY + 1])
def test_what_is_taken_in_lies_sealed_and_opens_to_what_came(size: int) -> None:
    tenant_id = uuid4()
    plain = (b"a plain password " * (size // 17 + 1))[:size]
    intake = Intake(SEALER, tenant_id)
    with intake.file:
        for at in range(0, size, 65_536):
            intake.take(plain[at : at + 65_536])
        intake.finish()
        sealed = intake.file.read()
    assert b"password" not in sealed
    opening = OpeningStream(SEALER, context=contexts.upload(tenant_id, intake.job_id))
    assert opening.update(sealed) + opening.finish() == plain
    upload = intake.upload()
    assert (upload.size, upload.digest) == (size, hashlib.sha256(plain).digest())
    assert upload.object_key == f"uploads/{tenant_id}/{intake.job_id}"


def test_nothing_is_no_package() -> None:
    intake = Intake(SEALER, uuid4())
    with intake.file, pytest.raises(ProblemError) as caught:
        intake.finish()
    assert caught.value.problem.code is ErrorCode.PACKAGE_EMPTY
