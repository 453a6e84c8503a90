"""Sealing: AES-256-GCM under a key of the tenant, bound to what the sealed bytes are for.

A sealed value is `version | length of key id | key id | nonce | ciphertext and tag`. The header and
the context are authenticated: a value that was moved to another tenant, element or purpose does not
open. The tenant's key is derived from a master key (HKDF, RFC 5869), so no key is stored. The
version stands first: sealed streams (sealed_stream.py) and envelopes (envelope.py) have their own.
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
MOST_HEADER_BYTES: Final = 2 + MOST_KEY_ID_BYTES


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
        return _behind_lengths(self.tenant_id.bytes) + self.place()

    def place(self) -> bytes:
        """The same without the tenant: for what several tenants hold alike."""
        return _behind_lengths(*(text.encode() for text in (self.purpose, *self.names)))


def _behind_lengths(*parts: bytes) -> bytes:
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
        key = self.tenant_key(self._current, context.tenant_id)
        return seal_under(key, self.header(VALUE_VERSION), plain, context.encoded())

    def open(self, sealed: bytes, *, context: Context) -> bytes:
        """Raises `SealBroken`."""
        version, key_id, _ = split_header(sealed)
        if version != VALUE_VERSION:
            raise SealBroken("this is not a sealed value")
        return open_under(self.tenant_key(key_id, context.tenant_id), sealed, context.encoded())

    def fingerprint(self, data: bytes, *, context: Context) -> bytes:
        """HMAC-SHA256 under a key of the context: says what is equal, and to strangers nothing."""
        key = self._derived(self._current, b"sluice digest key" + context.encoded())
        return hmac.digest(key, data, "sha256")

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    @property
    def current(self) -> str:
        """The id of the master key that seals."""
        return self._current

    def header(self, version: int) -> bytes:
        key_id = self._current.encode()
        return bytes((version, len(key_id))) + key_id

    def tenant_key(self, key_id: str, tenant_id: UUID) -> bytes:
        """The tenant's key under a master key. Raises `SealBroken` when that is not at hand."""
        if key_id not in self._keys:
            raise SealBroken(f"the sealing key {key_id!r} is not among the configured ones")
        return self._derived(key_id, b"sluice tenant key" + tenant_id.bytes)

    def _derived(self, key_id: str, info: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._keys[key_id])


def seal_under(key: bytes, header: bytes, plain: bytes, bound: bytes) -> bytes:
    """Header, nonce, ciphertext and tag. Header and `bound` are authenticated beside the text."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + bound)


def open_under(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What `seal_under` sealed with these. Raises `SealBroken`."""
    _, _, rest = split_header(sealed)
    header = sealed[: len(sealed) - len(rest)]
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + bound)
    except (InvalidTag, ValueError):
        raise SealBroken("the sealed value was changed, or is for something else") from None


def key_id_of(sealed: bytes) -> str:
    """Which master key it takes; sealed bytes or the first of them. Raises `SealBroken`."""
    return split_header(sealed)[1]


def split_header(sealed: bytes) -> tuple[int, str, bytes]:
    """Version, key id and what follows. Raises `SealBroken` when the header is cut off."""
    end = 2 + sealed[1] if len(sealed) > 1 else 2
    if len(sealed) < end:
        raise SealBroken("the sealed bytes are cut off")
    try:
        return sealed[0], sealed[2:end].decode(), sealed[end:]
    except UnicodeDecodeError:
        raise SealBroken("the sealed bytes do not begin with a header") from None
