"""A snapshot, alone or with its sub-flows, as a package: its value and its exact bytes."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.jobs import ExportRequest, SnapshotSource
from libs.flows import kinds
from libs.flows.digest import package_digest
from libs.flows.model import Package, Secret
from libs.flows.secret_slots import secret_slots
from libs.flows.subflows import called
from libs.flows.uniting import United, united
from libs.flows.write import write_package
from libs.objects.sealing import Sealer
from libs.runtime.choosing import choose_version, subflow_version
from libs.runtime.tenant_secrets import open_secret
from libs.store import secrets, snapshots
from libs.store.content import Content
from libs.store.database import Transaction
from libs.store.secrets import SealedSecret


@dataclass(frozen=True, slots=True)
class FlowSnapshot:
    """One flow as it lies in the database."""

    version_id: UUID
    content: Content
    sealed: Sequence[SealedSecret]
    """Empty unless the passwords are asked for."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is to be packed."""

    tenant_id: UUID
    main: FlowSnapshot
    others: tuple[FlowSnapshot, ...]
    """Sub-flows, nested ones too, as they were come upon; empty unless they are asked for."""
    missing_subflows: tuple[UUID, ...]
    """Flows that are called, and of which the tenant has no snapshot."""


@dataclass(frozen=True, slots=True)
class Packed:
    data: bytes
    has_secrets: bool
    blanked: int
    """Secret slots that are left empty."""


async def read_snapshot(
    tx: Transaction, tenant_id: UUID, source: ExportRequest | SnapshotSource
) -> Snapshot:
    """In several statements: an isolated transaction keeps flows and versions of one moment.

    Raises `ProblemError` when there is no such snapshot of the flow itself.
    """
    passwords = source.include_passwords
    version_id = await choose_version(tx, tenant_id, source)
    main = await _load(tx, tenant_id, source.flow_id, version_id, passwords=passwords)
    waiting = await _calls(main) if source.include_subflows else []
    others: list[FlowSnapshot] = []
    missing: list[UUID] = []
    met = {part.id for part in main.content.parts if part.kind == kinds.FLOW}
    for flow_id in waiting:
        if flow_id in met:
            continue
        met.add(flow_id)
        version = await subflow_version(tx, tenant_id, flow_id, source.environment_id)
        if version is None:
            missing.append(flow_id)
            continue
        others.append(await _load(tx, tenant_id, flow_id, version, passwords=passwords))
        waiting += await _calls(others[-1])
    return Snapshot(tenant_id, main, tuple(others), tuple(missing))


def gathered(snapshot: Snapshot, sealer: Sealer) -> United:
    """One package with its passwords opened. Call it in a thread, as `pack`."""
    main, *others = [
        _package(flow, sealer, snapshot.tenant_id) for flow in (snapshot.main, *snapshot.others)
    ]
    return united(main, others)


def pack(package: Package) -> Packed:
    """The same bytes for the same package. Takes as long as it is large."""
    slots = secret_slots(package.parts, package.rest)
    held = [one for one in package.secrets if (one.kind, one.element_id, one.slot) in slots]
    data = write_package(package.parts, package.cultures, package.rest, held)
    return Packed(data, bool(held), len(slots) - len(held))


async def _load(
    tx: Transaction, tenant_id: UUID, flow_id: UUID, version_id: UUID, *, passwords: bool
) -> FlowSnapshot:
    content = await snapshots.load(tx, tenant_id, flow_id, version_id)
    sealed = await secrets.get(tx, tenant_id, version_id) if passwords else []
    return FlowSnapshot(version_id, content, sealed)


async def _calls(flow: FlowSnapshot) -> list[UUID]:
    """What the flows of a snapshot call; one that came as a whole package may hold several."""
    return await asyncio.to_thread(_called_by_any, flow.content)


def _called_by_any(content: Content) -> list[UUID]:
    flows = [part.id for part in content.parts if part.kind == kinds.FLOW]
    return [callee for flow_id in flows for callee in called(content.parts, flow_id)]


def _package(flow: FlowSnapshot, sealer: Sealer, tenant_id: UUID) -> Package:
    content = flow.content
    return Package(
        parts=content.parts,
        cultures=content.cultures,
        rest=content.rest,
        digest=package_digest(
            ((part.kind, part.id, part.digest) for part in content.parts),
            content.flow.id,
            content.rest,
        ),
        secrets=tuple(_opened(flow.sealed, sealer, tenant_id)),
    )


def _opened(sealed: Iterable[SealedSecret], sealer: Sealer, tenant_id: UUID) -> Iterable[Secret]:
    for one in sealed:
        yield Secret(one.kind, one.element_id, one.slot, open_secret(sealer, tenant_id, one))
