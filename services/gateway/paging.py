"""Pages in the platform's shape: `items`, what they are a part of, and where the others are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from fastapi import Depends, Query, Request
from starlette.datastructures import URL

from services.gateway.shapes.base import Int32

ON_A_PAGE: Final = 50
MOST_ON_A_PAGE: Final = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list at `url`. Pages are counted from 1."""

    url: URL
    number: int
    size: int

    @classmethod
    def of(cls, request: Request, number: int | None, size: int | None) -> "Page":
        """What is left out or out of range is brought into it."""
        bounded = min(size if size and size > 0 else ON_A_PAGE, MOST_ON_A_PAGE)
        return cls(request.url, max(number or 1, 1), bounded)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def cut(self, items: Sequence[T]) -> Sequence[T]:
        return items[self.offset : self.offset + self.size]

    def meta(self, total: int) -> dict[str, Any]:
        return {"page": self.number, "pageSize": self.size, "total": total}

    def links(self, total: int) -> dict[str, str]:
        last = max(-(-total // self.size), 1)
        pages = {"self": self.number, "first": 1, "last": last}
        if self.number > 1:
            pages["previous"] = min(self.number - 1, last)
        if self.number < last:
            pages["next"] = self.number + 1
        return {name: self._link(number) for name, number in pages.items()}

    def _link(self, number: int) -> str:
        """Without the host: behind a proxy the gateway does not know its own name."""
        url = self.url.include_query_params(page=number, pageSize=self.size)
        return f"{url.path}?{url.query}"


def _from_query(
    request: Request,
    page: Int32 | None = None,
    page_size: Annotated[Int32 | None, Query(alias="pageSize")] = None,
) -> Page:
    return Page.of(request, page, page_size)


WithPage: TypeAlias = Annotated[Page, Depends(_from_query)]
