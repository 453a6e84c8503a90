"""What a tenant changes on a staged element: a JSON merge patch (RFC 7386) on its content."""

from typing import Any

import orjson

from libs.flows.model import Json
from libs.flows.split import canonical


def apply_overlay(content: bytes, patch: Json) -> bytes:
    """The effective content, canonical like its base. An empty patch changes nothing."""
    return canonical(_merged(orjson.loads(content), patch))


def _merged(target: Json, patch: Json) -> Json:
    if type(patch) is not dict:
        return patch
    merged: dict[str, Any] = dict(target) if type(target) is dict else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged
