"""The comparison that the other tests here rest on."""

import pytest

from tests.unit.gateway.shapes.meaning import Schema, differences

REFERENCE: Schema = {"$ref": "#/components/schemas/Node"}


def described(node: Schema) -> Schema:
    return {"components": {"schemas": {"Node": node, "Other": node}}}


def closed(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "additionalProperties": False}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        ({"type": "integer", "title": "X", "default": 0}, {"type": "integer", "description": "y"}),
        ({"anyOf": [REFERENCE, {"type": "null"}]}, REFERENCE),
        ({"type": "object", "additionalProperties": True}, {"type": "object"}),
        (
            {"type": "object", "additionalProperties": {}},
            {"type": "object", "additionalProperties": True},
        ),
    ],
    ids=["null", "words", "null reference", "open", "anything"],
)
def test_the_same_in_other_words_is_the_same(ours: Schema, theirs: Schema) -> None:
    node = closed(child=REFERENCE)
    assert differences(ours, described(node), theirs, described(node)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "line"),
    [
        (
            {"type": "string"},
            {"type": "string", "nullable": True},
            "$: nullable False, theirs True",
        ),
        ({"type": "string"}, {"type": "boolean"}, "$: type string, theirs boolean"),
        (
            {"type": "string", "format": "uuid"},
            {"type": "string"},
            "$: format uuid, theirs None",
        ),
        ({"enum": [0, 1]}, {"enum": [0, 1, 2]}, "$: enum [0, 1], theirs [0, 1, 2]"),
        (closed(), closed(a={"type": "string"}), "$.a: missing"),
        (closed(a={"type": "string"}), closed(), "$.a: not theirs"),
        (
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "integer"}},
            "$[]: type string, theirs integer",
        ),
        ({"type": "object"}, closed(), "$: other fields True, theirs False"),
        (REFERENCE, {"$ref": "#/components/schemas/Other"}, "$: Node, theirs Other"),
    ],
    ids=lambda said: said if isinstance(said, str) else None,
)
def test_another_meaning_is_told(ours: Schema, theirs: Schema, line: str) -> None:
    assert differences(ours, described({}), theirs, described({})) == [line]


def test_a_schema_that_holds_itself_is_compared_to_its_end() -> None:
    ours, theirs = closed(child=REFERENCE), closed(child=REFERENCE, name={"type": "string"})
    found = differences(REFERENCE, described(ours), REFERENCE, described(theirs))
    assert found == ["$.name: missing"]
