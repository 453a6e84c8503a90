"""What of a connector's URI is shown to people: never what could be a credential."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.shown_uri import NOT_SHOWN, shown_uri


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://user:pa55@h.example/x?api_key=k1", "https://h.example/x"),
        ("https://user@h.example:8443/x/@me#access_token=k1", "https://h.example:8443/x/@me"),
        ("https://a@b:pa55@[::1]:8443/", "https://[::1]:8443/"),
        ("user:pa55@h.example/x", "h.example/x"),
        ("https://h.example", "https://h.example"),
        ("https://h.example?k=v", "https://h.example"),
        ("my service", "my service"),
        ("", ""),
    ],
)
def test_user_password_query_and_fragment_are_left_out(uri: str, shown: str) -> None:
    assert shown_uri(uri) == shown


@pytest.mark.parametrize("uri", ["https://user:pa/55@h.example/x", "https://user:pa?55@h.example"])
def test_a_uri_that_hides_where_its_password_ends_is_not_shown(uri: str) -> None:
    assert shown_uri(uri) == NOT_SHOWN


@given(st.text(), st.text())
def test_whatever_stands_in_the_query_is_left_out(before: str, query: str) -> None:
    assert shown_uri(f"{before}?{query}") == shown_uri(f"{before}?")
