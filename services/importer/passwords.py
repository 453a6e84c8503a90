"""Secrets of a package on their way into a tenant: sealed, and never erased by a blank."""

from collections.abc import Collection, Iterable
from uuid import UUID

from libs.contracts.jobs import MissingSecret
from libs.flows.kinds import FLOW, Kind
from libs.flows.model import Package, Secret
from libs.flows.slots import is_of_package
from libs.objects import contexts
from libs.objects.sealing import Context, SealBroken, Sealer
from libs.store import secrets
from libs.store.database import Transaction
from libs.store.secrets import SealedSecret
from services.importer.applied import Applied
from services.importer.staged import Staged


async def put(
    tx: Transaction, sealer: Sealer, tenant_id: UUID, version_id: UUID, package: Package
) -> None:
    """Keeps the package's secrets. One that the tenant holds already is not sealed anew."""
    held = await secrets.get(tx, tenant_id, version_id)
    known = {(one.kind, one.element_id, one.slot): one.sealed for one in held}
    changed = []
    for one in package.secrets:
        context = _context(tenant_id, one)
        plain = one.value.encode()
        sealed = known.get((one.kind, one.element_id, one.slot))
        if sealed is None or not _opens_to(plain, sealer, sealed, context):
            sealed = sealer.seal(plain, context=context)
            changed.append(SealedSecret(one.kind, one.element_id, one.slot, sealed))
    await secrets.put(tx, tenant_id, version_id, changed)


def _opens_to(plain: bytes, sealer: Sealer, sealed: bytes, context: Context) -> bool:
    try:
        return sealer.open(sealed, context=context) == plain
    except SealBroken:  # its key was removed: the secret that comes now takes its place
        return False


async def inherit(
    tx: Transaction,
    tenant_id: UUID,
    version_id: UUID,
    keys: Collection[tuple[Kind, UUID]],
    sources: Iterable[UUID],
) -> None:
    """Fills what the package leaves blank from these versions; the first that has it wins."""
    for source in sources:
        if source != version_id:
            await secrets.copy(tx, tenant_id, source, version_id, keys)


async def drop_stale(
    tx: Transaction, tenant_id: UUID, version_id: UUID, staged: Staged, applied: Applied
) -> None:
    """Forgets secrets whose field the import has taken away: their element is in the tenant as the
    package has it, without that slot. What a sub-flow's own package brought beside it stays.
    """
    root = (FLOW, staged.package.flow.id)
    held = await secrets.slots(tx, tenant_id, version_id)
    stale = {
        (kind, element_id, slot)
        for kind, element_id, slot in held - staged.slots
        if (kind, element_id) in ({root} if is_of_package(slot) else applied.written)
    }
    if stale:
        await secrets.drop(tx, tenant_id, version_id, stale)


async def missing(
    tx: Transaction, tenant_id: UUID, version_id: UUID, staged: Staged
) -> tuple[MissingSecret, ...]:
    """Slots of the package's elements that are empty in it and in the tenant."""
    empty = staged.slots - await secrets.slots(tx, tenant_id, version_id)
    names = {key: part.name for key, part in zip(staged.keys, staged.package.parts, strict=True)}
    return tuple(
        MissingSecret(kind=kind, id=element_id, name=names[kind, element_id], slot=slot)
        for kind, element_id, slot in sorted(empty)
    )


def _context(tenant_id: UUID, secret: Secret) -> Context:
    return contexts.secret(tenant_id, secret.kind, secret.element_id, secret.slot)
