from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.objects.envelope import open_wrapped, seal_once, unwrap, wrap
from libs.objects.sealing import Context, SealBroken, Sealer

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
SEALER = Sealer(OLD)
ONE, OTHER, CONTENT = uuid4(), uuid4(), uuid4()
HERE = Context(ONE, "secret", ("value", "slot"))
THERE = Context(OTHER, "secret", ("value", "slot"))


@given(st.binary())
def test_one_sealed_content_opens_for_each_tenant_that_has_its_key(plain: bytes) -> None:
    once = seal_once(plain, context=HERE)
    for context in (HERE, THERE):
        wrapped = wrap(SEALER, once.data_key, tenant_id=context.tenant_id, content_id=CONTENT)
        opened = open_wrapped(SEALER, once.sealed, wrapped, content_id=CONTENT, context=context)
        assert opened == plain


def test_the_key_of_one_tenant_is_none_for_another() -> None:
    once = seal_once(b"secret", context=HERE)
    wrapped = wrap(SEALER, once.data_key, tenant_id=ONE, content_id=CONTENT)
    with pytest.raises(SealBroken):
        open_wrapped(SEALER, once.sealed, wrapped, content_id=CONTENT, context=THERE)


def test_a_key_opens_no_content_but_its_own() -> None:
    once, another = seal_once(b"secret", context=HERE), seal_once(b"other", context=HERE)
    wrapped = wrap(SEALER, once.data_key, tenant_id=ONE, content_id=CONTENT)
    for sealed, content_id in [(another.sealed, CONTENT), (once.sealed, uuid4())]:
        with pytest.raises(SealBroken):
            open_wrapped(SEALER, sealed, wrapped, content_id=content_id, context=HERE)


def test_content_that_was_moved_to_another_place_does_not_open() -> None:
    once = seal_once(b"secret", context=HERE)
    wrapped = wrap(SEALER, once.data_key, tenant_id=ONE, content_id=CONTENT)
    elsewhere = Context(ONE, "secret", ("value", "another slot"))
    with pytest.raises(SealBroken):
        open_wrapped(SEALER, once.sealed, wrapped, content_id=CONTENT, context=elsewhere)


def test_a_new_master_key_costs_a_new_wrapping_and_leaves_the_content() -> None:
    once = seal_once(b"secret", context=HERE)
    wrapped = wrap(SEALER, once.data_key, tenant_id=ONE, content_id=CONTENT)
    data_key = unwrap(Sealer(NEW | OLD), wrapped, tenant_id=ONE, content_id=CONTENT)
    anew = wrap(Sealer(NEW | OLD), data_key, tenant_id=ONE, content_id=CONTENT)
    opened = open_wrapped(Sealer(NEW), once.sealed, anew, content_id=CONTENT, context=HERE)
    assert opened == b"secret"


def test_neither_the_key_nor_the_secret_is_shown() -> None:
    once = seal_once(b"secret", context=HERE)
    assert repr(once.data_key) not in repr(once)
    assert b"secret" not in once.sealed
