"""Environment variables: what `{{name}}` stands for in each environment of a tenant."""

from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID, uuid4

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store.database import Transaction

_LONGEST: Final = 1000
"""Bytes of a name, which stands in an index; the migration checks the same."""


@dataclass(frozen=True, slots=True)
class Variable:
    id: UUID
    environment_id: UUID
    name: str
    value: str | None
    """Of one that is no secret."""
    sealed: bytes | None = field(repr=False)
    """Of a secret one, under the tenant's key; None where it is empty."""
    is_secret: bool
    value_kind: str | None
    code_type: str | None


async def of_environment(tx: Transaction, tenant_id: UUID, environment_id: UUID) -> list[Variable]:
    """By name."""
    rows = await tx.fetch("environment_variables.of_environment", tenant_id, environment_id)
    return [Variable(**row) for row in rows]


async def save(tx: Transaction, tenant_id: UUID, variable: Variable) -> Variable:
    """Writes the variable of this id or name; a new one gets blank twins in the tenant's other
    environments, as on the platform. Gives it with the id that it has. The environment must exist.
    """
    if len(variable.name.encode()) > _LONGEST or "\x00" in variable.name:
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED,
            f"The name of an environment variable is longer than {_LONGEST} bytes or has a NUL.",
        )
    variable_id: UUID = await tx.fetchval(
        "environment_variables.save",
        tenant_id,
        variable.environment_id,
        variable.id,
        variable.name,
        variable.value,
        uuid4() if variable.sealed is not None else None,
        variable.sealed,
        variable.is_secret,
        variable.value_kind,
        variable.code_type,
    )
    return replace(variable, id=variable_id)


async def delete(tx: Transaction, tenant_id: UUID, environment_id: UUID, variable_id: UUID) -> bool:
    """False where the environment has no such variable."""
    gone = await tx.fetchval("environment_variables.delete", tenant_id, environment_id, variable_id)
    return gone is not None
