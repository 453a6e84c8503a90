"""What a package says of itself is found to be true, or it is refused with what differs."""

import copy
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.faults import Fault, FaultCode
from libs.flows.integrity import STATEMENT, signed
from libs.flows.issues import Concerned
from libs.flows.kinds import SERVICE
from libs.flows.provenance import Provenance
from libs.flows.read import read_package
from libs.flows.write import write_package
from libs.runtime.signing import Signer
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import own_packages, real_packages
from tests.unit.flows.strategies import trees

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(b"s" * 32))
STRANGER = Signer(Ed25519PrivateKey.from_private_bytes(b"t" * 32))


def _unsigned(data: bytes) -> bytes:
    package = read_package(data)
    return write_package(package.parts, package.cultures, package.rest, package.secrets)


def _written(data: bytes, signer: Signer = SIGNER) -> bytes:
    return signed(_unsigned(data), signer)


DEMO = _written(orjson.dumps(OrderIntake(1, password="let me in").package()))


def _changed(change: Callable[[Any], None], data: bytes = DEMO) -> bytes:
    package = orjson.loads(data)
    change(package)
    return orjson.dumps(package)


def _fault(data: bytes) -> Fault:
    with pytest.raises(Fault) as caught:
        read_package(data)
    assert "let me in" not in caught.value.detail
    return caught.value


@pytest.mark.parametrize("data", own_packages() + real_packages())
def test_a_signed_package_is_the_same_package_and_says_who_signed_it(data: bytes) -> None:
    received = read_package(_written(data))
    assert received == read_package(_unsigned(data))
    assert received.provenance == Provenance("Sluice", SIGNER.key)
    assert STATEMENT.encode() not in received.rest


def test_the_same_package_is_signed_with_the_same_bytes() -> None:
    assert _written(DEMO) == DEMO


def test_a_package_that_says_nothing_of_itself_has_no_provenance() -> None:
    assert read_package(orjson.dumps(OrderIntake(1).package())).provenance is None


def test_without_a_key_the_digests_stand_alone() -> None:
    data = _written(DEMO, Signer())
    assert read_package(data).provenance == Provenance("Sluice", None)
    spoilt = _changed(lambda p: p["valueElementConfigurations"][0].update(summary="x"), data)
    assert _fault(spoilt).code == FaultCode.ALTERED


@pytest.mark.parametrize("layers", [1, 2])
def test_spaces_order_and_strings_around_it_do_not_alter_a_package(layers: int) -> None:
    package = orjson.loads(DEMO)
    turned = {key: package[key] for key in reversed(package)}
    text = orjson.dumps(turned, option=orjson.OPT_INDENT_2).decode()
    for _ in range(layers):
        text = orjson.dumps(text).decode()
    assert read_package(text.encode()).digest == read_package(DEMO).digest


@given(st.data())
def test_whatever_is_changed_in_an_element_names_that_element(data: st.DataObject) -> None:
    package = orjson.loads(DEMO)
    collections = sorted(k for k in package if k.endswith("Configurations") and package[k])
    items = package[data.draw(st.sampled_from(collections))]
    item = items[data.draw(st.integers(0, len(items) - 1))]
    field = data.draw(st.sampled_from(sorted(set(item) - {"compositeId", "developerName"})))
    value = data.draw(trees([]))
    if orjson.dumps(value) == orjson.dumps(item[field]):
        return
    item[field] = value
    fault = _fault(orjson.dumps(package))
    if fault.code is FaultCode.ALTERED:
        assert item["compositeId"]["guid"] in fault.detail
        assert item["developerName"][:40] in fault.detail


def test_a_changed_text_names_the_element_it_is_of() -> None:
    def change(package: Any) -> None:
        document = package["contentValueDocuments"][0]
        changed.append(document["elementId"])
        translations = document["contentValueDocumentTranslations"]
        values = next(iter(translations.values()))["contentValues"]
        values[next(iter(values))] = "another text"

    changed: list[str] = []
    fault = _fault(_changed(change))
    assert fault.code is FaultCode.ALTERED
    assert changed[0] in fault.detail


def _removed(package: Any) -> None:
    package["pageElementConfigurations"].pop()


def _added(package: Any) -> None:
    new = copy.deepcopy(package["valueElementConfigurations"][0])
    new["compositeId"]["guid"] = "00000000-0000-4000-8000-00000000abcd"
    package["valueElementConfigurations"].append(new)


