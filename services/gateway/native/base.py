"""What the native API's bodies have in common: camelCase, and no field it does not know."""

from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel


class Camel(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
    )


Asked = TypeVar("Asked", bound=Camel)


def read(shape: type[Asked], said: object, place: str) -> Asked:
    """For what FastAPI does not read itself. Raises `RequestValidationError`, as it does.

    `place` is where it was said, as the problem names it.
    """
    try:
        return shape.model_validate(said)
    except ValidationError as wrong:
        found: list[Any] = [{**one, "loc": (place, *one["loc"])} for one in wrong.errors()]
        raise RequestValidationError(found) from None
