"""The hash of what a plan read of its target: a plan is void once it differs."""

from collections.abc import Mapping, Set
from dataclasses import fields
from hashlib import sha256
from uuid import UUID

import orjson

from libs.flows.model import Digest, Json, Part
from libs.flows.target import Target


def state_hash(target: Target) -> Digest:
    """SHA-256 over every field, in whatever order its rows come."""
    state = {one.name: _unordered(getattr(target, one.name)) for one in fields(target)}
    return sha256(orjson.dumps(state, option=orjson.OPT_SORT_KEYS)).digest()


def _unordered(value: object) -> Json:
    if isinstance(value, Mapping):
        value = set(value.items()) if not _has_parts(value) else tuple(value.values())
    if isinstance(value, tuple | Set):
        return sorted((_plain(item) for item in value), key=orjson.dumps)
    return _plain(value)


def _has_parts(value: Mapping[object, object]) -> bool:
    return any(isinstance(item, Part) for item in value.values())


def _plain(value: object) -> Json:
    """A row: its fields in their order. A part is as good as its digests."""
    if isinstance(value, Part):
        return [value.kind, str(value.id), value.digest.hex(), sha256(value.stamp).hexdigest()]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return [_plain(getattr(value, name)) for name in value.__dataclass_fields__]
    return value
