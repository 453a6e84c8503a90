"""Tag elements."""

from services.gateway.shapes.element import Element


class TagElementResponseAPI(Element):
    content_type: str | None = None
    type_element_id: str | None = None
    update_by_name: bool = False
