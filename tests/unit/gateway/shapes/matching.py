"""Hold an OpenAPI document against the table of compatible routes."""

from collections.abc import Iterator

from services.gateway.platform_routes import Route, RouteTable
from tests.unit.gateway.shapes.meaning import Schema, differences
from tests.unit.gateway.shapes.typed import schema_of

JSON = "application/json"
PROBLEM = "application/problem+json"
HEADERS = frozenset({"x-boomi-flow-api-key", "manywhotenant", "prefer"})
"""Deviation `headers`."""


def assert_matches(document: Schema, table: RouteTable, schemas: Schema) -> None:
    """Methods, paths, parameters, bodies, statuses and schemas are those of the table.

    `schemas` is a document whose components say what the schemas that the table names mean.
    """
    match = _Match(document, table, schemas)
    lines = [f"{route.route}: {line}" for route in table.routes for line in match.route(route)]
    lines += [f"{route}: not in the table" for route in _beyond(document, table)]
    assert not lines, "\n".join(lines)


def _beyond(document: Schema, table: RouteTable) -> set[str]:
    offered = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        if path.startswith("/api/")
        for method in operations
    }
    return offered - {route.route for route in table.routes}


class _Match:
    def __init__(self, document: Schema, table: RouteTable, schemas: Schema) -> None:
        self.document, self.table, self.schemas = document, table, schemas

    def route(self, route: Route) -> Iterator[str]:
        operation = self.document["paths"].get(route.path, {}).get(route.method.lower())
        if operation is None:
            yield "not offered"
            return
        yield from self._parameters(route, operation)
        yield from self._body(route, operation)
        yield from self._answers(route, operation)

    def _same(self, ours: Schema, notation: str, at: str) -> Iterator[str]:
        for line in differences(ours, self.document, schema_of(notation), self.schemas):
            yield f"{at}: {line}"

    def _parameters(self, route: Route, operation: Schema) -> Iterator[str]:
        said = {(p["in"], p["name"]): p for p in operation.get("parameters", [])}
        expected = {("path", name): kind for name, kind in route.in_path.items()}
        expected |= {("query", name): q.type for name, q in route.in_query.items()}
        ours = {key for key in said if key[0] != "header" or key[1].lower() not in HEADERS}
        for key in ours ^ expected.keys():
            yield f"parameter {key}: {'not in the table' if key in ours else 'missing'}"
        for key in ours & expected.keys():
            yield from self._same(_not_null(said[key]["schema"]), expected[key], str(key))
        for name, query in route.in_query.items():
            default = said.get(("query", name), {}).get("schema", {}).get("default")
            if default is not query.default:
                yield f"{name}: default {default}, not {query.default}"

    def _body(self, route: Route, operation: Schema) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        expected = {JSON} if route.body else set()
        more = {media for said in self.table.deviations_of(route) for media in said.bodies}
        if content.keys() != expected | more:
            yield f"bodies {sorted(content)}, not {sorted(expected | more)}"
        if route.body and JSON in content:
            schema = _not_null(content[JSON].get("schema", {}))
            if more:  # the string, or the object that the string would hold
                schema = (schema.get("anyOf") or schema.get("oneOf") or [schema])[0]
            yield from self._same(schema, route.body, "body")

    def _answers(self, route: Route, operation: Schema) -> Iterator[str]:
        answers: Schema = operation["responses"]
        deviations = self.table.deviations_of(route)
        expected = {str(status): notation for status, notation in route.answers.items()}
        added = {str(status) for said in deviations for status in said.answers}
        for status in (expected.keys() | added) - answers.keys():
            yield f"{status} missing"
        for status, said in answers.items():
            content = said.get("content", {})
            if status in expected:
                yield from self._answer(expected[status], content, status)
            elif status not in added and not _is_problem(status, content):
                yield f"{status} with {sorted(content)} not in the table"
        first = answers.get(min(expected), {})
        headers = {header for said in deviations for header in said.answer_headers}
        if headers - first.get("headers", {}).keys():
            yield f"headers {sorted(headers)} missing"

    def _answer(self, notation: str, content: Schema, status: str) -> Iterator[str]:
        # Beside the platform's own answer an error status may carry a problem document.
        media = content.keys() - ({PROBLEM} if _is_error(status) else set())
        if media != ({JSON} if notation else set()):
            yield f"{status}: {sorted(content)}, not {notation or 'an empty answer'}"
        elif notation:
            yield from self._same(content[JSON].get("schema", {}), notation, status)


def _is_problem(status: str, content: Schema) -> bool:
    return _is_error(status) and set(content) == {PROBLEM}


def _is_error(status: str) -> bool:
    """A status, or a range of them: `4XX`."""
    return status[0] in "45"


def _not_null(schema: Schema) -> Schema:
    """An optional parameter or body: FastAPI says `or null` where leaving it out is meant."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else schema
