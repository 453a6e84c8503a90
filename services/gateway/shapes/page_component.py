"""What stands on a page."""

from typing import Annotated, Literal, TypeAlias

from services.gateway.shapes.base import INT32, Int32, Shape
from services.gateway.shapes.data_request import (
    FileDataRequestConfigAPI,
    ObjectDataRequestConfigAPI,
)
from services.gateway.shapes.navigation import PageTagAPI
from services.gateway.shapes.value_reference import (
    DoubleStringValueElementIdAPIOneOf,
    StringValueElementIdAPIOneOf,
    ValueElementIdAPI,
)


class PageComponentColumnAPI(Shape):
    id: str | None = None
    type_element_property_id: str | None = None
    is_bound: bool = False
    is_pinned: bool = False
    bound_type_element_property_id: str | None = None
    label: str | None = None
    is_display_value: bool = False
    is_editable: bool = False
    order: Int32 = 0
    type_element_property_to_display_id: str | None = None
    component_type: str | None = None
    type_element_property_developer_name: str | None = None


PageComponentValidationType: TypeAlias = Annotated[Literal[0, 1, 2], INT32]


class PageComponentValidationAPI(Shape):
    type: PageComponentValidationType | None = None
    message: str | None = None
    value: DoubleStringValueElementIdAPIOneOf | None = None


class PageComponentAPI(Shape):
    id: str | None = None
    is_editable: bool = False
    value_element_value_binding_reference_id: ValueElementIdAPI | None = None
    value_element_data_binding_reference_id: ValueElementIdAPI | None = None
    object_data_request: ObjectDataRequestConfigAPI | None = None
    file_data_request: FileDataRequestConfigAPI | None = None
    image_uri: str | None = None
    page_container_id: str | None = None
    page_container_developer_name: str | None = None
    developer_name: str | None = None
    component_type: str | None = None
    content: str | None = None
    label: str | None = None
    columns: list[PageComponentColumnAPI] | None = None
    size: Int32 = 0
    max_size: Int32 | None = None
    height: Int32 = 0
    width: Int32 = 0
    is_required: bool = False
    is_multi_select: bool = False
    is_searchable: bool = False
    is_searchable_display_columns: bool = False
    hint_value: str | None = None
    help_info: str | None = None
    order: Int32 = 0
    attributes: dict[str, StringValueElementIdAPIOneOf] | None = None
    tags: list[PageTagAPI] | None = None
    validations: list[PageComponentValidationAPI] | None = None
    class_name: str | None = None
    row: Int32 = 0
    column: Int32 = 0
    row_span: Int32 = 0
    col_span: Int32 = 0