def _beside(package: Any) -> None:
    package["contentValueCultures"][0]["brand"] = "other"


def _unknown(package: Any) -> None:
    package["newKey"] = 1


def _tagged(package: Any) -> None:
    package["valueElementConfigurations"][0]["$type"] = "System.Anything"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_removed, "was removed"),
        (_added, "was added"),
        (_beside, "beside its elements"),
        (_unknown, "beside its elements"),
        (_tagged, "was changed"),
    ],
)
def test_what_was_added_removed_or_changed_beside_is_noticed(
    change: Callable[[Any], None], said: str
) -> None:
    fault = _fault(_changed(change))
    assert fault.code is FaultCode.ALTERED
    assert said in fault.detail


def test_which_flow_is_the_package_s_own_cannot_be_changed() -> None:
    package = OrderIntake(1).package()
    package["flowConfigurations"] = [copy.deepcopy(package["flowConfiguration"])]
    package["flowConfigurations"][0]["compositeId"]["guid"] = "00000000-0000-4000-8000-00000000abcd"

    def swap(tree: Any) -> None:
        own, (other,) = tree["flowConfiguration"], tree["flowConfigurations"]
        tree["flowConfiguration"], tree["flowConfigurations"] = other, [own]

    assert _fault(_changed(swap, _written(orjson.dumps(package)))).code is FaultCode.ALTERED


def test_at_most_a_handful_of_elements_is_named() -> None:
    def change(package: Any) -> None:
        for key, items in package.items():
            for item in items if key.endswith("ElementConfigurations") else ():
                item["developerSummary"] = "changed"

    assert "more differ" in _fault(_changed(change)).detail


def _redone(package: Any) -> None:
    """The way of somebody who knows how the digests are made and has another key."""
    statement = package.pop(STATEMENT)
    package["valueElementConfigurations"][0]["developerSummary"] = "changed"
    redone = orjson.loads(signed(orjson.dumps(package), STRANGER))[STATEMENT]
    package[STATEMENT] = redone | {"key": statement["key"]}


@pytest.mark.parametrize(
    "change",
    [
        _redone,
        lambda p: p[STATEMENT].update(producer="Somebody"),
        lambda p: p[STATEMENT].update(signature=None),
        lambda p: p[STATEMENT].update(key=None),
        lambda p: p[STATEMENT].update(key="AAAA"),
        lambda p: p[STATEMENT].update(more=1),
        lambda p: p[STATEMENT].update(version=2),
    ],
)
def test_a_signature_that_is_of_something_else_is_refused(change: Callable[[Any], None]) -> None:
    assert _fault(_changed(change)).code is FaultCode.BAD_SIGNATURE


def test_what_follows_the_statement_is_noticed() -> None:
    added = DEMO[:-1] + b',"newKey":1}'
    assert _fault(added).code is FaultCode.ALTERED
    nested = DEMO[:-1] + b',"newKey":{"a":1' + DEMO[DEMO.index(b',"sluice":{') :] + b"}"
    assert _fault(nested).code is FaultCode.ALTERED


def test_a_plan_is_told_of_everything_that_differs() -> None:
    def change(package: Any) -> None:
        service = package["serviceElementConfigurations"][0]
        service["uri"] = "https://evil.example"
        changed.append(service)
        package[STATEMENT]["producer"] = "Somebody"

    changed: list[Any] = []
    package = read_package(_changed(change), altered_too=True)
    provenance = package.provenance
    assert provenance is not None
    assert provenance.bad_signature
    (altered,) = provenance.altered
    assert altered.element is not None
    assert (altered.element.kind, altered.element.name) == (SERVICE, changed[0]["developerName"])
    assert isinstance(altered.element, Concerned)


@given(st.sampled_from(["version", "producer", "key", "digest", "elements", "rest", "signature"]),
       trees([]))  # fmt: skip
def test_a_spoilt_statement_is_refused_with_a_fault_and_nothing_else(
    field: str, value: Any
) -> None:
    data = _changed(lambda p: p[STATEMENT].update({field: value}))
    if data != DEMO:
        _fault(data)


@given(trees([]))
def test_something_else_under_the_key_is_refused_with_a_fault(value: Any) -> None:
    _fault(_changed(lambda p: p.update({STATEMENT: value})))
