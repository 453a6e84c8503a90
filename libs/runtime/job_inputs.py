"""What a request gives to its job in confidence, sealed on its way from gateway to worker."""

from typing import Any
from uuid import UUID

import orjson
from pydantic import SecretStr

from libs.contracts.bindings import JobInput
from libs.objects import contexts
from libs.objects.sealing import Sealer


def seal_input(sealer: Sealer, tenant_id: UUID, job_id: UUID, given: JobInput) -> bytes:
    plain = orjson.dumps(given.model_dump(), default=_revealed)
    return sealer.seal(plain, context=contexts.job_input(tenant_id, job_id))


def open_input(sealer: Sealer, tenant_id: UUID, job_id: UUID, sealed: bytes) -> JobInput:
    """Raises `SealBroken`."""
    plain = sealer.open(sealed, context=contexts.job_input(tenant_id, job_id))
    return JobInput.model_validate(orjson.loads(plain))


def _revealed(value: Any) -> str:
    """pydantic shows a secret in no dump; this one is sealed at once."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    raise TypeError(f"a {type(value).__name__} does not belong into a job's input")
