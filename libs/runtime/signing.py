"""Who signs packages here, whose signatures are trusted, and what a tenant makes of a package."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.contracts import plans
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.issues import Issue, IssueCode
from libs.flows.provenance import Provenance
from libs.store.tenant_settings import UnsignedPackages

KEY_BYTES: Final = 32
PRODUCER: Final = "Sluice"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what is exported, and trusts its own key and the ones it was given."""

    private: Ed25519PrivateKey | None = field(default=None, repr=False)
    """None where no key is configured: packages then carry their digests alone."""
    others: frozenset[bytes] = frozenset()
    """Public keys of others that are trusted."""

    @classmethod
    def from_text(cls, seed: str | None, trusted: str = "") -> Self:
        """`seed`: base64 of 32 bytes; `trusted`: the same of public keys, separated by commas.

        Raises ValueError, which never shows a key.
        """
        private = None
        if seed is not None:
            private = Ed25519PrivateKey.from_private_bytes(_key(seed, "the signing key"))
        texts = [text.strip() for text in trusted.split(",") if text.strip()]
        numbered = enumerate(texts, start=1)
        others = frozenset(_key(text, f"trusted key {place}") for place, text in numbered)
        return cls(private, others)

    @property
    def producer(self) -> str:
        return PRODUCER

    @property
    def key(self) -> bytes | None:
        return None if self.private is None else self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes | None:
        return None if self.private is None else self.private.sign(message)

    def trusts(self, key: bytes | None) -> bool:
        return key is not None and (key == self.key or key in self.others)


def judge(
    provenance: Provenance | None, unsigned: UnsignedPackages, signer: Signer
) -> tuple[Issue, ...]:
    """What a plan says of the package's provenance (`Package.provenance`)."""
    wrong = tuple(_wrong(provenance)) if provenance is not None else ()
    if wrong:
        return wrong
    key = None if provenance is None else provenance.key
    if signer.trusts(key):
        return ()
    if key is None:
        issue = Issue(IssueCode.UNSIGNED, "The package carries no signature.")
    else:
        detail = f"The package is signed with the key {_text(key)}, which is not trusted here."
        issue = Issue(IssueCode.UNKNOWN_SIGNER, detail)
    if unsigned is UnsignedPackages.REFUSE:
        issue = replace(issue, code=IssueCode.REFUSED_UNSIGNED)
    return (issue,)


def refuse_unsigned(issues: Iterable[Issue]) -> None:
    """Raises package.unsigned where the tenant takes only packages with a trusted signature."""
    for issue in issues:
        if issue.code is IssueCode.REFUSED_UNSIGNED:
            raise ProblemError(ErrorCode.PACKAGE_UNSIGNED, issue.detail)


def shown(provenance: Provenance | None, signer: Signer) -> plans.Signer | None:
    """Who has signed the package; None where nobody has, or the signature is wrong."""
    if provenance is None or provenance.key is None or provenance.bad_signature:
        return None
    key = provenance.key
    return plans.Signer(producer=provenance.producer, key=_text(key), trusted=signer.trusts(key))


def _wrong(provenance: Provenance) -> Iterable[Issue]:
    for one in provenance.altered:
        elements = () if one.element is None else (one.element,)
        yield Issue(IssueCode.DIGEST_MISMATCH, one.detail, elements)
    if provenance.bad_signature:
        detail = "The signature does not belong to what the package says of itself."
        yield Issue(IssueCode.SIGNATURE_MISMATCH, detail)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _key(text: str, what: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{what} is not base64 of {KEY_BYTES} bytes")
    return key
