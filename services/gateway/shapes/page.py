"""Page elements and their containers."""

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.element import Element
from services.gateway.shapes.navigation import PageTagAPI
from services.gateway.shapes.page_component import PageComponentAPI
from services.gateway.shapes.page_condition import PageConditionAPI


class PageContainerAPI(Shape):
    id: str | None = None
    container_type: str | None = None
    class_name: str | None = None
    developer_name: str | None = None
    label: str | None = None
    page_containers: list["PageContainerAPI"] | None = None
    order: Int32 = 0
    attributes: dict[str, str | None] | None = None
    tags: list[PageTagAPI] | None = None


class PageElementResponseAPI(Element):
    label: str | None = None
    page_containers: list[PageContainerAPI] | None = None
    page_components: list[PageComponentAPI] | None = None
    page_conditions: list[PageConditionAPI] | None = None
    stop_conditions_on_first_true: bool = False
    save_hidden_inputs: bool = False
    attributes: dict[str, str | None] | None = None
    tags: list[PageTagAPI] | None = None
    update_by_name: bool = False
    modern_page_layout: bool = False
