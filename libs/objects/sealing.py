"""Sealing: AES-256-GCM under a key of the tenant, bound to what the sealed bytes are for.

A sealed value is `version | length of key id | key id | nonce | ciphertext and tag`. The header and
the context are authenticated: a value that was moved to another tenant, element or purpose does not
open. The tenant's key is derived from a master key (HKDF, RFC 5869), so no key is stored. The
version stands first so that wrapped tenant keys can come later beside derived ones.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
VALUE_VERSION: Final = 1
MOST_KEY_ID_BYTES: Final = 255


class SealBroken(Exception):
    """The bytes do not open: changed, cut off, sealed for something else or under a lost key."""


@dataclass(frozen=True, slots=True)
class Context:
    """What sealed bytes are for. They open only under an equal context."""

    tenant_id: UUID
    purpose: str
    names: tuple[str, ...] = ()
    """What is sealed, within tenant and purpose: an element and its slot, a job, an object key."""

    def encoded(self) -> bytes:
        """Each part behind its length, so that no two contexts encode alike."""
        parts = (self.tenant_id.bytes, *(text.encode() for text in (self.purpose, *self.names)))
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Sealer:
    """Seals with the first of its master keys and opens with any of them."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("at least one sealing key is needed")
        for key_id, key in keys.items():
            if not 0 < len(key_id.encode()) <= MOST_KEY_ID_BYTES or len(key) != KEY_BYTES:
                # the id is not shown: who forgets it has the key stand in its place
                raise ValueError(f"each sealing key needs an id and {KEY_BYTES} bytes")
        self._keys = dict(keys)
        self._current = next(iter(self._keys))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Reads `id:base64,id:base64`. Raises ValueError, which never shows a key."""
        keys: dict[str, bytes] = {}
        for position, entry in enumerate(text.split(","), start=1):
            key_id, _, encoded = entry.strip().partition(":")
            if key_id in keys:
                raise ValueError(f"sealing key {position}: an id stands twice")
            try:
                keys[key_id] = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                raise ValueError(f"sealing key {position} is not `id:base64`") from None
        return cls(keys)

    def seal(self, plain: bytes, *, context: Context) -> bytes:
        header = self.header(VALUE_VERSION)
        nonce = secrets.token_bytes(NONCE_BYTES)
        key = self.tenant_key(self._current, context.tenant_id)
        sealed = AESGCM(key).encrypt(nonce, plain, header + context.encoded())
        return header + nonce + sealed

    def open(self, sealed: bytes, *, context: Context) -> bytes:
        """Raises `SealBroken`."""
        version, key_id, rest = split_header(sealed)
        if version != VALUE_VERSION:
            raise SealBroken("this is not a sealed value")
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        header = sealed[: len(sealed) - len(rest)]
        key = self.tenant_key(key_id, context.tenant_id)
        try:
            return AESGCM(key).decrypt(nonce, body, header + context.encoded())
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed value was changed, or is for something else") from None

    def fingerprint(self, data: bytes, *, context: Context) -> bytes:
        """HMAC-SHA256 under a key of the context: says what is equal, and to strangers nothing."""
        return hmac.digest(self._digest_key(self._current, context), data, "sha256")

    def confirms(self, fingerprint: bytes, data: bytes, *, context: Context) -> bool:
        """Whether it is the fingerprint of the data, under any of the master keys."""
        made = (hmac.digest(self._digest_key(key, context), data, "sha256") for key in self._keys)
        return any(hmac.compare_digest(one, fingerprint) for one in made)

    def header(self, version: int) -> bytes:
        key_id = self._current.encode()
        return bytes((version, len(key_id))) + key_id

    def tenant_key(self, key_id: str, tenant_id: UUID) -> bytes:
        """The tenant's key under a master key. Raises `SealBroken` when that is not at hand."""
        if key_id not in self._keys:
            raise SealBroken(f"the sealing key {key_id!r} is not among the configured ones")
        return self._derived(key_id, b"sluice tenant key" + tenant_id.bytes)

    def _digest_key(self, key_id: str, context: Context) -> bytes:
        return self._derived(key_id, b"sluice digest key" + context.encoded())

    def _derived(self, key_id: str, info: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._keys[key_id])


def split_header(sealed: bytes) -> tuple[int, str, bytes]:
    """Version, key id and what follows. Raises `SealBroken` when the header is cut off."""
    end = 2 + sealed[1] if len(sealed) > 1 else 2
    if len(sealed) < end:
        raise SealBroken("the sealed bytes are cut off")
    try:
        return sealed[0], sealed[2:end].decode(), sealed[end:]
    except UnicodeDecodeError:
        raise SealBroken("the sealed bytes do not begin with a header") from None
