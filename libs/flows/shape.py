"""Questions to a JSON tree whose shape is not known, answered or refused with a Fault."""

import re
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from libs.flows.faults import Fault, FaultCode, shortened
from libs.flows.model import Json

Path: TypeAlias = Sequence[str | int]

ZERO = "00000000-0000-0000-0000-000000000000"
"""What the platform writes for "none" in an id."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def refuse(path: Path, wanted: str) -> Fault:
    return Fault(FaultCode.WRONG_TYPE, f"{readable(path)} is not {wanted}.", tuple(path))


def readable(path: Path) -> str:
    """`typeElementConfigurations[3].compositeId`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in path)
    return text.removeprefix(".") or "The package"


def an_object(value: Json, path: Path) -> dict[str, Json]:
    if type(value) is not dict:
        raise refuse(path, "an object")
    return value


def a_list(value: Json, path: Path) -> list[Json]:
    """An absent list is written as null by the older generation."""
    if value is None:
        return []
    if type(value) is not list:
        raise refuse(path, "a list")
    return value


def a_map(value: Json, path: Path) -> dict[str, Json]:
    return {} if value is None else an_object(value, path)


def is_guid(value: Json) -> bool:
    return type(value) is str and _GUID.fullmatch(value) is not None


def a_guid(value: Json, path: Path) -> UUID:
    if not is_guid(value):
        raise refuse(path, "a GUID")
    return UUID(value)


def an_id(value: Json, path: Path) -> UUID:
    """A GUID that names something: the zero GUID is the platform's word for none."""
    if value == ZERO:
        raise refuse(path, "the id of anything: it is the zero GUID")
    return a_guid(value, path)


def an_optional_guid(value: Json, path: Path) -> UUID | None:
    """None for null, the empty string and the zero GUID."""
    return None if value in (None, "", ZERO) else a_guid(value, path)


def id_in(value: Json) -> str | None:
    """The GUID of a reference in any of its spellings, or a text as it is; None for all else."""
    if type(value) is dict:
        value = value.get("guid", value.get("id"))
    return value if type(value) is str else None


def an_optional_text(value: Json, path: Path) -> str | None:
    if value is not None and type(value) is not str:
        raise refuse(path, "text")
    return value
