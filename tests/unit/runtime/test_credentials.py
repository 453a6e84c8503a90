import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.runtime.credentials import (
    ALPHABET,
    CHECKSUM_CHARACTERS,
    SECRET_CHARACTERS,
    Credential,
    CredentialKind,
    MalformedCredential,
)

kinds = st.sampled_from(CredentialKind)


@given(kinds)
def test_a_made_credential_is_read_back(kind: CredentialKind) -> None:
    made = Credential.make(kind)
    read = Credential.parse(made.reveal(), kind)
    assert read == made
    assert read.hash == made.hash
    assert len(made.reveal()) == len(kind) + SECRET_CHARACTERS + CHECKSUM_CHARACTERS


@given(kinds, st.integers(min_value=0), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_a_typo(kind: CredentialKind, at: int, new: str) -> None:
    text = Credential.make(kind).reveal()
    at = len(kind) + at % (len(text) - len(kind))
    if text[at] == new:
        return
    with pytest.raises(MalformedCredential):
        Credential.parse(text[:at] + new + text[at + 1 :], kind)


@given(kinds, st.text(alphabet=string.printable + "éＡ\ud800"))
def test_no_other_text_is_a_credential_and_none_is_shown(kind: CredentialKind, text: str) -> None:
    with pytest.raises(MalformedCredential) as raised:
        Credential.parse(kind + text, kind)
    assert len(text) < 4 or text not in str(raised.value)


def test_a_key_is_no_token() -> None:
    key = Credential.make(CredentialKind.KEY).reveal()
    with pytest.raises(MalformedCredential, match="begin with sluice_token_"):
        Credential.parse(key, CredentialKind.TOKEN)


def test_nothing_but_reveal_shows_it() -> None:
    made = Credential.make(CredentialKind.KEY)
    secret = made.reveal().removeprefix(CredentialKind.KEY)
    assert secret not in f"{made!r} {made} {[made]} {vars(made).keys()}"


def test_two_credentials_differ_in_text_and_hash() -> None:
    one, other = (Credential.make(CredentialKind.TOKEN) for _ in range(2))
    assert one != other
    assert len({one, other, Credential.parse(one.reveal(), CredentialKind.TOKEN)}) == 2
