"""What a tenant makes of who signed a package."""

import base64
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.issues import Concerned, IssueCode
from libs.flows.kinds import SERVICE
from libs.flows.provenance import Altered, Provenance
from libs.runtime.signing import Signer, judge, refuse_unsigned, shown
from libs.store.tenant_settings import UnsignedPackages

ACCEPT, REFUSE = UnsignedPackages.ACCEPT, UnsignedPackages.REFUSE
SEED = base64.b64encode(b"s" * 32).decode()
OURS = Signer.from_text(SEED)
THEIRS = Signer.from_text(base64.b64encode(b"t" * 32).decode())
THEIR_KEY = base64.b64encode(THEIRS.key or b"").decode()
TRUSTING = Signer.from_text(SEED, f" {THEIR_KEY} ,")


def test_one_s_own_signature_and_a_trusted_one_are_nothing_to_speak_of() -> None:
    for key, signer in [(OURS.key, OURS), (THEIRS.key, TRUSTING)]:
        provenance = Provenance("Sluice", key)
        assert judge(provenance, REFUSE, signer) == ()
        told = shown(provenance, signer)
        assert told is not None
        assert told.trusted


@pytest.mark.parametrize(
    ("provenance", "code"),
    [
        (None, IssueCode.UNSIGNED),
        (Provenance("Sluice", None), IssueCode.UNSIGNED),
        (Provenance("Sluice", THEIRS.key), IssueCode.UNKNOWN_SIGNER),
    ],
)
def test_a_package_nobody_known_has_signed_is_told_of_or_refused_as_the_tenant_says(
    provenance: Provenance | None, code: IssueCode
) -> None:
    (issue,) = judge(provenance, ACCEPT, OURS)
    assert issue.code is code
    refuse_unsigned([issue])
    (refused,) = judge(provenance, REFUSE, OURS)
    assert (refused.code, refused.detail) == (IssueCode.REFUSED_UNSIGNED, issue.detail)
    with pytest.raises(ProblemError) as caught:
        refuse_unsigned([refused])
    assert caught.value.problem.code is ErrorCode.PACKAGE_UNSIGNED


def test_a_stranger_s_key_is_shown_so_that_it_can_be_trusted() -> None:
    (issue,) = judge(Provenance("Sluice", THEIRS.key), ACCEPT, OURS)
    assert THEIR_KEY in issue.detail
    told = shown(Provenance("Sluice", THEIRS.key), OURS)
    assert told is not None
    assert (told.key, told.trusted) == (THEIR_KEY, False)


def test_every_difference_is_an_issue_of_its_own() -> None:
    element = Concerned(SERVICE, uuid4(), "Orders")
    altered = (Altered("One was changed.", element), Altered("The rest was changed."))
    provenance = Provenance("Sluice", OURS.key, altered, bad_signature=True)
    issues = judge(provenance, ACCEPT, OURS)
    codes = [issue.code for issue in issues]
    assert codes == [IssueCode.DIGEST_MISMATCH] * 2 + [IssueCode.SIGNATURE_MISMATCH]
    assert issues[0].elements == (element,)
    assert shown(provenance, OURS) is None


def test_a_signature_is_that_of_the_seed_and_without_one_nothing_is_signed() -> None:
    public = Ed25519PrivateKey.from_private_bytes(b"s" * 32).public_key().public_bytes_raw()
    assert OURS.key == public
    signature = OURS.sign(b"a statement")
    assert signature is not None
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"a statement")
    nobody = Signer.from_text(None)
    assert (nobody.key, nobody.sign(b"x")) == (None, None)
    assert not nobody.trusts(None)


@pytest.mark.parametrize(("seed", "trusted"), [("hunter2", ""), ("", ""), (SEED, "hunter2")])
def test_a_key_that_cannot_be_read_is_refused_without_being_shown(seed: str, trusted: str) -> None:
    with pytest.raises(ValueError, match="is not base64 of 32 bytes") as raised:
        Signer.from_text(seed, trusted)
    assert "hunter2" not in str(raised.value)


def test_the_private_half_is_not_shown() -> None:
    assert "rivate" not in repr(OURS)
