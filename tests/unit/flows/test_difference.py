"""Differences name every field that differs, in steps a person can read."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from libs.flows.difference import ORDER, Difference, differences
from libs.flows.split import canonical
from tests.unit.flows.strategies import trees

_A, _B = "10000000-0000-4000-8000-00000000000a", "10000000-0000-4000-8000-00000000000b"
_JSON = trees([])


def _told(before: Any, after: Any) -> list[tuple[str, str, Any, Any]]:
    found = differences(before, after)
    return [(one.operation, "/".join(one.path), one.before, one.after) for one in found]


def test_fields_are_added_removed_and_replaced() -> None:
    before = {"uri": "https://a.example.com", "format": "json", "deep": {"same": 1, "other": 1}}
    after = {"uri": "https://b.example.com", "deep": {"same": 1, "other": 2}, "version": "2"}
    assert _told(before, after) == [
        ("replace", "uri", "https://a.example.com", "https://b.example.com"),
        ("remove", "format", "json", None),
        ("replace", "deep/other", 1, 2),
        ("add", "version", None, "2"),
    ]


def test_items_are_called_by_their_names_and_matched_by_their_identity() -> None:
    before: dict[str, Any] = {
        "actions": [{"uriPart": "create-pdf", "serviceInputs": [{"developerName": "File"}]}]
    }
    after = copy.deepcopy(before)
    after["actions"].insert(0, {"uriPart": "merge-pdf"})
    after["actions"][1]["serviceInputs"][0]["typeElementId"] = {"guid": _A}
    assert _told(before, after) == [
        ("add", "actions/create-pdf/serviceInputs/File/typeElementId", None, {"guid": _A}),
        ("add", "actions/merge-pdf", None, {"uriPart": "merge-pdf"}),
    ]
    renamed = differences(
        {"properties": [{"guid": _A, "developerName": "No"}]},
        {"properties": [{"guid": _A, "developerName": "Number"}]},
    )
    assert renamed == (
        Difference("replace", ("properties", "Number", "developerName"), "No", "Number"),
    )


def test_an_item_that_got_another_identity_is_matched_by_its_name() -> None:
    before = [{"guid": _A, "developerName": "Lines", "order": 1}]
    after = [{"guid": _B, "developerName": "Lines", "order": 1}]
    assert _told(before, after) == [("replace", "Lines/guid", _A, _B)]


def test_items_of_one_name_are_numbered() -> None:
    before = [{"name": "File", "x": 1}, {"name": "File", "x": 1}]
    after = [{"name": "File", "x": 1}, {"name": "File", "x": 2}]
    assert _told(before, after) == [("replace", "File#2/x", 1, 2)]


def test_lists_of_ids_are_compared_as_what_they_hold() -> None:
    assert _told({"mapElementIds": [_A]}, {"mapElementIds": [_B]}) == [
        ("remove", f"mapElementIds/{_A}", _A, None),
        ("add", f"mapElementIds/{_B}", None, _B),
    ]


def test_another_order_is_told_once_with_the_items_by_name() -> None:
    one, two, three = ({"developerName": name} for name in ("One", "Two", "Three"))
    assert differences([one, two], [two, three, one]) == (
        Difference("add", ("Three",), None, three),
        Difference("replace", (ORDER,), ["One", "Two"], ["Two", "One"]),
    )


def test_items_without_identity_and_name_are_compared_by_their_place() -> None:
    assert _told([{"x": 1}, {"x": 2}], [{"x": 2}, {"x": 3}]) == [
        ("replace", "#2/x", 1, 3),
        ("replace", ORDER, ["#2", "#1"], ["#1", "#2"]),
    ]


def test_texts_differ_culture_by_culture() -> None:
    before = {"label": {"$texts": {"EN/USA//": "Order", "NO/NOR//": "Bestilling"}}}
    after = {"label": {"$texts": {"EN/USA//": "Orders", "DE/DEU//": "Bestellung"}}}
    assert _told(before, after) == [
        ("replace", "label@EN/USA//", "Order", "Orders"),
        ("remove", "label@NO/NOR//", "Bestilling", None),
        ("add", "label@DE/DEU//", None, "Bestellung"),
    ]
    assert _told({}, before)[0] == ("add", "label@EN/USA//", None, "Order")
    embedded = {"label": {"guid": before["label"]}}
    assert _told({}, embedded) == _told({}, before)


def test_a_reference_is_named_by_its_field() -> None:
    before, after = {"newMapElementId": {"guid": _A}}, {"newMapElementId": {"guid": _B}}
    assert _told(before, after) == [("replace", "newMapElementId", _A, _B)]


def test_true_is_not_one() -> None:
    assert _told({"order": 1}, {"order": True}) == [("replace", "order", 1, True)]


@given(_JSON)
def test_what_is_the_same_has_no_differences(tree: Any) -> None:
    assert differences(tree, copy.deepcopy(tree)) == ()


@given(_JSON, _JSON)
def test_what_is_not_the_same_has_some_and_as_many_the_other_way_round(
    before: Any, after: Any
) -> None:
    found, back = differences(before, after), differences(after, before)
    assert bool(found) == (canonical(before) != canonical(after))
    assert len(found) == len(back)


@given(st.lists(_JSON, max_size=5), st.randoms(use_true_random=False))
def test_the_order_alone_is_one_difference_at_most(items: list[Any], chance: Any) -> None:
    after = items[:]
    chance.shuffle(after)
    assert {one.path for one in differences(items, after)} <= {(ORDER,)}
