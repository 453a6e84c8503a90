"""Whatever arrives, reading it ends in a package or in a Fault that says why not."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.faults import Fault, FaultCode
from libs.flows.read import Limits, read_package
from libs.flows.references import closure, dangling
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import own_packages
from tests.unit.flows.strategies import trees

_DEMO = OrderIntake(1, password="let me in").package()


def _code(data: bytes, limits: Limits | None = None) -> FaultCode:
    with pytest.raises(Fault) as caught:
        read_package(data, limits or Limits())
    assert "let me in" not in caught.value.detail
    return caught.value.code


def _demo(*path: str | int, put: Any) -> bytes:
    package = copy.deepcopy(_DEMO)
    node: Any = package
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = put
    return orjson.dumps(package)


@pytest.mark.parametrize(
    "data",
    [b"null", b"[]", b"{}", b"1", b'"text in a string is no package"', b'"\\"\\\\\\"\\\\\\"\\""'],
)
def test_other_json_is_no_package(data: bytes) -> None:
    assert _code(data) in (FaultCode.NOT_A_PACKAGE, FaultCode.MALFORMED)


def test_a_third_string_layer_is_no_package() -> None:
    data = orjson.dumps(_DEMO)
    for _ in range(2):
        data = orjson.dumps(data.decode())
    read_package(data)
    assert _code(orjson.dumps(data.decode())) == FaultCode.NOT_A_PACKAGE


@given(st.sampled_from([p.values[0] for p in own_packages()]), st.data())
def test_half_a_package_is_truncated(data: bytes, draw: st.DataObject) -> None:
    end = draw.draw(st.integers(1, len(data) - 1))
    assert _code(data[:end]) == FaultCode.TRUNCATED


def test_half_a_package_in_a_whole_string_is_truncated() -> None:
    text = orjson.dumps(_DEMO).decode()
    assert _code(orjson.dumps(text[: len(text) // 2])) == FaultCode.TRUNCATED


_FIRST_TEXTS = ("contentValueDocuments", 0, "contentValueDocumentTranslations")


@pytest.mark.parametrize(
    "data",
    [
        _demo("flowConfiguration", put=[]),
        _demo("flowConfiguration", put=None),
        _demo("flowConfiguration", "compositeId", put=None),
        _demo("flowConfiguration", "compositeId", "guid", put="not a GUID"),
        _demo("flowConfiguration", "compositeId", "versionId", put=7),
        _demo("flowConfiguration", "mapElementIds", put=["a list"]),
        _demo("flowConfiguration", "developerName", put={"no": "text"}),
        _demo("mapElementConfigurations", put={}),
        _demo("mapElementConfigurations", put="text"),
        _demo("mapElementConfigurations", 0, put=None),
        _demo("mapElementConfigurations", 0, put={"compositeId": {}}),
        _demo("serviceElementConfigurations", 0, "actions", put={"a": 1}),
        _demo("serviceElementConfigurations", 0, "actions", put=["text"]),
        _demo("serviceElementConfigurations", 0, "dateModified", put=2026),
        _demo("contentValueCultures", put={}),
        _demo("contentValueCultures", 0, "compositeId", put="text"),
        _demo("contentValueCultures", 0, "language", put=1),
        _demo("contentValueDocuments", put="text"),
        _demo("contentValueDocuments", 0, "elementId", put=None),
        _demo(*_FIRST_TEXTS, put=[1]),
        _demo(*_FIRST_TEXTS, put={"no GUID": {}}),
        _demo(*_FIRST_TEXTS, put={"6a1f0c58-3f0e-4b1a-9a77-0d1f2f6f3c11": {"contentValues": []}}),
        _demo(
            *_FIRST_TEXTS, put={"6a1f0c58-3f0e-4b1a-9a77-0d1f2f6f3c11": {"contentValues": {"a": 1}}}
        ),
        _demo("tagElementConfigurations", 0, "attributes", put={"a": [{"$texts": {}}]}),
        _demo("tagElementConfigurations", 0, "$texts", put={}),
    ],
)
def test_wrong_types_are_named_with_their_place(data: bytes) -> None:
    with pytest.raises(Fault) as caught:
        read_package(data)
    assert caught.value.code == FaultCode.WRONG_TYPE
    assert str(caught.value.path[0]) in caught.value.detail


def test_limits_hold_to_the_byte_and_to_the_element() -> None:
    data = orjson.dumps(_DEMO)
    elements = len(read_package(data).parts)
    read_package(data, Limits(bytes=len(data), elements=elements))
    assert _code(data, Limits(bytes=len(data) - 1)) == FaultCode.TOO_LARGE
    assert _code(data, Limits(elements=elements - 1)) == FaultCode.TOO_MANY_ELEMENTS


@pytest.mark.parametrize("levels", [64, 10_000, 1_000_000])
@pytest.mark.parametrize("in_a_string", [False, True])
def test_nesting_in_any_place_is_too_deep(levels: int, in_a_string: bool) -> None:
    deep = "[" * levels + "]" * levels
    head = orjson.dumps(_DEMO).decode()[:-1]
    text = f'{head},"attributes":{deep}}}'
    data = orjson.dumps(text) if in_a_string else text.encode()
    assert _code(data) == FaultCode.TOO_DEEP


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('"x":1,"x":2', FaultCode.DUPLICATE_KEY),
        ('"flowConfiguration":{}', FaultCode.DUPLICATE_KEY),
        ('"x":NaN', FaultCode.NOT_A_NUMBER),
        ('"x":"\\ud83d"', FaultCode.LONE_SURROGATE),
    ],
)
def test_unsound_text_inside_the_string_is_refused(inner: str, code: FaultCode) -> None:
    text = orjson.dumps(_DEMO).decode()[:-1] + "," + inner + "}"
    assert _code(text.encode()) == code
    assert _code(orjson.dumps(text)) == code


def test_an_element_that_comes_twice_is_refused() -> None:
    first = _DEMO["valueElementConfigurations"][0]
    data = _demo("valueElementConfigurations", 1, put=first)
    assert _code(data) == FaultCode.DUPLICATE_ELEMENT
    data = _demo("flowConfigurations", put=[_DEMO["flowConfiguration"]])
    assert _code(data) == FaultCode.DUPLICATE_ELEMENT


@pytest.mark.parametrize("text", ["\0", "a\0b", "\\\0", '"\0'])
@pytest.mark.parametrize("in_a_key", [False, True])
def test_a_nul_character_in_any_text_or_key_is_refused(text: str, in_a_key: bool) -> None:
    package = _DEMO | {"unknown": {text: 1} if in_a_key else [text]}
    data = orjson.dumps(package)
    assert _code(data) == FaultCode.NUL_CHARACTER
    assert _code(orjson.dumps(data.decode())) == FaultCode.NUL_CHARACTER


@given(st.text(st.sampled_from('\\u0x"'), max_size=12))
def test_what_only_looks_like_a_nul_character_is_kept(text: str) -> None:
    data = orjson.dumps(_DEMO | {"unknown": f"\\u0000{text}"})
    assert read_package(data) == read_package(orjson.dumps(data.decode()))


def test_a_fault_quotes_little_of_a_long_key() -> None:
    key = "k" * 10_000
    data = _demo("serviceElementConfigurations", 0, "attributes", put={key: {"$texts": {}}})
    too_long = _demo(*_FIRST_TEXTS, put={key: {}})
    for refused in (data, too_long):
        with pytest.raises(Fault) as caught:
            read_package(refused)
        assert len(caught.value.detail) < 400
        assert all(len(str(step)) <= 80 for step in caught.value.path)


def test_two_documents_of_one_element_are_refused() -> None:
    first = _DEMO["contentValueDocuments"][0]
    again = first | {"elementId": first["elementId"].upper()}
    data = _demo("contentValueDocuments", put=[*_DEMO["contentValueDocuments"], again])
    assert _code(data) == FaultCode.DUPLICATE_ELEMENT


@st.composite
def _spoilt(draw: st.DrawFn) -> bytes:
    """A package in which any one place holds any other JSON."""
    package: Any = copy.deepcopy(_DEMO)
    node, key = package, draw(st.sampled_from(sorted(package)))
    while isinstance(node[key], dict | list) and node[key] and draw(st.integers(0, 5)):
        node = node[key]
        key = draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
    node[key] = draw(trees(["6a1f0c58-3f0e-4b1a-9a77-0d1f2f6f3c11"]))
    return orjson.dumps(package)


@given(_spoilt())
def test_a_spoilt_package_is_read_or_refused_and_nothing_else(data: bytes) -> None:
    try:
        package = read_package(data)
    except Fault:
        return
    dangling(package.parts)
    closure(package.flow.id, {(part.kind, part.id): part for part in package.parts})


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(Fault):
        read_package(data)
