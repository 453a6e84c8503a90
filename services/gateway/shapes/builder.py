"""The person who made, changed or owns something."""

from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Shape


class BuilderWhoAPI(Shape):
    id: UUID = NO_GUID
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
