"""A tenant's key pair, which package files can be sealed to: made when it is first asked for."""

from uuid import UUID

from libs.objects import contexts
from libs.objects.sealed_files import new_identity
from libs.objects.sealing import Sealer
from libs.store import tenant_identities
from libs.store.database import Transaction
from libs.store.tenant_identities import Identity


async def recipient_of(tx: Transaction, sealer: Sealer, tenant_id: UUID) -> str:
    """The public half, `age1...`. It stays the same for good: files elsewhere depend on it."""
    held = await tenant_identities.get(tx, tenant_id)
    if held is None:
        recipient, identity = new_identity()
        sealed = sealer.seal(identity.encode(), context=contexts.identity(tenant_id))
        held = await tenant_identities.create(tx, tenant_id, Identity(recipient, sealed))
    return held.recipient


async def identity_of(tx: Transaction, sealer: Sealer, tenant_id: UUID) -> str | None:
    """The private half; None where nobody has asked for the public one, so nothing is sealed to it.

    Raises `SealBroken` where its master key is gone.
    """
    held = await tenant_identities.get(tx, tenant_id)
    if held is None:
        return None
    return sealer.open(held.sealed, context=contexts.identity(tenant_id)).decode()
