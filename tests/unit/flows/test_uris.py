"""URI mappings: read from the query string, applied to connectors whose URI is exactly that."""

import orjson
import pytest

from libs.flows.faults import Fault, FaultCode
from libs.flows.read import read_package
from libs.flows.uris import UriMapping, map_uris, parse_uri_mappings
from tests.packages.order_elements import CONNECTOR_URI, id_of
from tests.packages.order_intake import OrderIntake

_A, _B, _C = "https://a.example/x", "http://b.example:8080", "https://c.example/?q=1"


def test_mappings_are_read_in_the_order_of_their_numbers() -> None:
    query = [
        ("isSnapshot", "true"),
        ("uriMapping[1][to]", _A),
        ("uriMapping[0][from]", _A),
        ("uriMapping[0][to]", _B),
        ("uriMapping[1][from]", _C),
    ]
    assert parse_uri_mappings(query) == (UriMapping(_A, _B), UriMapping(_C, _A))
    assert parse_uri_mappings([("overwriteExisting", "1")]) == ()


@pytest.mark.parametrize(
    "query",
    [
        [("uriMapping[0][from]", _A)],
        [("uriMapping[0][to]", _A)],
        [("uriMapping[1][from]", _A), ("uriMapping[1][to]", _B)],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", _B), ("uriMapping[0][to]", _B)],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", _B), ("uriMapping[2][to]", _B)],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", _B), ("uriMapping[0][by]", _B)],
        [("uriMapping[0].from", _A), ("uriMapping[0].to", _B)],
        [("uriMapping[00][from]", _A), ("uriMapping[00][to]", _B)],
        [("uriMapping[x][from]", _A), ("uriMapping[x][to]", _B)],
        [("uriMapping[99999999999][from]", _A), ("uriMapping[99999999999][to]", _B)],
        [("urimapping[0][from]", _A), ("urimapping[0][to]", _B)],
        [("uriMapping", _A)],
        [("uriMapping[0][from]", ""), ("uriMapping[0][to]", _B)],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "ftp://a.example")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://me@b.example")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://:hunter2@b.example")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "javascript:alert(1)")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://b.example/a b")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://[::1")],
        [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://b.example:99999")],
        [
            ("uriMapping[0][from]", _A),
            ("uriMapping[0][to]", _B),
            ("uriMapping[1][from]", _A),
            ("uriMapping[1][to]", _C),
        ],
    ],
)
def test_malformed_mappings_are_refused(query: list[tuple[str, str]]) -> None:
    with pytest.raises(Fault) as caught:
        parse_uri_mappings(query)
    assert caught.value.code == FaultCode.MALFORMED_MAPPING


def test_a_connector_with_exactly_that_uri_is_mapped_and_no_other() -> None:
    parts = read_package(orjson.dumps(OrderIntake(1).package())).parts
    patches = map_uris(parts, [UriMapping(_A, _B), UriMapping(CONNECTOR_URI, _C)])
    assert {str(id_): patch for id_, patch in patches.items()} == {id_of("service"): {"uri": _C}}
    assert map_uris(parts, [UriMapping(f"{CONNECTOR_URI}/", _C)]) == {}
    assert map_uris(parts, [UriMapping(CONNECTOR_URI.upper(), _C)]) == {}
    assert map_uris(parts, []) == {}


@pytest.mark.parametrize(
    "uri", ["{{desk}}/api", "ftp://a.example", "a b", "https://me:x@a.example"]
)
def test_what_is_mapped_from_may_be_any_text(uri: str) -> None:
    query = [("uriMapping[0][from]", uri), ("uriMapping[0][to]", _B)]
    assert parse_uri_mappings(query) == (UriMapping(uri, _B),)


def test_credentials_in_a_target_are_refused_and_not_quoted() -> None:
    query = [("uriMapping[0][from]", _A), ("uriMapping[0][to]", "https://me:hunter2@b.example")]
    with pytest.raises(Fault, match="credentials") as caught:
        parse_uri_mappings(query)
    assert "hunter2" not in caught.value.detail


def test_no_repr_shows_what_may_be_secret_in_a_uri() -> None:
    mapping = UriMapping("https://me:hunter2@a.example", "https://b.example/?key=hunter2")
    assert "hunter2" not in repr(mapping)
