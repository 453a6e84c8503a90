"""What every shape of the compatible API has in common, and its scalar types."""

from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

NO_GUID: Final = UUID(int=0)
"""The platform's zero GUID: stands where an id is demanded and there is none."""

NO_MOMENT: Final = "0001-01-01T00:00:00+00:00"
"""The platform's zero date: stands where a date is demanded and there is none."""


def _as_text(moment: object) -> object:
    return moment.isoformat() if isinstance(moment, datetime) else moment


Moment: TypeAlias = Annotated[
    str,
    BeforeValidator(_as_text),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An ISO 8601 date. Kept as text: the platform writes seven fractional digits, datetime six."""

Int32: TypeAlias = Annotated[
    int,
    Field(ge=-(2**31), lt=2**31),
    WithJsonSchema({"type": "integer", "format": "int32"}),
]

INT32: Final = Field(json_schema_extra={"format": "int32"})
"""For the platform's numbered enumerations: it publishes their numbers, not their names."""

Double: TypeAlias = Annotated[float, WithJsonSchema({"type": "number", "format": "double"})]


def _as_published(schema: dict[str, Any]) -> None:
    """Say a shape the way the platform's description does: closed, without titles or defaults.

    The platform marks no property as required and gives no defaults, so neither do we: a shape
    that demands more would refuse requests that the platform takes.
    """
    schema.pop("title", None)
    schema.pop("required", None)
    schema["additionalProperties"] = False
    for said in schema.get("properties", {}).values():
        said.pop("title", None)
        said.pop("default", None)


class Shape(BaseModel):
    """One schema of the platform's API. Fields are its camelCase names, in snake_case here.

    Fields that are not in the schema are dropped, in requests as in responses.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        json_schema_extra=_as_published,
    )


class SearchPageRequest(Shape):
    """One page of a search. The platform takes each of three names with an underscore as well."""

    search_term: str | None = None
    page_size: Int32 = 0
    page_alias: Int32 = Field(0, alias="_page")
    page: Int32 = 0
    order_by_alias: str | None = Field(None, alias="_orderBy")
    order_by: str | None = None
    order_direction_alias: str | None = Field(None, alias="_orderDirection")
    order_direction: str | None = None
