import pytest
from fastapi import Request

from services.gateway.paging import MOST_ON_A_PAGE, ON_A_PAGE, Page


def page(number: int | None, size: int | None) -> Page:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("test", 80),
        "path": "/list",
        "query_string": b"filter=x&page=9",
        "headers": [],
    }
    return Page.of(Request(scope), number, size)


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ((None, None), (1, ON_A_PAGE)),
        ((0, 0), (1, ON_A_PAGE)),
        ((-3, -1), (1, ON_A_PAGE)),
        ((2, 10_000), (2, MOST_ON_A_PAGE)),
        ((7, 3), (7, 3)),
    ],
)
def test_what_is_out_of_range_is_brought_into_it(
    asked: tuple[int | None, int | None], got: tuple[int, int]
) -> None:
    found = page(*asked)
    assert (found.number, found.size) == got


def test_pages_cut_a_list_without_gap_or_overlap() -> None:
    items = list(range(11))
    assert [one for number in range(1, 5) for one in page(number, 3).cut(items)] == items
    assert not page(5, 3).cut(items)


def test_links_keep_the_rest_of_the_query() -> None:
    links = page(2, 3).links(total=11)
    assert links["next"] == "/list?filter=x&page=3&pageSize=3"
    assert links["previous"] == "/list?filter=x&page=1&pageSize=3"
    assert links["last"] == "/list?filter=x&page=4&pageSize=3"


def test_the_ends_of_a_list_have_no_neighbours() -> None:
    assert "previous" not in page(1, 3).links(total=11)
    assert "next" not in page(4, 3).links(total=11)
    beyond = page(9, 3).links(total=11)
    assert beyond["previous"] == "/list?filter=x&page=4&pageSize=3"
    assert page(1, 3).links(total=0)["last"] == "/list?filter=x&page=1&pageSize=3"
