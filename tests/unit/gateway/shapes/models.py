"""Every shape of the gateway by its schema name."""

import importlib
import pkgutil
from enum import StrEnum

from pydantic import BaseModel, TypeAdapter

from services.gateway import shapes
from tests.unit.gateway.shapes.meaning import Schema

PARTS = frozenset(
    {"Shape", "Element", "ElementRequest", "ReleaseEntry", "FlowSettings", "SearchPageRequest"}
)
"""What schemas have in common; none of them is a schema itself."""


def all_shapes() -> dict[str, type]:
    found: dict[str, type] = {}
    for module in pkgutil.iter_modules(shapes.__path__, f"{shapes.__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and thing.__module__ == module.name and _is_shape(thing):
                found[thing.__name__] = thing
    return found


def _is_shape(thing: type) -> bool:
    # pydantic leaves `RootModel[...]`, the parent of a union, in the module's namespace.
    is_part = thing.__name__ in PARTS or not thing.__name__.isidentifier()
    return issubclass(thing, BaseModel | StrEnum) and not is_part


def described_shapes() -> Schema:
    """An OpenAPI document with nothing but the shapes."""
    _, document = TypeAdapter.json_schemas(
        [(name, "serialization", TypeAdapter(shape)) for name, shape in all_shapes().items()],
        ref_template="#/components/schemas/{model}",
    )
    return {"components": {"schemas": document["$defs"]}}
