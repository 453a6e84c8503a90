"""Connectors that an import brought or changed, until someone has refreshed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store.database import Transaction
from libs.store.storable import label


@dataclass(frozen=True, slots=True)
class NewRefresh:
    id: UUID
    connector_id: UUID
    flow_id: UUID
    """The flow whose import asked."""
    version_id: UUID
    """libs.store.secrets.DRAFT, or the snapshot that holds the connector."""
    name: str
    uri: str | None
    reason: Literal["created", "updated"]
    job_id: UUID


@dataclass(frozen=True, slots=True)
class Refresh(NewRefresh):
    requested_at: datetime
    announced_at: datetime | None
    done_at: datetime | None
    done_by: UUID | None
    """The builder's id."""


async def request(
    tx: Transaction, tenant_id: UUID, refreshes: Sequence[NewRefresh]
) -> list[Refresh]:
    """In one statement; no connector is named twice.

    Where a refresh of the connector is open, that one is renewed and keeps its id and reason: the
    events name the ids that are given back.
    """
    rows = await tx.fetch(
        "refreshes.request",
        tenant_id,
        [refresh.id for refresh in refreshes],
        [refresh.connector_id for refresh in refreshes],
        [refresh.flow_id for refresh in refreshes],
        [refresh.version_id for refresh in refreshes],
        [label(refresh.name) for refresh in refreshes],
        [None if refresh.uri is None else label(refresh.uri) for refresh in refreshes],
        [refresh.reason for refresh in refreshes],
        [refresh.job_id for refresh in refreshes],
    )
    return [Refresh(**row) for row in rows]


async def list_open(
    tx: Transaction, tenant_id: UUID, *, limit: int = 100, offset: int = 0
) -> list[Refresh]:
    """What is still to be refreshed, the oldest first."""
    rows = await tx.fetch("refreshes.list_open", tenant_id, limit, offset)
    return [Refresh(**row) for row in rows]


async def announce(tx: Transaction, tenant_id: UUID, refresh_id: UUID, job_id: UUID) -> bool:
    """Records that the notice of this job's request has arrived.

    False where it had, where the refresh is unknown, or where a later job has renewed it: that one
    sends a notice of its own.
    """
    announced = await tx.fetchval("refreshes.announce", tenant_id, refresh_id, job_id)
    return announced is not None


async def done(tx: Transaction, tenant_id: UUID, refresh_id: UUID, by: UUID) -> Refresh:
    """Closes a refresh; a closed one stays as it was closed. Raises refresh.not-found."""
    row = await tx.fetchrow("refreshes.done", tenant_id, refresh_id, by)
    if row is None:
        raise ProblemError(
            ErrorCode.REFRESH_NOT_FOUND, f"The tenant has no connector refresh {refresh_id}."
        )
    return Refresh(**row)


async def done_of(
    tx: Transaction, tenant_id: UUID, connector_id: UUID, version_id: UUID, by: UUID
) -> None:
    """Closes what is open of the connector in the draft (secrets.DRAFT), or in a snapshot."""
    await tx.execute("refreshes.done_of", tenant_id, connector_id, version_id, by)
