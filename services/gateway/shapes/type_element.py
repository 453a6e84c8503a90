"""Type elements."""

from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Shape
from services.gateway.shapes.element import Element, ElementRequest


class TypeElementPropertyAPI(Shape):
    id: str | None = None
    developer_name: str | None = None
    content_type: str | None = None
    content_format: str | None = None
    type_element_id: str | None = None
    type_element_developer_name: str | None = None


class TypeElementPropertyBindingAPI(Shape):
    database_field_name: str | None = None
    type_element_property_id: str | None = None
    type_element_property_developer_name: str | None = None
    database_content_type: str | None = None


class TypeElementBindingAPI(Shape):
    id: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    database_table_name: str | None = None
    service_element_id: str | None = None
    property_bindings: list[TypeElementPropertyBindingAPI] | None = None
    type_element_id: UUID = NO_GUID


class TypeElementRequestAPI(ElementRequest):
    service_element_id: str | None = None
    service_element_developer_name: str | None = None
    properties: list[TypeElementPropertyAPI] | None = None
    bindings: list[TypeElementBindingAPI] | None = None
    update_by_name: bool = False


class TypeElementResponseAPI(TypeElementRequestAPI, Element):
    pass
