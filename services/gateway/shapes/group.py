"""Group and swimlane elements."""

from services.gateway.shapes.authorization import FlowIdentityProviderAPI, GroupAuthorizationAPI
from services.gateway.shapes.base import Int32
from services.gateway.shapes.element import Element


class GroupElementResponseAPI(Element):
    group_element_id: str | None = None
    x: Int32 = 0
    y: Int32 = 0
    height: Int32 = 0
    width: Int32 = 0
    authorization: GroupAuthorizationAPI | None = None
    is_open: bool = False
    identity_provider: FlowIdentityProviderAPI | None = None
    update_by_name: bool = False
