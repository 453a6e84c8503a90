"""Secrets of a package on their way into a tenant: sealed, and never erased by a blank."""

from collections.abc import Collection, Iterable
from uuid import UUID

from libs.contracts.jobs import MissingSecret
from libs.flows.kinds import Kind
from libs.flows.model import Package, Secret
from libs.objects import contexts
from libs.objects.sealing import Context, SealBroken, Sealer
from libs.store import secrets
from libs.store.database import Transaction
from libs.store.secrets import SealedSecret
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
