"""Environments of a tenant."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import Int32, Moment, Shape


class EnvironmentClassificationType(StrEnum):
    DEVELOPMENT = "Development"
    TEST = "Test"
    PRODUCTION = "Production"


class EnvironmentIntegrationAccountAPI(Shape):
    account_id: str | None = None
    environment_id: UUID


class EnvironmentAPI(Shape):
    id: UUID | None = None
    name: str | None = None
    is_default: bool = False
    classification_type: str | None = None
    next_environment_id: UUID | None = None
    tenant_id: UUID
    description: str | None = None
    default_player_name: str | None = None
    default_theme_name: str | None = None
    last_deployed: Moment | None = None
    integration_accounts: list[EnvironmentIntegrationAccountAPI] | None = None


class GetEnvironmentFlowsRequest(Shape):
    """The platform takes each of three names with an underscore in front as well."""

    search_term: str | None = None
    page_size: Int32 = 0
    page_alias: Int32 = Field(0, alias="_page")
    page: Int32 = 0
    order_by_alias: str | None = Field(None, alias="_orderBy")
    order_by: str | None = None
    order_direction_alias: str | None = Field(None, alias="_orderDirection")
    order_direction: str | None = None
