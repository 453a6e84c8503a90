"""The table of compatible routes against the platform's own description."""

import re

import pytest

from services.gateway.platform_routes import Route, RouteTable, load_table
from services.gateway.routes_page import PAGE, page
from tests.unit.gateway.shapes.matching import JSON
from tests.unit.gateway.shapes.meaning import Schema, differences
from tests.unit.gateway.shapes.models import all_shapes
from tests.unit.gateway.shapes.reference import platform_description
from tests.unit.gateway.shapes.typed import PLAIN, schema_of

TABLE = load_table()
PLATFORM_ROUTES = [route for route in TABLE.routes if route.in_reference]


def operation_of(description: Schema, route: Route) -> Schema:
    operation = description["paths"][route.path][route.method.lower()]
    assert isinstance(operation, dict)
    return operation


def same(theirs: Schema, description: Schema, notation: str) -> bool:
    return not differences(schema_of(notation), description, theirs, description)


@pytest.mark.parametrize("route", PLATFORM_ROUTES, ids=lambda route: route.route)
def test_a_route_takes_the_platforms_parameters(route: Route) -> None:
    description = platform_description()
    theirs = operation_of(description, route).get("parameters", [])
    ours = route.in_path | {name: said.type for name, said in route.in_query.items()}
    assert {said["name"] for said in theirs} == ours.keys()
    for said in theirs:
        assert said["in"] == ("path" if said["name"] in route.in_path else "query")
        assert same(said["schema"], description, ours[said["name"]])


@pytest.mark.parametrize("route", PLATFORM_ROUTES, ids=lambda route: route.route)
def test_a_route_has_the_platforms_defaults_but_for_null_passwords(route: Route) -> None:
    operation = operation_of(platform_description(), route)
    theirs = {
        said["name"]: said["schema"].get("default")
        for said in operation.get("parameters", [])
        if said["in"] == "query"
    }
    ours = {name: said.default for name, said in route.in_query.items()}
    differing = {name for name in ours if ours[name] is not theirs[name]}
    assert differing == ({"nullPasswords"} if "null-passwords" in route.deviations else set())


@pytest.mark.parametrize("route", PLATFORM_ROUTES, ids=lambda route: route.route)
def test_a_route_takes_the_platforms_body(route: Route) -> None:
    description = platform_description()
    content = operation_of(description, route).get("requestBody", {}).get("content", {})
    assert set(content) == ({JSON} if route.body else set())
    if route.body:
        assert same(content[JSON]["schema"], description, route.body)


@pytest.mark.parametrize("route", PLATFORM_ROUTES, ids=lambda route: route.route)
def test_a_route_gives_the_platforms_answers(route: Route) -> None:
    description = platform_description()
    answers = operation_of(description, route)["responses"]
    assert {int(status) for status in answers} == route.answers.keys()
    for status, notation in route.answers.items():
        content = answers[str(status)].get("content", {})
        assert set(content) == ({JSON} if notation else set())
        if notation:
            assert same(content[JSON]["schema"], description, notation)


def test_every_route_of_the_platform_is_in_the_table_once() -> None:
    theirs = sorted(
        f"{method.upper()} {path}"
        for path, operations in platform_description()["paths"].items()
        for method in operations
    )
    offered = [route.route for route in PLATFORM_ROUTES]
    not_offered = [route for group in TABLE.not_offered for route in group.each()]
    assert sorted(offered + not_offered) == theirs


def test_only_the_older_import_route_is_not_the_platforms_today() -> None:
    extra = [route for route in TABLE.routes if not route.in_reference]
    assert [route.route for route in extra] == ["POST /api/package/1/flow/{id}/{version}"]
    assert "older-import-route" in extra[0].deviations


@pytest.mark.parametrize("route", TABLE.routes, ids=lambda route: route.route)
def test_a_route_types_every_part_of_its_path(route: Route) -> None:
    assert list(route.in_path) == re.findall(r"{(\w+)}", route.path)


def test_every_schema_that_the_table_names_is_a_shape() -> None:
    named = {
        notation.removesuffix("[]")
        for route in TABLE.routes
        for notation in [
            *route.in_path.values(),
            *(said.type for said in route.in_query.values()),
            *route.answers.values(),
            route.body or "",
        ]
    }
    assert named - PLAIN.keys() - all_shapes().keys() == {""}


def test_a_deviation_that_nothing_names_is_refused() -> None:
    said = TABLE.model_dump() | {"routes": []}
    with pytest.raises(ValueError, match="each deviation is named by a route"):
        RouteTable.model_validate(said)


def test_the_reference_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(TABLE), (
        "write it again: python -m services.gateway.routes_page"
    )
