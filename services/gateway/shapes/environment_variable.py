"""What `{{name}}` stands for in an environment."""

from typing import Any
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import NO_GUID, SearchPageRequest, Shape


class EnvironmentVariableAPI(Shape):
    id: UUID | None = None
    name: str | None = None
    value: str | None = Field(None, repr=False)
    """Of a secret one it comes in and does not go out."""
    environment_id: UUID = NO_GUID
    tenant_id: UUID = NO_GUID
    is_secret: bool = False
    value_kind: str | None = None
    code_type: str | None = None


class EnvironmentVariableAPIItemCollectionResponse(Shape):
    meta: dict[str, Any] | None = Field(None, alias="_meta")
    links: dict[str, str] | None = Field(None, alias="_links")
    items: list[EnvironmentVariableAPI] | None = None


class GetEnvironmentVariablesRequest(SearchPageRequest):
    """The environment's variables, searched."""
