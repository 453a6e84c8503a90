"""Value elements and object data."""

from pydantic import Field

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.element import Element, ElementRequest
from services.gateway.shapes.operation import OperationAPI


class PropertyAPI(Shape):
    type_element_property_id: str | None = None
    developer_name: str | None = None
    content_value: str | None = None
    content_type: str | None = None
    content_format: str | None = None
    object_data: list["ObjectAPI"] | None = None
    type_element_id: str | None = None


class ObjectAPI(Shape):
    internal_id: str | None = None
    external_id: str | None = None
    developer_name: str | None = None
    type_element_id: str | None = None
    order: Int32 = 0
    properties: list[PropertyAPI] | None = None
    type_element_binding_developer_name: str | None = None
    is_selected: bool = False


class ValueElementRequestAPI(ElementRequest):
    is_encrypted: bool = False
    is_versionless: bool = False
    access: str | None = None
    content_type: str | None = None
    content_format: str | None = None
    default_content_value: str | None = Field(None, repr=False)
    """Of a password, the password: it comes in and does not go out."""
    default_object_data: list[ObjectAPI] | None = None
    initialization_operations: list[OperationAPI] | None = None
    type_element_id: str | None = None
    type_element_developer_name: str | None = None
    update_by_name: bool = False
    is_secret: bool = False


class ValueElementResponseAPI(ValueElementRequestAPI, Element):
    has_value: bool = False
