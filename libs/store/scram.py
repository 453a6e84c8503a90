"""A password as PostgreSQL stores it, so that the password itself never stands in a statement."""

import base64
import hashlib
import hmac
from typing import Final

_ITERATIONS: Final = 4096
"""PostgreSQL's own default (scram_iterations). The password is random, not a person's."""
SALT_BYTES: Final = 16


def scram_verifier(password: str, salt: bytes) -> str:
    """SCRAM-SHA-256 verifier (RFC 5802, 7677) in PostgreSQL's spelling; `salt` is random.

    Raises ValueError for a password that is empty or not printable ASCII: others would need
    SASLprep (RFC 4013) to mean the same to every client.
    """
    if not password or not (password.isascii() and password.isprintable()):
        raise ValueError("the service's database password must be printable ASCII, and not empty")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    words = [base64.b64encode(piece).decode() for piece in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{words[0]}${words[1]}:{words[2]}"
