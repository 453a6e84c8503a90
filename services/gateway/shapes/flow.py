"""A flow without its elements."""

from typing import Any
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.authorization import FlowIdentityProviderAPI, GroupAuthorizationAPI
from services.gateway.shapes.base import NO_MOMENT, Int32, Moment, Shape
from services.gateway.shapes.builder import BuilderWhoAPI


class FlowIdAPI(Shape):
    id: str | None = None
    version_id: str | None = None


class FlowResponse(Shape):
    id: FlowIdAPI | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    date_created: Moment = NO_MOMENT
    date_modified: Moment = NO_MOMENT
    who_created: BuilderWhoAPI | None = None
    who_modified: BuilderWhoAPI | None = None
    who_owner: BuilderWhoAPI | None = None
    alert_email: str | None = None
    is_active: bool = False
    is_default: bool = False
    comment: str | None = None
    start_map_element_id: str | None = None


class FlowSettings(Shape):
    """What a flow says of itself beside its names, in requests and responses."""

    editing_token: UUID | None = None
    allow_jumping: bool = False
    enable_historical_navigation: bool = False
    state_expiration_length: Int32 = 0
    idle_state_expiration_length: Int32 = 0
    authorization: GroupAuthorizationAPI | None = None
    identity_provider: FlowIdentityProviderAPI | None = None
    tags: list[str] | None = None


class FlowResponseAPI(FlowResponse, FlowSettings):
    """A flow as it is shown."""


class FlowRequestAPI(FlowSettings):
    id: FlowIdAPI | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    start_map_element_id: str | None = None


class FlowResponseAPIItemCollectionResponse(Shape):
    meta: dict[str, Any] | None = Field(None, alias="_meta")
    links: dict[str, str] | None = Field(None, alias="_links")
    items: list[FlowResponseAPI] | None = None
