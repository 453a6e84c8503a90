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
    WRONG_TYPE = "package.wrong-type"
    MALFORMED_MAPPING = "mapping.malformed"


class Fault(Exception):
    """An input that the core refuses. `path` is where in the input, as readable steps."""

    def __init__(self, code: FaultCode, detail: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.path = path
