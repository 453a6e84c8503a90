"""JSON text to a tree, refusing whatever a second reader could understand differently.

orjson does the parsing. It keeps the last of two equal keys, turns integers beyond 64 bits into
floats, and stops at 1024 levels; all three are refused here, with the reason a person can act on.
"""

import re
from itertools import accumulate
from typing import NamedTuple

import orjson

from libs.flows.faults import Fault, FaultCode
from libs.flows.model import Json

_BOM = b"\xef\xbb\xbf"
_WHITE = b" \t\r\n"
_RAW_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_LONG_INTEGER = re.compile(rb"(?<![\d.eE+-])-?\d{19,}(?![\d.eE])")
_LONG_RUN = b"0" * 19  # 2**63 has 19 digits
_DIGITS = bytes(ord("0") if chr(c) in "0123456789" else c for c in range(256))
_ESCAPED_COLON = b"\\u003"
_ESCAPED_NUL = b"\\u0000"  # as orjson writes it, unless the backslash is itself escaped
_ORJSON_LEVELS = 254
_NOT_NUMBERS = (b"NaN", b"Infinity")
_BRACKETS = b"{}[]"
_ALL_BUT_BRACKETS = bytes(c for c in range(256) if c not in _BRACKETS)
_OPENING = frozenset(b"{[")


class Parsed(NamedTuple):
    value: Json
    text: bytes
    """As orjson writes the value: no white space, no needless escapes."""


def parse(data: bytes, depth: int) -> Parsed:
    """One layer of JSON text, a leading byte order mark and white space ignored.

    Raises Fault: malformed, truncated, deeper than `depth` levels (the outermost counts as one),
    a key twice in one object, NaN or infinity, a lone surrogate, an integer beyond 64 bits, and a
    NUL character, which databases and many programs take for the end of a text.
    """
    text = data.removeprefix(_BOM).strip(_WHITE)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _not_utf8(text) or _explain(text, str(error), depth) from None
    written = _written(value, depth)
    if written != text:
        _refuse_swallowed(text, written)
    if _ESCAPED_NUL in written and _ESCAPED_NUL in written.replace(b"\\\\", b""):
        raise Fault(FaultCode.NUL_CHARACTER, "A text or a key holds a NUL character (\\u0000).")
    return Parsed(value, written)


def _written(value: Json, depth: int) -> bytes:
    """orjson stops at 254 levels: in lists that fill all but `depth` of them, at `depth`.

    That is the whole check, at no cost: the text is needed to see that nothing was swallowed.
    """
    lists = _ORJSON_LEVELS - depth
    for _ in range(lists):
        value = [value]
    try:
        return orjson.dumps(value)[lists:-lists]
    except orjson.JSONEncodeError:
        raise _too_deep(depth) from None


def _too_deep(depth: int) -> Fault:
    return Fault(FaultCode.TOO_DEEP, f"It is nested more than {depth} levels deep.")


def skeleton(text: bytes) -> bytes:
    """The text without its strings: brackets, commas, colons, numbers and literals.

    Backslashes stand only in strings, and a run of them pairs from the left, so dropping pairs
    first and escaped quotes next leaves exactly the quotes that open and close strings.
    """
    plain = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(plain.split(b'"')[::2])


def _refuse_swallowed(text: bytes, written: bytes) -> None:
    """The text differs from what orjson writes: by white space and escapes, or by a loss.

    A swallowed key takes its colon along and can bring none, unless one was escaped; a swallowed
    digit leaves a long run of digits in the text. Only texts that show such signs are looked at
    more closely, by their skeleton.
    """
    suspicious = _ESCAPED_COLON in text or text.count(b":") != written.count(b":")
    if suspicious and skeleton(text).count(b":") != skeleton(written).count(b":"):
        raise Fault(FaultCode.DUPLICATE_KEY, "An object has the same key twice.")
    if _LONG_RUN in text.translate(_DIGITS):
        for match in _LONG_INTEGER.finditer(skeleton(text)):
            if not -(2**63) <= int(match.group()) < 2**64:
                detail = "An integer is beyond 64 bits and cannot be kept exactly."
                raise Fault(FaultCode.NOT_A_NUMBER, detail)


def _not_utf8(text: bytes) -> Fault | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        if _RAW_SURROGATE.match(text, error.start):
            return Fault(FaultCode.LONE_SURROGATE, "A string holds half of a surrogate pair.")
        if error.reason == "unexpected end of data":
            return Fault(FaultCode.TRUNCATED, "It ends in the middle: only a part arrived.")
        return Fault(FaultCode.MALFORMED, f"It is not UTF-8 at byte {error.start}.")
    return None


def _explain(text: bytes, message: str, depth: int) -> Fault:
    """Why orjson refused the text. Its message names a place and never quotes the text."""
    bones = skeleton(text)
    steps = (1 if c in _OPENING else -1 for c in bones.translate(None, _ALL_BUT_BRACKETS))
    levels = list(accumulate(steps))
    if max(levels, default=0) > depth:
        return _too_deep(depth)
    if any(word in bones for word in _NOT_NUMBERS) or "infinity" in message:
        return Fault(FaultCode.NOT_A_NUMBER, "NaN and infinity are not JSON numbers.")
    if "surrogate" in message:
        return Fault(FaultCode.LONE_SURROGATE, "A string holds half of a surrogate pair.")
    if "unexpected end of data" in message or (levels and levels[-1] > 0):
        return Fault(FaultCode.TRUNCATED, "It ends in the middle: only a part arrived.")
    return Fault(FaultCode.MALFORMED, f"It is not JSON: {message}.")
