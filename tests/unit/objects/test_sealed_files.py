"""Files sealed to a passphrase or a public key; scrypt is at work here, so few of them."""

import base64

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects.sealed_files import (
    is_recipient,
    is_sealed_file,
    new_identity,
    open_file,
    seal_file,
)

RECIPIENT, IDENTITY = new_identity()
TO_KEY = seal_file(b"a package", recipient=RECIPIENT)


@pytest.fixture(scope="module")
def to_passphrase() -> bytes:
    return seal_file(b"a package", passphrase="correct horse")


def _refusal(data: bytes, passphrase: str | None = None, identity: str | None = None) -> str:
    with pytest.raises(ProblemError) as caught:
        open_file(data, passphrase=passphrase, identity=identity)
    assert caught.value.problem.code == ErrorCode.PACKAGE_SEALED
    shown = caught.value.problem.document()
    assert not [one for one in (passphrase, identity) if one and one in str(shown)]
    return caught.value.problem.detail


def _armored(data: bytes) -> bytes:
    lines = base64.encodebytes(data).strip()
    return (
        b"\n-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"\n-----END AGE ENCRYPTED FILE-----\n"
    )


def test_a_file_sealed_to_a_public_key_opens_with_its_identity() -> None:
    assert open_file(TO_KEY, identity=IDENTITY) == b"a package"
    assert open_file(TO_KEY, passphrase="unused", identity=IDENTITY) == b"a package"
    assert b"a package" not in TO_KEY


def test_a_file_sealed_to_a_passphrase_opens_with_it(to_passphrase: bytes) -> None:
    opened = open_file(to_passphrase, passphrase="correct horse", identity=IDENTITY)
    assert opened == b"a package"


def test_an_armored_file_opens_too() -> None:
    armored = _armored(TO_KEY)
    assert is_sealed_file(armored)
    assert open_file(armored, identity=IDENTITY) == b"a package"
    assert "armor" in _refusal(armored.replace(b"END AGE", b"END"), identity=IDENTITY)


def test_sealed_files_are_told_from_packages() -> None:
    assert is_sealed_file(TO_KEY)
    assert not is_sealed_file(b'{"flowConfiguration": {}}')
    assert not is_sealed_file(b"")


def test_another_key_or_none_is_told_apart() -> None:
    assert "another public key" in _refusal(TO_KEY, identity=new_identity()[1])
    assert "has none yet" in _refusal(TO_KEY, passphrase="correct horse")


def test_another_passphrase_or_none_is_told_apart(to_passphrase: bytes) -> None:
    assert "passphrase is another" in _refusal(to_passphrase, passphrase="wrong horse")
    assert "none was sent" in _refusal(to_passphrase, identity=IDENTITY)


def test_what_was_cut_off_or_changed_does_not_open() -> None:
    for spoilt in (TO_KEY[:-1], TO_KEY[:-1] + bytes([TO_KEY[-1] ^ 1]), TO_KEY[:40]):
        assert "cut off" in _refusal(spoilt, identity=IDENTITY)


def test_a_passphrase_that_takes_too_much_work_is_not_tried(to_passphrase: bytes) -> None:
    header = to_passphrase.split(b"\n")[1]
    costly = to_passphrase.replace(header, header.rpartition(b" ")[0] + b" 40")
    assert "2^40" in _refusal(costly, passphrase="correct horse")


def test_a_header_without_end_is_not_tried() -> None:
    stanza = b"-> X25519 " + base64.b64encode(b"x" * 32).rstrip(b"=") + b"\n" + b"A" * 43 + b"\n"
    endless = b"age-encryption.org/v1\n" + stanza * 10_000 + b"--- x\n"
    assert "more recipients" in _refusal(endless, identity=IDENTITY)


def test_a_recipient_is_told_from_other_text() -> None:
    assert is_recipient(RECIPIENT)
    for text in ("", "age1nonsense", IDENTITY, RECIPIENT.upper() + "X"):
        assert not is_recipient(text)
    with pytest.raises(ValueError, match="public key"):
        seal_file(b"a package", recipient="age1nonsense")


def test_a_file_is_sealed_to_exactly_one() -> None:
    with pytest.raises(ValueError, match="or to a recipient"):
        seal_file(b"a package")
    with pytest.raises(ValueError, match="or to a recipient"):
        seal_file(b"a package", passphrase="x", recipient=RECIPIENT)
