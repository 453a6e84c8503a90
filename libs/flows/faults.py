"""Why an input is refused. The core knows what is wrong and where; the edges say it to people."""

from enum import StrEnum


class FaultCode(StrEnum):
    NOT_A_PACKAGE = "package.not-a-package"
    MALFORMED = "package.malformed-json"
    TRUNCATED = "package.truncated"
    TOO_LARGE = "package.too-large"
    TOO_DEEP = "package.too-deep"
    TOO_MANY_ELEMENTS = "package.too-many-elements"
    DUPLICATE_KEY = "package.duplicate-key"
    DUPLICATE_ELEMENT = "package.duplicate-element"
    NOT_A_NUMBER = "package.not-a-number"
    LONE_SURROGATE = "package.lone-surrogate"
    NUL_CHARACTER = "package.nul-character"
    WRONG_TYPE = "package.wrong-type"
    ALTERED = "package.altered"
    BAD_SIGNATURE = "package.bad-signature"
    MALFORMED_MAPPING = "mapping.malformed"


_LONGEST_QUOTE = 80


def shortened(text: str) -> str:
    """What a fault quotes from its input: enough to find it by, however long it is."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."


class Fault(Exception):
    """An input that the core refuses. `path` is where in the input, as readable steps."""

    def __init__(self, code: FaultCode, detail: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.path = tuple(shortened(s) if isinstance(s, str) else s for s in path)
