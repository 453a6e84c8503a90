"""Environments: Development, Test and Production inside one tenant, and what each of them runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store.database import Transaction

TYPES: Final = ("Development", "Test", "Production")
"""The environments of a new tenant, in the order in which releases go through them."""


@dataclass(frozen=True, slots=True)
class Environment:
    tenant_id: UUID
    id: UUID
    name: str
    type: str
    next_id: UUID | None
    """Where a release goes from here."""
    description: str | None
    is_default: bool
    """The first one, where builds arrive."""
    last_deployed: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseFlow:
    """A snapshot in a release. `name` and `summary` are the snapshot's name and comment."""

    tenant_id: UUID
    release_id: UUID
    flow_id: UUID
    version_id: UUID
    name: str
    summary: str | None
    created_at: datetime
    created_by: UUID | None
    updated_at: datetime
    updated_by: UUID | None


async def create_standard(tx: Transaction, tenant_id: UUID) -> None:
    """For a new tenant. The ids follow from the tenant's, so nobody has to bring them."""
    ids = [uuid5(tenant_id, type_) for type_ in TYPES]
    await tx.execute("environments.insert_standard", tenant_id, ids, list(TYPES))


async def list_environments(tx: Transaction, tenant_id: UUID) -> list[Environment]:
    """In the order in which releases go through them."""
    return [Environment(**row) for row in await tx.fetch("environments.of_tenant", tenant_id)]


async def get(tx: Transaction, tenant_id: UUID, environment_id: UUID) -> Environment:
    """Raises environment.not-found."""
    for environment in await list_environments(tx, tenant_id):
        if environment.id == environment_id:
            return environment
    raise _not_found(f"There is no environment {environment_id}.")


async def by_type(tx: Transaction, tenant_id: UUID, type_: str) -> Environment:
    """`type_`: one of TYPES, whatever its case. Raises environment.not-found."""
    for environment in await list_environments(tx, tenant_id):
        if environment.type.casefold() == type_.casefold():
            return environment
    raise _not_found(f"There is no environment of the type {type_}; there are {', '.join(TYPES)}.")


async def list_flows(
    tx: Transaction, tenant_id: UUID, environment_id: UUID, search_term: str | None = None
) -> list[ReleaseFlow]:
    """What the environment runs, by name. `search_term` is part of a name, whatever its case."""
    rows = await tx.fetch("environments.flows", tenant_id, environment_id, search_term)
    return [ReleaseFlow(**row) for row in rows]


async def deployed_version(
    tx: Transaction, tenant_id: UUID, environment_id: UUID, flow_id: UUID
) -> UUID | None:
    """The snapshot of the flow that the environment runs; None where it runs none."""
    version: UUID | None = await tx.fetchval(
        "environments.deployed_version", tenant_id, environment_id, flow_id
    )
    return version


def _not_found(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.ENVIRONMENT_NOT_FOUND, detail)
