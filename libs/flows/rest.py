"""The rest of a package: what belongs to none of its elements.

`{"keys": {unknown top-level key: value}, "documents": [[kind, id] or [frame, texts], ...]}`: the
keys without their secrets, and the documents in the file's order, those of the package's elements
by name only. `blanks` is there where a key has secret slots: slot to what stands there without.
"""

from collections.abc import Mapping, Sequence

import orjson

from libs.flows.model import Json
from libs.flows.slots import Places


def make_rest(
    keys: Mapping[str, Json],
    blanks: Mapping[str, str | float | None],
    documents: Sequence[Json],
) -> bytes:
    rest: dict[str, Json] = {"keys": keys, "documents": documents}
    return orjson.dumps(rest | {"blanks": blanks} if blanks else rest)


def keys_of(rest: bytes) -> dict[str, Json]:
    """The unknown top-level keys, without their secrets."""
    keys: dict[str, Json] = orjson.loads(rest)["keys"]
    return keys


def blanks_of(rest: bytes) -> dict[str, Json]:
    """Every secret slot of the keys, without its first step, and what stands there blank."""
    blanks: dict[str, Json] = orjson.loads(rest).get("blanks", {})
    return blanks


def keys_with(rest: Mapping[str, Json], secrets: Mapping[str, str]) -> dict[str, Json]:
    """The keys as they were read, with these secrets by slot; slots without one are blank."""
    keys: dict[str, Json] = rest["keys"]
    places = Places(keys)
    for slot, blank in rest.get("blanks", {}).items():
        places.restore(slot, blank)
    for slot, value in secrets.items():
        places.put({}, slot, value)
    return keys
