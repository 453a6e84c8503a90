"""Package files sealed to a passphrase or to a public key, in the age format (age-encryption.org).

Other programs open what is sealed here, and the other way round. A passphrase is stretched with
scrypt, which takes seconds and half a gigabyte while the library holds the interpreter's lock: that
is done in a process of its own, one at a time. All of it blocks, so call it in a thread.
"""

import base64
import binascii
import re
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final

import pyrage

from libs.contracts.problems import ErrorCode, ProblemError

_BEGIN: Final = b"age-encryption.org/v1\n"
_ARMOR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_WHITE: Final = b"\xef\xbb\xbf \t\r\n"
_HEADER_END: Final = b"\n---"
_LONGEST_HEADER: Final = 2**14
"""A hundred recipients. Each is tried with a multiplication on a curve, so a header has an end."""
_SCRYPT: Final = re.compile(rb"^-> scrypt \S+ (\d{1,3})$", re.MULTILINE)
_MOST_WORK: Final = 20
"""Binary logarithm of scrypt's cost: a gigabyte and a few seconds. The age tool writes 18, this
library what takes a second where it runs: 19 or 20."""

_one_at_a_time = threading.Lock()


def new_identity() -> tuple[str, str]:
    """A key pair: the public recipient (`age1...`), and the identity that opens."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def is_recipient(text: str) -> bool:
    """Whether files can be sealed to it: an X25519 public key, `age1...`."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def is_sealed_file(data: bytes) -> bool:
    return data.startswith(_BEGIN) or data.lstrip(_WHITE).startswith(_ARMOR)


def seal_file(data: bytes, *, passphrase: str | None = None, recipient: str | None = None) -> bytes:
    """To exactly one of the two. Raises ValueError for a recipient that is none."""
    if (passphrase is None) == (recipient is None):
        raise ValueError("a file is sealed to a passphrase or to a recipient")
    if passphrase is not None:
        return _stretching(pyrage.passphrase.encrypt, data, passphrase)
    try:
        return pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient or "")])
    except pyrage.RecipientError:
        raise ValueError("this is not an age public key") from None


def open_file(data: bytes, *, passphrase: str | None = None, identity: str | None = None) -> bytes:
    """With whichever of the two the file asks for; armored files too.

    Raises package.sealed: it is none that can be opened here, not the right passphrase or key, the
    one that is needed is not there, or it was cut off or changed.
    """
    data = _without_armor(data)
    header, _, rest = data[:_LONGEST_HEADER].partition(_HEADER_END)
    if not rest:
        raise _refusal("It is cut off, or has more recipients than are tried.")
    if stretched := _SCRYPT.search(header):
        return _open_with_passphrase(data, passphrase, work=int(stretched[1]))
    if identity is None:
        raise _refusal("It is sealed to a public key, and this tenant has none yet.")
    try:
        return pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        detail = "It is sealed to another public key than this tenant's, or was cut off or changed."
        raise _refusal(detail) from None


def _open_with_passphrase(data: bytes, passphrase: str | None, *, work: int) -> bytes:
    if passphrase is None:
        raise _refusal("It is sealed to a passphrase, and none was sent.")
    if work > _MOST_WORK:
        raise _refusal(f"Its passphrase takes more work than is done here: 2^{work}.")
    try:
        return _stretching(pyrage.passphrase.decrypt, data, passphrase)
    except BrokenProcessPool:  # the kernel ended it: there is less memory than the file asks for
        raise _refusal(f"Its passphrase takes more memory than there is here: 2^{work}.") from None
    except pyrage.DecryptError:
        raise _refusal("The passphrase is another one, or it was cut off or changed.") from None


def _stretching(work: Callable[[bytes, str], bytes], data: bytes, passphrase: str) -> bytes:
    with _one_at_a_time, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, data, passphrase).result()


def _without_armor(data: bytes) -> bytes:
    if data.startswith(_BEGIN):
        return data
    lines = data.strip(_WHITE).removeprefix(_ARMOR).removesuffix(_ARMOR_END)
    try:
        return base64.b64decode(b"".join(lines.split()), validate=True)
    except binascii.Error:
        raise _refusal("Its armor was cut off or changed.") from None


def _refusal(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.PACKAGE_SEALED, detail)
