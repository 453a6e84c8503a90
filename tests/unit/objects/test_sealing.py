import base64
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.objects.sealing import Context, SealBroken, Sealer

KEYS = {"2026-b": b"b" * 32, "2026-a": b"a" * 32}
SEALER = Sealer(KEYS)
contexts = st.builds(Context, st.uuids(), st.text(), st.lists(st.text()).map(tuple))
HERE = Context(UUID(int=1), "secret", ("service", "slot"))


@given(st.binary(), contexts)
def test_what_was_sealed_opens_in_its_context(plain: bytes, context: Context) -> None:
    sealed = SEALER.seal(plain, context=context)
    assert SEALER.open(sealed, context=context) == plain
    assert len(plain) < 8 or plain not in sealed


@given(contexts, contexts)
def test_it_opens_in_no_other_context(one: Context, other: Context) -> None:
    if one == other:
        return
    sealed = SEALER.seal(b"secret", context=one)
    with pytest.raises(SealBroken):
        SEALER.open(sealed, context=other)


def test_contexts_whose_texts_run_together_alike_are_different() -> None:
    sealed = SEALER.seal(b"secret", context=replace(HERE, names=("ab", "c")))
    with pytest.raises(SealBroken):
        SEALER.open(sealed, context=replace(HERE, names=("a", "bc")))


@given(st.binary(min_size=1), st.data())
def test_any_change_anywhere_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal(plain, context=HERE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        SEALER.open(bytes(sealed), context=HERE)


@given(st.integers(min_value=0))
def test_any_cut_is_noticed(length: int) -> None:
    sealed = SEALER.seal(b"secret", context=HERE)
    with pytest.raises(SealBroken):
        SEALER.open(sealed[: length % len(sealed)], context=HERE)


def test_the_first_key_seals_and_every_key_opens() -> None:
    before = Sealer({"2026-a": KEYS["2026-a"]}).seal(b"old", context=HERE)
    assert SEALER.open(before, context=HERE) == b"old"
    now = SEALER.seal(b"new", context=HERE)
    assert Sealer({"2026-b": KEYS["2026-b"]}).open(now, context=HERE) == b"new"
    with pytest.raises(SealBroken, match="2026-b"):
        Sealer({"2026-a": KEYS["2026-a"]}).open(now, context=HERE)


def test_sealing_the_same_twice_does_not_look_the_same() -> None:
    assert SEALER.seal(b"secret", context=HERE) != SEALER.seal(b"secret", context=HERE)


def test_each_tenant_has_its_own_key() -> None:
    assert SEALER.tenant_key("2026-a", uuid4()) != SEALER.tenant_key("2026-a", uuid4())


def test_keys_are_read_from_the_setting() -> None:
    text = ", ".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in KEYS.items())
    sealed = SEALER.seal(b"secret", context=HERE)
    assert Sealer.from_text(text).open(sealed, context=HERE) == b"secret"


@pytest.mark.parametrize(
    "text",
    ["", "hunter2", "a:", "a:hunter2", ":" + base64.b64encode(b"x" * 32).decode(),
     "a:" + base64.b64encode(b"hunter2").decode(),
     ",".join(["a:" + base64.b64encode(b"x" * 32).decode()] * 2)],
)  # fmt: skip
def test_a_malformed_setting_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match="sealing key") as raised:
        Sealer.from_text(text)
    assert "hunter2" not in str(raised.value)
