"""Packages that the tests of the core read: the project's own, real ones, and how to compare."""

import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from libs.flows.layout import DOCUMENTS, FLOW, KEYS
from tests.packages.files import FILES

_ROOT = Path(__file__).parents[3]
_BESIDE = _ROOT.parent / "shared" / "packages"


def real_packages() -> list[Any]:
    """Parameters for a test: one per real package file, or one that says why there are none."""
    folder = Path(os.environ.get("SLUICE_REAL_PACKAGES", _BESIDE))
    files = sorted(folder.glob("*.json")) + sorted(folder.glob("*.package*"))
    if files:
        return [pytest.param(file.read_bytes(), id=file.stem) for file in files]
    reason = "no real packages: SLUICE_REAL_PACKAGES names no folder that holds any"
    return [pytest.param(b"", id="none", marks=pytest.mark.skip(reason=reason))]


def own_packages() -> list[Any]:
    return [pytest.param(text.encode(), id=Path(name).name) for name, text in FILES.items()]


def plain(data: bytes) -> dict[str, Any]:
    """What a file says, with exactly what may get lost taken away: docs/reference/package-format.

    Type tags, the second encoding, and null or nothing for an empty collection.
    """
    tree = orjson.loads(data)
    while isinstance(tree, str):
        tree = orjson.loads(tree)
    package: dict[str, Any] = _without_type_tags(tree)
    for key in KEYS:
        if key != FLOW and package.get(key) is None:
            package[key] = []
    return package


def _without_type_tags(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_type_tags(v) for k, v in node.items() if k != "$type"}
    if isinstance(node, list):
        return [_without_type_tags(item) for item in node]
    return node


def element(package: dict[str, Any], guid: str) -> dict[str, Any]:
    for items in package.values():
        for item in items if isinstance(items, list) else [items]:
            if isinstance(item, dict) and item.get("compositeId", {}).get("guid") == guid:
                return item
    raise KeyError(guid)


def texts(package: dict[str, Any], guid: str) -> list[dict[str, Any]]:
    """The content values of an element, one map per culture."""
    document = next(d for d in package[DOCUMENTS] if d["elementId"] == guid)
    return [t["contentValues"] for t in document["contentValueDocumentTranslations"].values()]
