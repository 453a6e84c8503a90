"""Navigation elements and their items."""

from enum import StrEnum
from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Int32, Shape
from services.gateway.shapes.element import Element
from services.gateway.shapes.value_reference import ValueElementIdAPI


class NavigationPosition(StrEnum):
    TOP = "Top"
    LEFT = "Left"


class PageTagAPI(Shape):
    value_element_to_reference_id: ValueElementIdAPI | None = None
    tag_element_id: str | None = None


class ValueToResetAPI(Shape):
    id: UUID = NO_GUID
    reset_type: str | None = None


class NavigationItemAPI(Shape):
    id: str | None = None
    location_map_element_id: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    label: str | None = None
    navigation_items: list["NavigationItemAPI"] | None = None
    order: Int32 = 0
    tags: list[PageTagAPI] | None = None
    values_to_reset: list[ValueToResetAPI] | None = None
    url: ValueElementIdAPI | None = None
    url_target: str | None = None


class NavigationElementResponseAPI(Element):
    label: str | None = None
    navigation_items: list[NavigationItemAPI] | None = None
    tags: list[PageTagAPI] | None = None
    update_by_name: bool = False
    persist_state: bool = False
    persist_values: bool = False
    position: NavigationPosition | None = None
