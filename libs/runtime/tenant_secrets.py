"""A tenant's secrets between the core's values and the store's rows: sealed and opened.

A few dozen microseconds each: call it in a thread for those of a whole package.
"""

from uuid import UUID

from libs.flows.model import Secret
from libs.objects import contexts
from libs.objects.envelope import open_wrapped, seal_once, wrap
from libs.objects.sealing import SealBroken, Sealer
from libs.runtime.clock import new_id
from libs.store.secrets import Origin, SealedSecret


def new_secret(sealer: Sealer, tenant_id: UUID, secret: Secret, origin: Origin) -> SealedSecret:
    """The secret sealed for this tenant, under a content id that nothing had before."""
    kind, element_id, slot = secret.kind, secret.element_id, secret.slot
    context = contexts.secret(tenant_id, kind, element_id, slot)
    once, content_id = seal_once(secret.value.encode(), context=context), new_id()
    wrapped = wrap(sealer, once.data_key, tenant_id=tenant_id, content_id=content_id)
    return SealedSecret(kind, element_id, slot, content_id, once.sealed, wrapped, origin)


def open_secret(sealer: Sealer, tenant_id: UUID, held: SealedSecret) -> str:
    """Raises `SealBroken` where its master key is gone or the row belongs elsewhere."""
    context = contexts.secret(tenant_id, held.kind, held.element_id, held.slot)
    if held.wrapped is None:  # an earlier version of Sluice sealed under the tenant's key itself
        return sealer.open(held.sealed, context=context).decode()
    return open_wrapped(
        sealer, held.sealed, held.wrapped, content_id=held.content_id, context=context
    ).decode()


def holds(sealer: Sealer, tenant_id: UUID, held: SealedSecret, value: str) -> bool:
    """Whether it is this very value. What does not open any more is not."""
    try:
        return open_secret(sealer, tenant_id, held) == value
    except SealBroken:
        return False
