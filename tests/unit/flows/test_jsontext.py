"""JSON text: what a second reader could understand differently is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.faults import Fault, FaultCode
from libs.flows.jsontext import parse, skeleton
from tests.unit.flows.strategies import characters

DEPTH = 64
_strings = st.text(characters, max_size=6) | st.sampled_from(
    ['"', "\\", '\\"', ":", '":', '\\":', "{", "a:b", "é", "\u2028"]
)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """JSON text with white space and escapes at will, and now and then a key twice."""
    return draw(
        st.recursive(
            (st.none() | st.booleans() | st.integers(-9, 9) | _strings).map(json.dumps)
            | _strings.map(lambda s: json.dumps(s, ensure_ascii=False))
            | _strings.map(_all_escaped),
            lambda below: (
                st.lists(below, max_size=3).map(lambda items: f"[{' , '.join(items)}]")
                | st.lists(st.tuples(_strings.map(_key), below), max_size=3).map(_object)
            ),
            max_leaves=8,
        )
    )


def _all_escaped(text: str) -> str:
    pairs = text.encode("utf-16-be")
    units = (int.from_bytes(pairs[i : i + 2]) for i in range(0, len(pairs), 2))
    return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'


def _key(text: str) -> str:
    return _all_escaped(text) if len(text) % 2 else json.dumps(text)


def _object(members: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{key}{' ' * (i % 2)}:{v}" for i, (key, v) in enumerate(members)) + "}"


def _strict(text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    return json.loads(text, object_pairs_hook=unique)


@given(_texts())
def test_a_key_given_twice_is_refused_and_nothing_else(text: str) -> None:
    try:
        expected = _strict(text)
    except AssertionError:
        with pytest.raises(Fault) as caught:
            parse(text.encode(), DEPTH)
        assert caught.value.code == FaultCode.DUPLICATE_KEY
    else:
        assert parse(text.encode(), DEPTH).value == expected


@given(_texts())
def test_the_skeleton_is_the_text_without_its_strings(text: str) -> None:
    outside, inside, skip = "", False, False
    for character in text:
        if inside and skip:
            skip = False
        elif inside and character == "\\":
            skip = True
        elif character == '"':
            inside = not inside
        elif not inside:
            outside += character
    assert skeleton(text.encode()) == outside.encode()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_the_limit_of_depth_is_exact(opening: str, closing: str) -> None:
    deepest = opening * DEPTH + closing * DEPTH
    text = deepest if opening == "[" else opening * DEPTH + "1" + closing * DEPTH
    parse(text.encode(), DEPTH)
    with pytest.raises(Fault) as caught:
        parse(f"[{text}]".encode(), DEPTH)
    assert caught.value.code == FaultCode.TOO_DEEP


@pytest.mark.parametrize("levels", [200, 1_000, 1_100, 10_000, 1_000_000])
@pytest.mark.parametrize("closed", [True, False])
def test_any_depth_is_refused_without_a_crash(levels: int, closed: bool) -> None:
    text = b"[" * levels + (b"]" * levels if closed else b"")
    with pytest.raises(Fault) as caught:
        parse(text, DEPTH)
    assert caught.value.code == FaultCode.TOO_DEEP


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", FaultCode.MALFORMED),
        (b"hello", FaultCode.MALFORMED),
        (b"PK\x03\x04\x14\x00", FaultCode.MALFORMED),
        (b"{'a': 1}", FaultCode.MALFORMED),
        (b'{"a":1} {}', FaultCode.MALFORMED),
        (b'{"a":"\xff"}', FaultCode.MALFORMED),
        (b'{"a":[1,', FaultCode.TRUNCATED),
        (b'{"a":"b', FaultCode.TRUNCATED),
        (b'{"a":"b\\', FaultCode.TRUNCATED),
        (b'{"a":"b\\u00', FaultCode.TRUNCATED),
        (b'{"a":"\xc3', FaultCode.TRUNCATED),
        (b'{"a":tr', FaultCode.TRUNCATED),
        (b'{"a":NaN}', FaultCode.NOT_A_NUMBER),
        (b'{"a":-Infinity}', FaultCode.NOT_A_NUMBER),
        (b'{"a":1e999}', FaultCode.NOT_A_NUMBER),
        (b'{"a":18446744073709551616}', FaultCode.NOT_A_NUMBER),
        (b'{"a":-9223372036854775809}', FaultCode.NOT_A_NUMBER),
        (b'{"a":"\\ud800"}', FaultCode.LONE_SURROGATE),
        (b'{"a":"\\udc00\\ud800"}', FaultCode.LONE_SURROGATE),
        (b'{"a":"\xed\xa0\x80"}', FaultCode.LONE_SURROGATE),
        (b'{"\\ud800":1}', FaultCode.LONE_SURROGATE),
        (b'{"a":1,"a":1}', FaultCode.DUPLICATE_KEY),
        (b'{"a":1,"\\u0061":2}', FaultCode.DUPLICATE_KEY),
        (b'[{"a":":","a\\u003a":2,"a:":3}]', FaultCode.DUPLICATE_KEY),
    ],
)
def test_unsound_text_is_refused_with_its_reason(data: bytes, code: FaultCode) -> None:
    with pytest.raises(Fault) as caught:
        parse(data, DEPTH)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "number", ["18446744073709551615", "-9223372036854775808", "0.12345678901234567890123", "1e19"]
)
def test_numbers_that_can_be_kept_pass(number: str) -> None:
    text = f'{{"a": {number}, "b": "99999999999999999999999"}}'
    assert parse(text.encode(), DEPTH).value["a"] == json.loads(number)


def test_a_message_never_quotes_the_text() -> None:
    with pytest.raises(Fault) as caught:
        parse(b'{"password": "hunter2", oops}', DEPTH)
    assert "hunter2" not in caught.value.detail
