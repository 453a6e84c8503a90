"""A call of an OpenAPI connector."""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import INT32, Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI

ParameterLocation: TypeAlias = Annotated[Literal[0, 1, 2, 3], INT32]


class OpenApiParameterSchemaInfo(Shape):
    type: str | None = None


class OpenApiParameterAPI(Shape):
    name: str | None = None
    description: str | None = None
    required: bool = False
    location: ParameterLocation | None = None
    schema_: OpenApiParameterSchemaInfo | None = Field(None, alias="schema")
    value: ValueElementIdAPI | None = None


class OpenApiActionAPI(Shape):
    developer_name: str | None = None
    operation_type: str | None = None
    path: str | None = None
    parameters: list[OpenApiParameterAPI] | None = None
    value: ValueElementIdAPI | None = None
    service_id: UUID | None = None
