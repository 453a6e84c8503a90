"""Who may run a flow or a part of it."""

from uuid import UUID

from services.gateway.shapes.base import Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI


class GroupAuthorizationGroupAPI(Shape):
    authentication_id: str | None = None
    attribute: str | None = None
    attribute_label: str | None = None
    friendly_name: str | None = None
    developer_summary: str | None = None
    service_element_id: str | None = None


class GroupAuthorizationUserAPI(Shape):
    authentication_id: str | None = None
    attribute: str | None = None
    running_user: bool = False
    attribute_label: str | None = None
    friendly_name: str | None = None
    developer_summary: str | None = None
    service_element_id: str | None = None


class GroupAuthorizationLocationAPI(Shape):
    developer_name: str | None = None
    developer_summary: str | None = None
    value_element_to_reference_id: ValueElementIdAPI | None = None
    attribute: str | None = None


class GroupAuthorizationAPI(Shape):
    service_element_id: str | None = None
    global_authentication_type: str | None = None
    stream_behaviour_type: str | None = None
    show_pages_as_read_only: bool = False
    groups: list[GroupAuthorizationGroupAPI] | None = None
    users: list[GroupAuthorizationUserAPI] | None = None
    locations: list[GroupAuthorizationLocationAPI] | None = None


class FlowIdentityProviderAPI(Shape):
    id: UUID | None = None
    allowed_users: list[str] | None = None
    allowed_groups: list[str] | None = None
