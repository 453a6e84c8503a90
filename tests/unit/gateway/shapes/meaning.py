"""Tell whether two OpenAPI descriptions mean the same, in 3.0's notation or in 3.1's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

BARE_UNIONS = frozenset(
    {
        "DoubleValueElementIdAPIOneOf",
        "StringValueElementIdAPIOneOf",
        "DoubleStringValueElementIdAPIOneOf",
    }
)
"""Deviation `bare-unions` of the route table."""


@dataclass(frozen=True)
class Said:
    """One schema with its reference followed and its null told apart."""

    schema: Schema
    name: str | None
    nullable: bool


def read(schema: Schema, document: Schema) -> Said:
    alternatives = [s for s in schema.get("anyOf", []) if s.get("type") != "null"]
    if "anyOf" in schema and len(alternatives) == 1:
        inner = read(alternatives[0], document)
        return Said(inner.schema, inner.name, True)
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Said(_component(document, schema["$ref"]), name, False)
    return Said(schema, None, schema.get("nullable", False))


def _component(document: Schema, reference: str) -> Schema:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def differences(ours: Schema, our_document: Schema, theirs: Schema, document: Schema) -> list[str]:
    """Where our schema and theirs mean different things, as readable lines."""
    return list(_Walk(our_document, document).compare(ours, theirs, "$"))


class _Walk:
    def __init__(self, ours: Schema, theirs: Schema) -> None:
        self.ours, self.theirs = ours, theirs
        self.seen: set[tuple[str, str]] = set()

    def compare(self, our_schema: Schema, their_schema: Schema, at: str) -> Iterator[str]:
        ours, theirs = read(our_schema, self.ours), read(their_schema, self.theirs)
        # 3.0 cannot say "or null" beside a $ref, so a reference tells nothing about null.
        if theirs.name is None and ours.nullable != theirs.nullable:
            yield f"{at}: nullable {ours.nullable}, theirs {theirs.nullable}"
        if theirs.name and ours.name and theirs.name != ours.name:
            yield f"{at}: {ours.name}, theirs {theirs.name}"
        if theirs.name in BARE_UNIONS:
            return
        if theirs.name and ours.name:
            if (ours.name, theirs.name) in self.seen:
                return
            self.seen.add((ours.name, theirs.name))
        yield from self._bodies(ours.schema, theirs.schema, at)

    def _bodies(self, ours: Schema, theirs: Schema, at: str) -> Iterator[str]:
        for key in ("type", "format", "enum"):
            if ours.get(key) != theirs.get(key):
                yield f"{at}: {key} {ours.get(key)}, theirs {theirs.get(key)}"
        our_fields, their_fields = ours.get("properties", {}), theirs.get("properties", {})
        for name in our_fields.keys() ^ their_fields.keys():
            yield f"{at}.{name}: {'not theirs' if name in our_fields else 'missing'}"
        for name in our_fields.keys() & their_fields.keys():
            yield from self.compare(our_fields[name], their_fields[name], f"{at}.{name}")
        if "items" in ours and "items" in theirs:
            yield from self.compare(ours["items"], theirs["items"], f"{at}[]")
        yield from self._others(ours, theirs, at)

    def _others(self, ours: Schema, theirs: Schema, at: str) -> Iterator[str]:
        our_rest, their_rest = _rest(ours), _rest(theirs)
        if isinstance(our_rest, dict) and isinstance(their_rest, dict):
            yield from self.compare(our_rest, their_rest, f"{at}.*")
        elif our_rest != their_rest:
            yield f"{at}: other fields {our_rest}, theirs {their_rest}"


def _rest(schema: Schema) -> Schema | bool:
    """What fields beyond the named ones may be; an empty schema and `true` both mean anything."""
    rest = schema.get("additionalProperties", True)
    assert isinstance(rest, dict | bool)
    return rest or rest == {}
