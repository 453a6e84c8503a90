"""Differences are told without what may be secret in them."""

import pytest

from libs.flows import kinds
from libs.flows.difference import Difference
from libs.flows.masking import shown_differences
from libs.flows.model import Part
from tests.unit.flows.parts import part


def _macro(code: str) -> Part:
    return part(kinds.MACRO, "Send", {"code": code})


def _told(before: str, after: str, hidden: tuple[str, ...] = ()) -> Difference:
    (one,) = shown_differences(_macro(before), _macro(after), [hidden] if hidden else [])
    return one


@pytest.mark.parametrize("lead", ["", "get('", "1", "+-", "x = "])
def test_uris_inside_texts_lose_what_may_be_secret(lead: str) -> None:
    one = _told(f"{lead}https://eva:hidden@a.example/api?key=hidden", f"{lead}http://b.example")
    assert one.before == f"{lead}https://a.example/api"
    assert one.after == f"{lead}http://b.example"


def test_a_long_word_is_no_uri_and_takes_no_longer_for_it() -> None:
    word = "a1" * 500_000
    assert _told(word, f"{word}b").before == word


def test_a_hidden_text_shows_nowhere_and_that_it_changed_does() -> None:
    one = _told("hidden one", "hidden two", ("code",))
    assert (one.before, one.after) == ("(not shown)", "(not shown) 2")
