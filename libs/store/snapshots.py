"""Snapshots: immutable versions of a flow, one row each, and which of them runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import Kind
from libs.flows.model import Digest, Json, Part
from libs.flows.stamps import restamp
from libs.store import cultures
from libs.store.content import Content, part_of, with_guids_of
from libs.store.database import Transaction
from libs.store.storable import label


@dataclass(frozen=True, slots=True)
class Snapshot:
    tenant_id: UUID
    flow_id: UUID
    version_id: UUID
    name: str
    comment: str | None
    is_active: bool
    is_default: bool
    digest: Digest
    """Of the package as it is in this tenant, overlays applied."""
    source_version_id: UUID | None
    """The version it had where it came from, when the tenant had that id with other content."""
    created_at: datetime
    created_by: UUID | None
    flow: Part
    """The flow element, stamped with this version."""


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    flow_id: UUID
    version_id: UUID
    manifest: Digest
    digest: Digest
    name: str
    overlays: Mapping[tuple[Kind, UUID], Json]
    """JSON merge patches on staged elements: what this tenant changed on the way in."""
    comment: str | None = None
    is_active: bool = False
    is_default: bool = False
    created_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    is_active: bool
    """It may run."""
    is_default: bool
    """It runs when no version is named."""


@dataclass(frozen=True, slots=True)
class Page:
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    version_id: UUID
    created: bool
    """False: the tenant had this content under this version."""
    source_version_id: UUID | None


async def place(tx: Transaction, tenant_id: UUID, new: NewSnapshot, fresh_id: UUID) -> Placed:
    """Where `insert` would put it. Nothing is written."""
    same_source = await tx.fetch("snapshots.of_source", tenant_id, new.flow_id, new.version_id)
    known = next((row for row in same_source if row["digest"] == new.digest), None)
    if known is not None:
        return Placed(known["version_id"], False, known["source_version_id"])
    if any(row["version_id"] == new.version_id for row in same_source):
        return Placed(fresh_id, True, new.version_id)
    return Placed(new.version_id, True, None)


async def insert(tx: Transaction, tenant_id: UUID, new: NewSnapshot, fresh_id: UUID) -> Placed:
    """Keeps the version id; where it is taken by other content, places it under `fresh_id`.

    Content that the tenant has under this version, or took under a fresh id before, is not placed
    again. Flags that are asked for are raised in every case, none is lowered but the default of
    another version. The tenant is locked by the caller.
    """
    placed = await place(tx, tenant_id, new, fresh_id)
    if placed.created:
        await tx.execute(
            "snapshots.insert",
            tenant_id,
            new.flow_id,
            placed.version_id,
            new.manifest,
            {f"{kind}:{element}": patch for (kind, element), patch in new.overlays.items()},
            new.digest,
            label(new.name),
            None if new.comment is None else label(new.comment),
            new.created_by,
            placed.source_version_id,
        )
    version = (tenant_id, new.flow_id, placed.version_id)
    if new.is_default:
        await tx.execute("snapshots.clear_default", *version)
    if new.is_active or new.is_default:
        await tx.execute("snapshots.raise_flags", *version, new.is_active, new.is_default)
    return placed


async def get(tx: Transaction, tenant_id: UUID, flow_id: UUID, version_id: UUID) -> Snapshot:
    """Raises snapshot.not-found."""
    row = await tx.fetchrow("snapshots.of_flow", tenant_id, flow_id, version_id, None, 1, 0)
    if row is None:
        raise _not_found(flow_id, version_id)
    return _snapshot(row)


async def latest(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Snapshot | None:
    """The one that arrived last, whatever its version's date."""
    row = await tx.fetchrow("snapshots.of_flow", tenant_id, flow_id, None, None, 1, 0)
    return None if row is None else _snapshot(row)


