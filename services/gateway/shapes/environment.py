"""Environments of a tenant."""

from enum import StrEnum
from uuid import UUID

from services.gateway.shapes.base import Moment, SearchPageRequest, Shape


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


class GetEnvironmentFlowsRequest(SearchPageRequest):
    """What the environment runs, searched."""
