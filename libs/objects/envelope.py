"""Envelopes: a secret is sealed once, under a key of its own, and that key is wrapped per tenant.

So the sealed content of a package that goes to ten thousand tenants is made and stored once, and a
new master key costs a new wrapping of 32 bytes, not the content. The content is `3 | 0 | nonce |
ciphertext and tag`, bound to the place it is for; the wrapped key is a sealed value of the tenant
(sealing.py), bound to the content's id.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from libs.objects import contexts
from libs.objects.sealing import KEY_BYTES, Context, Sealer, open_under, seal_under

CONTENT_HEADER: Final = bytes((3, 0))


@dataclass(frozen=True, slots=True)
class SealedOnce:
    sealed: bytes
    data_key: bytes = field(repr=False)


def seal_once(plain: bytes, *, context: Context) -> SealedOnce:
    """The context's tenant plays no part: who may open it is who has the key wrapped."""
    data_key = secrets.token_bytes(KEY_BYTES)
    return SealedOnce(seal_under(data_key, CONTENT_HEADER, plain, context.place()), data_key)


def wrap(sealer: Sealer, data_key: bytes, *, tenant_id: UUID, content_id: UUID) -> bytes:
    return sealer.seal(data_key, context=contexts.content_key(tenant_id, content_id))


def unwrap(sealer: Sealer, wrapped: bytes, *, tenant_id: UUID, content_id: UUID) -> bytes:
    """The data key. Raises `SealBroken`."""
    return sealer.open(wrapped, context=contexts.content_key(tenant_id, content_id))


def open_wrapped(
    sealer: Sealer, sealed: bytes, wrapped: bytes, *, content_id: UUID, context: Context
) -> bytes:
    """The plain content. Raises `SealBroken`."""
    data_key = unwrap(sealer, wrapped, tenant_id=context.tenant_id, content_id=content_id)
    return open_under(data_key, sealed, context.place())
