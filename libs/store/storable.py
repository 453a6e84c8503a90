"""Text from packages, made fit for PostgreSQL: no NUL, and index keys of bounded length."""

from typing import Final

from libs.flows.faults import Fault, FaultCode
from libs.flows.model import Json

LONGEST: Final = {"kind": 200, "slot": 2000, "culture": 2000}
"""Bytes of UTF-8. They stand in B-tree indexes, where PostgreSQL takes rows of up to 2,704 bytes;
real ones have a few dozen. The migrations check the same numbers."""


def label(text: str) -> str:
    """For what is only shown or listed (the element itself keeps its text): NUL becomes U+FFFD."""
    return text.replace("\x00", "\ufffd")


def shown(value: Json) -> Json:
    """`label` for every text and name in a JSON value."""
    if isinstance(value, str):
        return label(value)
    if isinstance(value, dict):
        return {label(name): shown(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value


def key(text: str, noun: str) -> str:
    """For what a row is found by. Raises Fault(WRONG_TYPE) for a NUL or too many bytes."""
    if "\x00" in text:
        raise Fault(FaultCode.WRONG_TYPE, f"A {noun} in the package has a NUL character.")
    if len(text.encode()) > LONGEST[noun]:
        raise Fault(
            FaultCode.WRONG_TYPE,
            f"A {noun} in the package is longer than {LONGEST[noun]} bytes: {text[:40]}...",
        )
    return text
