"""API keys of the caller."""

from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import NO_MOMENT, Moment, Shape


class UserTenantAPIKey(Shape):
    name: str | None = None
    api_key: str | None = Field(None, repr=False)
    created_at: Moment = NO_MOMENT
    tenant_id: UUID | None = None
