"""A snapshot as the exact bytes of a package, with its passwords or without."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.jobs import ExportRequest
from libs.flows.model import Secret
from libs.flows.secret_slots import secret_slots
from libs.flows.write import write_package
from libs.objects import contexts
from libs.objects.sealing import Sealer
from libs.store import secrets, snapshots
from libs.store.content import Content
from libs.store.database import Transaction
from libs.store.secrets import SealedSecret
from services.exporter.choosing import choose_version


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an export packs, as it lies in the database."""

    version_id: UUID
    content: Content
    sealed: Sequence[SealedSecret]
    """Empty unless the passwords are asked for."""


@dataclass(frozen=True, slots=True)
class Packed:
    version_id: UUID
    data: bytes
    has_secrets: bool
    blanked: int
    """Secret slots that are left empty."""


async def read_snapshot(tx: Transaction, tenant_id: UUID, request: ExportRequest) -> Snapshot:
    """Raises `ProblemError` when there is no such snapshot."""
    version_id = await choose_version(tx, tenant_id, request)
    content = await snapshots.load(tx, tenant_id, request.flow_id, version_id)
    held = request.include_passwords
    sealed = await secrets.get(tx, tenant_id, version_id) if held else []
    return Snapshot(version_id, content, sealed)


def pack(snapshot: Snapshot, sealer: Sealer, tenant_id: UUID) -> Packed:
    """Computes for as long as the snapshot is large: call it in a thread."""
    content = snapshot.content
    slots = secret_slots(content.parts, content.rest)
    opened = [
        _opened(sealer, tenant_id, one)
        for one in snapshot.sealed
        if (one.kind, one.element_id, one.slot) in slots
    ]
    data = write_package(content.parts, content.cultures, content.rest, opened)
    return Packed(snapshot.version_id, data, bool(opened), len(slots) - len(opened))


def _opened(sealer: Sealer, tenant_id: UUID, one: SealedSecret) -> Secret:
    context = contexts.secret(tenant_id, one.kind, one.element_id, one.slot)
    plain = sealer.open(one.sealed, context=context)
    return Secret(one.kind, one.element_id, one.slot, plain.decode())
