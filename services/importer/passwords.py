"""Secrets of a package and of bindings on their way into a tenant, never erased by a blank."""

import asyncio
from uuid import UUID

from libs.flows.kinds import FLOW, Kind
from libs.flows.model import Secret
from libs.flows.secret_slots import SecretSlot
from libs.flows.slots import is_of_package
from libs.objects.sealing import Sealer
from libs.runtime.tenant_secrets import new_secret
from libs.store import secrets
from libs.store.database import Transaction
from libs.store.secrets import SealedSecret
from services.importer.planned import Planned


async def write(
    tx: Transaction, sealer: Sealer, tenant_id: UUID, version_id: UUID, planned: Planned
) -> None:
    """Keeps what is new, fills what the package leaves blank from the versions that the tenant has,
    and forgets what has no field any more. Of an element that is kept nothing is touched.
    """
    brought = await asyncio.to_thread(_sealed, sealer, tenant_id, planned)
    await secrets.put(tx, tenant_id, version_id, brought)
    if not planned.is_new:
        return
    kept = {(one.kind, one.id) for one in planned.plan.changes if one.decision == "keep"}
    blanks = [slot for slot in planned.arrival.slots if slot[:2] not in kept]
    for source in planned.sources:
        if source != version_id:
            await secrets.fill(tx, tenant_id, source, version_id, blanks)
    held = await secrets.slots(tx, tenant_id, version_id)
    if stale := _stale(held, planned, kept):
        await secrets.drop(tx, tenant_id, version_id, stale)


def _sealed(sealer: Sealer, tenant_id: UUID, planned: Planned) -> list[SealedSecret]:
    """One that the tenant holds already is not sealed anew."""
    sources = planned.arrival.secret_sources
    due = {(fate.kind, fate.id, fate.slot) for fate in planned.plan.secrets if fate.is_written}
    return [
        new_secret(sealer, tenant_id, secret, sources[_slot(secret)])
        for secret in planned.arrival.secrets
        if _slot(secret) in due
    ]


def _stale(
    held: set[SecretSlot], planned: Planned, kept: set[tuple[Kind, UUID]]
) -> set[SecretSlot]:
    """Secrets whose field the import has taken away: their element is in the tenant as the package
    has it, without that slot. What a sub-flow's own package brought beside it stays.
    """
    root = {(FLOW, planned.arrival.package.flow.id)} - kept
    return {
        (kind, element_id, slot)
        for kind, element_id, slot in held - planned.arrival.slots
        if (kind, element_id) in (root if is_of_package(slot) else planned.written)
    }


def _slot(secret: Secret) -> SecretSlot:
    return secret.kind, secret.element_id, secret.slot
