"""Writes docs/reference/compatible-routes.md: `python -m services.gateway.routes_page`."""

import json
from pathlib import Path

from services.gateway.platform_routes import Route, RouteTable, load_table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "compatible-routes.md"

HEAD = """# Compatible routes

Written from `services/gateway/platform_routes.toml` by `python -m services.gateway.routes_page`.
Change the table, not this page.

Methods, paths, parameters, bodies and answers are those of the platform's public API description
(February 2025), but for the deviations below. Every route takes the header
`x-boomi-flow-api-key`, and `manywhotenant` to act for a sub-tenant.
"""


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _query(route: Route) -> str:
    return "<br>".join(
        f"`{name}`: {said.type}"
        + ("" if said.default is None else f" = {json.dumps(said.default)}")
        for name, said in route.in_query.items()
    )


def _answers(route: Route) -> str:
    return "<br>".join(
        f"{status} {_code(schema)}".strip() for status, schema in route.answers.items()
    )


def _routes(table: RouteTable) -> list[str]:
    rows = ["| route | what it does | query | body | answers | deviations |", "|---|" + "---|" * 5]
    for route in table.routes:
        named = ", ".join(f"[{name}](#{name})" for name in route.deviations)
        cells = [_query(route), _code(route.body or ""), _answers(route), named]
        rows.append(f"| `{route.route}` | {route.does} | {' | '.join(cells)} |")
    return rows


def _deviations(table: RouteTable) -> list[str]:
    lines: list[str] = []
    for name, said in table.deviations.items():
        scope = " Holds on every route." if said.everywhere else ""
        lines += [f"### {name}", "", f"{said.what}{scope}", "", f"Why: {said.why}", ""]
    return lines


def _not_offered(table: RouteTable) -> list[str]:
    lines: list[str] = []
    for group in table.not_offered:
        lines += [group.why, "", *(f"- `{route}`" for route in group.each()), ""]
    return lines


def page(table: RouteTable) -> str:
    lines = [HEAD, "## Routes", "", *_routes(table), "", "## Deviations", ""]
    lines += [*_deviations(table), "## Not offered", "", *_not_offered(table)]
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(load_table()), encoding="utf-8")
