"""Secrets cut out of texts, and the gaps filled with what another text has there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.cutting import Cut, Filled, cut, filled

_URI = cut("https://joe:s3cret@host/api?key=k3y&x=1", ["s3cret", "k3y"])
_CODE = cut("var a = 1;\nvar k = 'k3y';\nreturn a;", ["k3y"])


def test_where_a_secret_stood_is_known() -> None:
    assert _URI.text == "https://joe:@host/api?key=&x=1"
    assert _URI.gaps == (12, 26)
    assert _CODE.text == "var a = 1;\nvar k = '';\nreturn a;"
    assert cut("k3y", ["k3y"]) == Cut("", (0,))
    assert cut("nothing", []) == Cut("nothing", ())


def test_of_a_secret_that_stands_in_quotes_only_what_they_hold_is_cut() -> None:
    assert cut("pw = 'pw'; go(pw, \"pw\")", ["pw"]).text == "pw = ''; go(pw, \"\")"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert cut("abcd abc", ["abc", "abcd"]) == Cut(" ", (0, 1))


@given(st.text("ab'\n:/", max_size=40), st.lists(st.text("ab'", min_size=1, max_size=3)))
def test_what_was_cut_is_filled_again_with_itself(text: str, secrets: list[str]) -> None:
    one = cut(text, secrets)
    if not one.gaps:
        assert one.text == text
    else:
        assert filled(one, text) == Filled(text, is_whole=True)
        assert filled(one, one.text) == Filled(one.text, is_whole=False)


@pytest.mark.parametrize(
    ("own", "text", "is_whole"),
    [
        ("https://joe:OWN@host/api?key=MINE&x=1", "https://joe:OWN@host/api?key=MINE&x=1", True),
        ("https://joe:OWN@other/v2?key=MINE", "https://joe:OWN@host/api?key=MINE&x=1", True),
        ("https://joe:OWN@other/v2", "https://joe:OWN@host/api?key=&x=1", False),
        ("https://eva:OWN@host/api?key=MINE", "https://joe:@host/api?key=MINE&x=1", False),
        ("https://host/api", _URI.text, False),
        (_URI.text, _URI.text, False),
    ],
)
def test_the_parts_of_a_uri_come_from_the_others(own: str, text: str, is_whole: bool) -> None:
    assert filled(_URI, own) == Filled(text, is_whole)


@pytest.mark.parametrize(
    ("own", "line", "is_whole"),
    [
        ("var k = 'OWN';", "var k = 'OWN';", True),
        ("// mine\nvar k = 'OWN';\nreturn 2;", "var k = 'OWN';", True),
        ("var k = 'OWN';\nvar k = 'OTHER';", "var k = '';", False),
        ("var k = '';\nreturn 2;", "var k = '';", False),
        ("var m = 'OWN';", "var k = '';", False),
        ("", "var k = '';", False),
    ],
)
def test_a_line_of_code_is_known_by_what_stands_around_the_gap(
    own: str, line: str, is_whole: bool
) -> None:
    assert filled(_CODE, own) == Filled(f"var a = 1;\n{line}\nreturn a;", is_whole)


def test_lines_that_are_alike_are_filled_in_their_order() -> None:
    one = cut("key: 'k1'\nkey: 'k2'", ["k1", "k2"])
    assert filled(one, "# a\nkey: 'A'\nkey: 'B'").text == "key: 'A'\nkey: 'B'"
    assert filled(one, "# a\nkey: 'A'\nkey: 'A'\nkey: 'A'").text == "key: 'A'\nkey: 'A'"
    assert filled(one, "# a\nkey: 'A'\nkey: 'B'\nkey: 'C'") == Filled(one.text, is_whole=False)


def test_gaps_hold_something_where_they_can() -> None:
    assert filled(Cut("a", (0, 1)), "aaa") == Filled("aaa", is_whole=True)
    assert filled(Cut("a", (0, 1)), "ab") == Filled("ab", is_whole=False)


def test_a_text_that_was_a_secret_as_a_whole_is_the_others() -> None:
    assert filled(Cut("", (0,)), "anything\nat all") == Filled("anything\nat all", is_whole=True)
