"""API keys and sharing tokens: `sluice_key_` or `sluice_token_`, 43 characters, 6 of checksum.

The 43 characters are 256 random bits in base 62. The checksum tells a mistyped credential from an
unknown one without asking the database; it protects nothing. Only the SHA-256 of a credential is
stored: of 256 random bits that is as good as a slow hash.
"""

import hashlib
import hmac
import secrets
import string
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
SECRET_BITS: Final = 256
SECRET_CHARACTERS: Final = 43
CHECKSUM_CHARACTERS: Final = 6


class CredentialKind(StrEnum):
    KEY = "sluice_key_"
    TOKEN = "sluice_token_"  # noqa: S105  # a prefix, which is no secret


class MalformedCredential(ValueError):
    """The text is no credential of the kind asked for. The message never shows the text."""


@dataclass(frozen=True, eq=False)
class Credential:
    """A secret to be shown once. Neither `repr` nor `str` shows it; `reveal` does."""

    kind: CredentialKind
    _text: str = field(repr=False)

    @classmethod
    def make(cls, kind: CredentialKind) -> Self:
        body = kind + _base62(secrets.randbits(SECRET_BITS), SECRET_CHARACTERS)
        return cls(kind, body + _checksum(body))

    @classmethod
    def parse(cls, text: str, kind: CredentialKind) -> Self:
        """Raises `MalformedCredential`, also for an alphabet, length or checksum that is off."""
        if not text.startswith(kind):
            raise MalformedCredential(f"it does not begin with {kind}")
        if len(text) != len(kind) + SECRET_CHARACTERS + CHECKSUM_CHARACTERS:
            raise MalformedCredential("it is too short or too long")
        body, checksum = text[:-CHECKSUM_CHARACTERS], text[-CHECKSUM_CHARACTERS:]
        if not text.isascii() or _checksum(body) != checksum:
            raise MalformedCredential("a character in it is wrong")
        return cls(kind, text)

    @property
    def hash(self) -> bytes:
        """SHA-256, 32 bytes: what is stored and looked up."""
        return hashlib.sha256(self._text.encode()).digest()

    def reveal(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credential) and hmac.compare_digest(self.hash, other.hash)

    def __hash__(self) -> int:
        return hash(self.hash)


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), CHECKSUM_CHARACTERS)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
