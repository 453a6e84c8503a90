"""The type notation of the route table as schemas."""

from typing import Final

from tests.unit.gateway.shapes.meaning import Schema

PLAIN: Final[dict[str, Schema]] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "boolean": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32"},
}


def schema_of(notation: str) -> Schema:
    if notation.endswith("[]"):
        return {"type": "array", "items": schema_of(notation.removesuffix("[]"))}
    return PLAIN.get(notation) or {"$ref": f"#/components/schemas/{notation}"}
