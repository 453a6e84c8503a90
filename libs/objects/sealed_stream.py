"""Sealing of what is too large to hold twice: chunk by chunk, in constant memory.

A sealed stream is `version | length of key id | key id | salt | chunks`. Each chunk is AES-256-GCM
over up to 1 MiB under a key of this stream alone (HKDF of the tenant's key over the salt), so its
nonce can be its number and whether it is the last: chunks that were swapped, dropped, repeated or
cut off at the end do not open.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.objects.sealing import KEY_BYTES, Context, SealBroken, Sealer, split_header

STREAM_VERSION: Final = 2
CHUNK_BYTES: Final = 2**20
TAG_BYTES: Final = 16
SALT_BYTES: Final = 32
COUNTER_BYTES: Final = 11


class SealingStream:
    """Takes plain bytes as they come and gives sealed bytes as they are ready."""

    def __init__(self, sealer: Sealer, *, context: Context) -> None:
        header = sealer.header(STREAM_VERSION)
        salt = secrets.token_bytes(SALT_BYTES)
        _, key_id, _ = split_header(header)
        self._chunks = _Chunks(sealer.tenant_key(key_id, context.tenant_id), salt, header, context)
        self._plain = bytearray()
        self._start = header + salt

    def update(self, plain: bytes) -> bytes:
        self._plain += plain
        sealed = bytearray(self._take_start())
        # A full chunk is kept back until more follows: only then is it known not to be the last.
        while len(self._plain) > CHUNK_BYTES:
            sealed += self._chunks.seal(bytes(self._plain[:CHUNK_BYTES]), last=False)
            del self._plain[:CHUNK_BYTES]
        return bytes(sealed)

    def finish(self) -> bytes:
        return self._take_start() + self._chunks.seal(bytes(self._plain), last=True)

    def _take_start(self) -> bytes:
        start, self._start = self._start, b""
        return start


class OpeningStream:
    """Takes sealed bytes as they come and gives plain bytes, each checked before it is given.

    Only when `finish` has returned is it known that nothing is missing at the end. Both methods
    raise `SealBroken`.
    """

    def __init__(self, sealer: Sealer, *, context: Context) -> None:
        self._sealer = sealer
        self._context = context
        self._chunks: _Chunks | None = None
        self._sealed = bytearray()

    def update(self, sealed: bytes) -> bytes:
        self._sealed += sealed
        if self._chunks is None:
            self._chunks = self._begin()
        plain = bytearray()
        while self._chunks and len(self._sealed) > CHUNK_BYTES + TAG_BYTES:
            chunk = bytes(self._sealed[: CHUNK_BYTES + TAG_BYTES])
            plain += self._chunks.open(chunk, last=False)
            del self._sealed[: CHUNK_BYTES + TAG_BYTES]
        return bytes(plain)

    def finish(self) -> bytes:
        if self._chunks is None:
            raise SealBroken("the sealed stream is cut off")
        return self._chunks.open(bytes(self._sealed), last=True)

    def _begin(self) -> "_Chunks | None":
        """Reads header and salt once they are there in full."""
        if len(self._sealed) < 2 or len(self._sealed) < 2 + self._sealed[1] + SALT_BYTES:
            return None
        version, key_id, rest = split_header(bytes(self._sealed))
        if version != STREAM_VERSION:
            raise SealBroken("this is not a sealed stream")
        header = bytes(self._sealed[: len(self._sealed) - len(rest)])
        key = self._sealer.tenant_key(key_id, self._context.tenant_id)
        self._sealed = bytearray(rest[SALT_BYTES:])
        return _Chunks(key, rest[:SALT_BYTES], header, self._context)


class _Chunks:
    """Seals or opens the chunks of one stream, in order."""

    def __init__(self, tenant_key: bytes, salt: bytes, header: bytes, context: Context) -> None:
        key = HKDF(SHA256(), KEY_BYTES, salt=salt, info=b"sluice stream key").derive(tenant_key)
        self._cipher = AESGCM(key)
        self._bound = header + context.encoded()
        self._count = 0

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last=last), plain, self._bound)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last=last), sealed, self._bound)
        except (InvalidTag, ValueError):
            raise SealBroken(
                "the sealed stream was changed or cut off, or is for something else"
            ) from None

    def _nonce(self, *, last: bool) -> bytes:
        nonce = self._count.to_bytes(COUNTER_BYTES, "big") + bytes((last,))
        self._count += 1
        return nonce