async def latest_version(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> UUID | None:
    """Of `latest`."""
    version: UUID | None = await tx.fetchval("snapshots.latest_version", tenant_id, flow_id)
    return version


async def default(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Snapshot | None:
    """The version that is used when none is named."""
    row = await tx.fetchrow("snapshots.default", tenant_id, flow_id)
    return None if row is None else _snapshot(row)


async def list_snapshots(
    tx: Transaction,
    tenant_id: UUID,
    flow_id: UUID,
    *,
    name_contains: str | None = None,
    page: Page = Page(),
) -> list[Snapshot]:
    """Newest first. `name_contains` is a part of the name, whatever its case."""
    arguments = (tenant_id, flow_id, None, name_contains, page.limit, page.offset)
    return [_snapshot(row) for row in await tx.fetch("snapshots.of_flow", *arguments)]


async def count(
    tx: Transaction, tenant_id: UUID, flow_id: UUID, *, name_contains: str | None = None
) -> int:
    number: int = await tx.fetchval("snapshots.count", tenant_id, flow_id, name_contains)
    return number


async def list_snapshotted(
    tx: Transaction,
    tenant_id: UUID,
    *,
    flow_id: UUID | None = None,
    name: str | None = None,
    name_contains: str | None = None,
) -> list[Snapshot]:
    """One per flow, by name: the default, else the latest active one, else the latest."""
    arguments = (tenant_id, flow_id, name, name_contains)
    return [_snapshot(row) for row in await tx.fetch("snapshots.snapshotted", *arguments)]


async def list_deployed(
    tx: Transaction, tenant_id: UUID, environment_id: UUID, *, name_contains: str | None = None
) -> list[Snapshot]:
    """What the environment runs, by name."""
    arguments = (tenant_id, environment_id, name_contains)
    return [_snapshot(row) for row in await tx.fetch("snapshots.deployed", *arguments)]


async def load(tx: Transaction, tenant_id: UUID, flow_id: UUID, version_id: UUID) -> Content:
    """The snapshot's effective parts in file order. Raises snapshot.not-found."""
    rows = await tx.fetch("snapshots.parts", tenant_id, flow_id, version_id)
    remainder = await tx.fetchrow("snapshots.remainder", tenant_id, flow_id, version_id)
    if remainder is None:
        raise _not_found(flow_id, version_id)
    flow, *others = [part_of(row) for row in rows]
    of_tenant = await cultures.of_tenant(tx, tenant_id)
    return Content(
        parts=(_of_version(flow, version_id), *others),
        cultures=with_guids_of(of_tenant, remainder["cultures"]),
        rest=remainder["rest"],
    )


async def activate(
    tx: Transaction, tenant_id: UUID, flow_id: UUID, version_id: UUID, flags: Flags
) -> Snapshot:
    """Sets both flags as given; a flow has one default at most. Raises snapshot.not-found.

    The tenant is locked by the caller.
    """
    version = (tenant_id, flow_id, version_id)
    if flags.is_default:
        await tx.execute("snapshots.clear_default", *version)
    await tx.execute("snapshots.set_flags", *version, flags.is_active, flags.is_default)
    return await get(tx, tenant_id, flow_id, version_id)


async def deactivate(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> None:
    """Afterwards no snapshot of the flow is active or the default. Raises flow.no-snapshot."""
    if not await tx.fetchval("snapshots.deactivate", tenant_id, flow_id):
        raise ProblemError(ErrorCode.FLOW_NO_SNAPSHOT, f"The flow {flow_id} has no snapshot.")


def _snapshot(row: asyncpg.Record) -> Snapshot:
    return Snapshot(
        tenant_id=row["tenant_id"],
        flow_id=row["flow_id"],
        version_id=row["snapshot_version_id"],
        name=row["snapshot_name"],
        comment=row["comment"],
        is_active=row["is_active"],
        is_default=row["is_default"],
        digest=row["snapshot_digest"],
        source_version_id=row["source_version_id"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        flow=_of_version(part_of(row), row["snapshot_version_id"]),
    )


def _of_version(flow: Part, version_id: UUID) -> Part:
    """A snapshot placed under a fresh id shares its manifest with the version it came from."""
    return flow if flow.version_id == version_id else restamp(flow, version_id=version_id)


def _not_found(flow_id: UUID, version_id: UUID) -> ProblemError:
    detail = f"The flow {flow_id} has no snapshot {version_id}."
    return ProblemError(ErrorCode.SNAPSHOT_NOT_FOUND, detail)
