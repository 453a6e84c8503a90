"""Overlays are RFC 7386 merge patches on content, and show in the file that is written."""

import json
from dataclasses import replace
from typing import Any

import orjson
import pytest

from libs.flows.digest import element_digest
from libs.flows.model import Json, Part
from libs.flows.overlay import apply_overlay
from libs.flows.read import read_package
from libs.flows.split import canonical
from libs.flows.write import write_package
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows.packages import element, plain, texts

_PACKAGE = read_package(orjson.dumps(OrderIntake(1).package()))


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        # The examples of RFC 7386, appendix A.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_merges_as_the_rfc_says(target: Json, patch: Json, result: Json) -> None:
    assert apply_overlay(json.dumps(target).encode(), patch) == canonical(result)


def test_an_empty_patch_changes_no_byte() -> None:
    for part in _PACKAGE.parts:
        assert apply_overlay(part.content, {}) == part.content


def _written(id_: str, patch: Json) -> dict[str, Any]:
    parts = [_overlaid(part, patch) if str(part.id) == id_ else part for part in _PACKAGE.parts]
    return plain(write_package(parts, _PACKAGE.cultures, _PACKAGE.rest))


def _overlaid(part: Part, patch: Json) -> Part:
    content = apply_overlay(part.content, patch)
    return replace(part, content=content, digest=element_digest(content))


def test_only_the_field_that_is_patched_changes_in_the_file() -> None:
    written = _written(id_of("service"), {"uri": "https://orders.example.com"})
    expected = OrderIntake(1).package()
    element(expected, id_of("service"))["uri"] = "https://orders.example.com"
    assert written == expected


def test_a_field_that_is_removed_leaves_nothing_of_its_stamp_behind() -> None:
    written = element(_written(id_of("service"), {"openApiId": None}), id_of("service"))
    assert "openApiId" not in written
    written = element(_written(id_of("flow"), {"authorization": None}), id_of("flow"))
    assert "authorization" not in written


def test_a_text_is_patched_under_the_content_value_it_had() -> None:
    value = id_of("prefix")
    reference = {"guid": {"$texts": {"EN/USA//": "NEW-"}}}
    written = _written(value, {"defaultContentValueContentValueId": reference})
    guid = element(written, value)["defaultContentValueContentValueId"]["guid"]
    assert [t[guid] for t in texts(written, value)] == ["NEW-", "BEST-"]


def test_a_text_where_there_was_none_gets_the_content_value_that_waits_for_it() -> None:
    value = id_of("order")
    reference = {"guid": {"$texts": {"NO/NOR//": "ny"}}}
    written = _written(value, {"defaultContentValueContentValueId": reference})
    expected = OrderIntake(1).package()
    guid = element(expected, value)["defaultContentValueContentValueId"]["guid"]
    texts(expected, value)[1][guid] = "ny"
    assert written == expected


def test_a_text_where_nothing_waits_for_one_gets_a_content_value_that_is_always_the_same() -> None:
    package = OrderIntake(1).package()
    value = element(package, id_of("prefix"))
    del value["defaultContentValueContentValueId"]
    package["contentValueDocuments"] = [
        d for d in package["contentValueDocuments"] if d["elementId"] != id_of("prefix")
    ]
    read = read_package(orjson.dumps(package))
    part = next(p for p in read.parts if str(p.id) == id_of("prefix"))
    reference = {"guid": {"$texts": {"EN/USA//": "new", "NO/NOR//": "ny"}}}
    changed = _overlaid(part, {"defaultContentValueContentValueId": reference})
    parts = [changed if p is part else p for p in read.parts]
    data = write_package(parts, read.cultures, read.rest)
    assert write_package(parts, read.cultures, read.rest) == data
    again = {p.id: p.digest for p in read_package(data).parts}
    assert again[part.id] == changed.digest


def test_a_text_that_two_fields_share_stays_with_the_one_that_is_not_patched() -> None:
    package = OrderIntake(1).package()
    value = element(package, id_of("prefix"))
    value["hintContentValueId"] = value["defaultContentValueContentValueId"]
    read = read_package(orjson.dumps(package))
    part = next(p for p in read.parts if str(p.id) == id_of("prefix"))
    reference = {"guid": {"$texts": {"EN/USA//": "new"}}}
    changed = _overlaid(part, {"defaultContentValueContentValueId": reference})
    data = write_package(
        [changed if p is part else p for p in read.parts], read.cultures, read.rest
    )
    assert {p.id: p.digest for p in read_package(data).parts}[part.id] == changed.digest
