"""Differences as plans tell them."""

from libs.contracts.told_difference import LONGEST, told_difference
from libs.flows.difference import Difference


def test_a_path_is_readable_and_values_are_json() -> None:
    one = Difference("replace", ("actions", "create-pdf", "isEnabled"), True, {"guid": "x"})
    told = told_difference(one)
    assert told.path == "actions/create-pdf/isEnabled"
    assert (told.before, told.after) == ("true", '{"guid":"x"}')


def test_what_is_added_has_no_before_and_null_is_a_value() -> None:
    added = told_difference(Difference("add", ("comment",), None, None))
    assert (added.before, added.after) == (None, "null")
    removed = told_difference(Difference("remove", ("comment",), "old", None))
    assert (removed.before, removed.after) == ('"old"', None)


def test_a_long_value_is_cut() -> None:
    told = told_difference(Difference("replace", ("code",), "", "x" * 10_000))
    assert told.after is not None
    assert len(told.after) == LONGEST


def test_what_differs_out_of_sight_is_not_shown_as_the_same() -> None:
    for before, after in [
        ("https://a.example/?key=1", "https://a.example/?key=2"),
        ("x" * 10_000, "x" * 10_001),
    ]:
        told = told_difference(Difference("replace", ("uri",), before, after))
        assert told.before is not None
        assert told.after == f"{told.before} (differs in what is not shown)"


def test_a_uri_is_shown_without_its_credentials() -> None:
    uri = "https://ada:secret@connector.example/api?key=secret"
    told = told_difference(Difference("replace", ("uri",), uri, "https://b.example/"))
    assert told.before == '"https://connector.example/api"'
