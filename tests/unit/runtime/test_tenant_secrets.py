from dataclasses import replace
from uuid import uuid4

import pytest

from libs.flows.kinds import VALUE
from libs.flows.model import Secret
from libs.objects import contexts
from libs.objects.sealing import SealBroken, Sealer
from libs.runtime.tenant_secrets import holds, new_secret, open_secret
from libs.store.secrets import SealedSecret

SEALER = Sealer({"key": b"k" * 32})
TENANT = uuid4()
SECRET = Secret(VALUE, uuid4(), "defaultContentValue", "let me in")


def test_a_tenant_opens_what_was_sealed_for_it_and_nobody_else_does() -> None:
    held = new_secret(SEALER, TENANT, SECRET, "package")
    assert open_secret(SEALER, TENANT, held) == "let me in"
    with pytest.raises(SealBroken):
        open_secret(SEALER, uuid4(), held)
    with pytest.raises(SealBroken):
        open_secret(SEALER, TENANT, replace(held, slot="another"))


def test_what_an_earlier_version_sealed_under_the_tenant_s_own_key_still_opens() -> None:
    context = contexts.secret(TENANT, SECRET.kind, SECRET.element_id, SECRET.slot)
    sealed = SEALER.seal(b"let me in", context=context)
    held = SealedSecret(
        SECRET.kind, SECRET.element_id, SECRET.slot, uuid4(), sealed, None, "package"
    )
    assert open_secret(SEALER, TENANT, held) == "let me in"
    assert holds(SEALER, TENANT, held, "let me in")


def test_an_equal_value_is_recognised_and_an_unreadable_one_is_not() -> None:
    held = new_secret(SEALER, TENANT, SECRET, "package")
    assert holds(SEALER, TENANT, held, "let me in")
    assert not holds(SEALER, TENANT, held, "let me out")
    assert not holds(Sealer({"other": b"o" * 32}), TENANT, held, "let me in")


def test_nothing_of_it_is_shown() -> None:
    held = new_secret(SEALER, TENANT, SECRET, "package")
    assert repr(held.sealed) not in repr(held)
    assert repr(held.wrapped) not in repr(held)
