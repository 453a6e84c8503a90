"""What a request gives to its job in confidence."""

import secrets
from uuid import uuid4

import pytest
from pydantic import SecretStr

from libs.contracts.bindings import Bindings, ConnectorBinding, JobInput, ValueBinding
from libs.objects.sealing import SealBroken, Sealer
from libs.runtime.job_inputs import open_input, seal_input

SECRET = SecretStr("correct horse battery staple")
GIVEN = JobInput(
    bindings=Bindings(
        values=(ValueBinding(id=uuid4(), value=SECRET),),
        connectors=(ConnectorBinding(name="Mail", password=SECRET, configuration={"Key": SECRET}),),
    ),
    passphrase=SECRET,
)


@pytest.fixture
def sealer() -> Sealer:
    return Sealer({"one": secrets.token_bytes(32)})


def test_a_worker_reads_what_the_gateway_sealed(sealer: Sealer) -> None:
    tenant, job = uuid4(), uuid4()
    sealed = seal_input(sealer, tenant, job, GIVEN)
    assert SECRET.get_secret_value().encode() not in sealed
    assert open_input(sealer, tenant, job, sealed) == GIVEN


def test_another_job_cannot_read_it(sealer: Sealer) -> None:
    tenant = uuid4()
    sealed = seal_input(sealer, tenant, uuid4(), GIVEN)
    with pytest.raises(SealBroken):
        open_input(sealer, tenant, uuid4(), sealed)
