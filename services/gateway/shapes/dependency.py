"""What an element depends on."""

from typing import Any
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import Shape


class DependencyAPI(Shape):
    id: UUID
    developer_name: str | None = None
    developer_summary: str | None = None
    type: str | None = None
    friendly_type: str | None = None
    depends_on_element_id: UUID
    depends_on_element_type: str | None = None
    depends_on_element_developer_name: str | None = None
    depends_on_element_developer_summary: str | None = None


class DependencyAPIItemCollectionResponse(Shape):
    meta: dict[str, Any] | None = Field(None, alias="_meta")
    links: dict[str, str] | None = Field(None, alias="_links")
    items: list[DependencyAPI] | None = None
