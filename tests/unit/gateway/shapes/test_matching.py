"""The match of an OpenAPI document with the route table tells what is amiss."""

from typing import Any

import pytest

from services.gateway.platform_routes import RouteTable
from tests.unit.gateway.shapes.matching import assert_matches
from tests.unit.gateway.shapes.meaning import Schema
from tests.unit.gateway.shapes.models import described_shapes

ROUTE = "DELETE /api/draw/1/flow/{id}"
TABLE = RouteTable.model_validate(
    {
        "deviations": {"late": {"what": "Late.", "why": "Slow.", "answers": [202]}},
        "routes": [
            {
                "route": ROUTE,
                "does": "Remove.",
                "in_path": {"id": "uuid"},
                "in_query": {"force": "boolean = false"},
                "answers": {200: "FlowIdAPI"},
                "deviations": ["late"],
            }
        ],
        "not_offered": [],
    }
)
FLOW_ID: Schema = {"application/json": {"schema": {"$ref": "#/components/schemas/FlowIdAPI"}}}
IN_PATH = {"in": "path", "name": "id", "schema": {"type": "string", "format": "uuid"}}
IN_QUERY = {"in": "query", "name": "force", "schema": {"type": "boolean", "default": False}}


def document(**changes: Any) -> Schema:
    operation = {
        "parameters": [IN_PATH, IN_QUERY],
        "responses": {"200": {"content": FLOW_ID}, "202": {}},
        **changes,
    }
    return {"paths": {"/api/draw/1/flow/{id}": {"delete": operation}}, **described_shapes()}


def test_a_document_that_says_the_same_matches() -> None:
    assert_matches(document(), TABLE, described_shapes())


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"parameters": [IN_PATH]}, r"parameter \('query', 'force'\): missing"),
        ({"parameters": [IN_PATH, {**IN_QUERY, "schema": {"type": "boolean"}}]}, "default None"),
        (
            {"parameters": [{**IN_PATH, "schema": {"type": "string"}}, IN_QUERY]},
            "format None, theirs uuid",
        ),
        ({"requestBody": {"content": FLOW_ID}}, r"bodies \['application/json'\], not \[\]"),
        ({"responses": {"200": {"content": FLOW_ID}}}, "202 missing"),
        ({"responses": {"200": {}, "202": {}}}, r"200: \[\], not FlowIdAPI"),
        (
            {"responses": {"200": {"content": FLOW_ID}, "202": {}, "422": {"content": FLOW_ID}}},
            "422 with .* not in the table",
        ),
    ],
    ids=["parameter", "default", "type", "body", "deviation", "answer", "error"],
)
def test_what_differs_is_told(changes: Schema, line: str) -> None:
    with pytest.raises(AssertionError, match=line):
        assert_matches(document(**changes), TABLE, described_shapes())


def test_a_route_that_is_missing_and_one_too_many_are_told() -> None:
    paths: Schema = {"/api/draw/9/flow": {"get": {}}, "/v1/jobs": {"get": {}}}
    with pytest.raises(AssertionError) as told:
        assert_matches({"paths": paths}, TABLE, described_shapes())
    assert f"{ROUTE}: not offered" in str(told.value)
    assert "GET /api/draw/9/flow: not in the table" in str(told.value)
    assert "/v1/jobs" not in str(told.value)
