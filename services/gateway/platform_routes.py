"""The table of compatible routes, `platform_routes.toml`, as values.

`load_table()` is what the tests hold the gateway's OpenAPI document against and what
`docs/reference/compatible-routes.md` is written from.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

TABLE = Path(__file__).with_suffix(".toml")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Deviation(_Entry):
    what: str
    why: str
    everywhere: bool = False
    """Holds on every route, and so is not named by any."""
    answers: tuple[int, ...] = ()
    """Statuses that a route has because of it."""
    bodies: tuple[str, ...] = ()
    """Media types that a route takes beside `application/json` because of it."""
    answer_headers: tuple[str, ...] = ()


class QueryParameter(_Entry):
    type: str
    default: bool | int | str | None = None


def _read_parameter(said: object) -> object:
    """`boolean = true` is a type with its default, which is written as JSON."""
    if not isinstance(said, str):
        return said
    name, _, default = said.partition(" = ")
    return QueryParameter(type=name, default=json.loads(default) if default else None)


class Route(_Entry):
    route: str = Field(pattern=r"^(GET|POST|PUT|DELETE) /\S+$")
    does: str
    in_path: dict[str, str] = {}
    in_query: dict[str, Annotated[QueryParameter, BeforeValidator(_read_parameter)]] = {}
    body: str | None = None
    answers: dict[int, str]
    deviations: tuple[str, ...] = ()
    in_reference: bool = True

    @property
    def method(self) -> str:
        return self.route.split(" ")[0]

    @property
    def path(self) -> str:
        return self.route.split(" ")[1]


class NotOffered(_Entry):
    why: str
    routes: tuple[str, ...]

    def each(self) -> Iterator[str]:
        """One `GET /path` per method: `GET, POST /path` stands for two."""
        for said in self.routes:
            methods, path = said.rsplit(" ", 1)
            yield from (f"{method} {path}" for method in methods.split(", "))


class RouteTable(_Entry):
    deviations: dict[str, Deviation]
    routes: tuple[Route, ...]
    not_offered: tuple[NotOffered, ...]

    def deviations_of(self, route: Route) -> list[Deviation]:
        return [self.deviations[name] for name in route.deviations]

    @model_validator(mode="after")
    def _names_hold(self) -> "RouteTable":
        named = {name for route in self.routes for name in route.deviations}
        everywhere = {name for name, deviation in self.deviations.items() if deviation.everywhere}
        if named | everywhere != self.deviations.keys() or named & everywhere:
            raise ValueError("each deviation is named by a route or holds everywhere")
        return self


def load_table() -> RouteTable:
    return RouteTable.model_validate(tomllib.loads(TABLE.read_text(encoding="utf-8")))
