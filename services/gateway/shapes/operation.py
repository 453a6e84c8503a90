"""An assignment or macro run inside a map element."""

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.value_reference import DoubleValueElementIdAPIOneOf, ValueElementIdAPI


class OperationAPI(Shape):
    value_element_to_apply_id: ValueElementIdAPI | None = None
    value_element_to_reference_id: DoubleValueElementIdAPIOneOf | None = None
    value_element_to_reference_relative_id: ValueElementIdAPI | None = None
    macro_element_to_execute_id: str | None = None
    order: Int32 = 0
    disabled: bool = False
    macro_element_to_execute_developer_name: str | None = None
    value_element_to_apply_developer_name: str | None = None
    value_element_to_apply_property_developer_name: str | None = None
    value_element_to_reference_developer_name: str | None = None
    value_element_to_reference_property_developer_name: str | None = None
    value_element_to_reference_relative_developer_name: str | None = None
    value_element_to_reference_relative_property_developer_name: str | None = None
    value_element_to_apply_command: str | None = None
    value_element_to_reference_command: str | None = None
    value_element_to_reference_relative_command: str | None = None
    value_element_to_apply_command_friendly: str | None = None
    value_element_to_reference_command_friendly: str | None = None
    value_element_to_reference_relative_command_friendly: str | None = None
    value_element_to_apply_content_type: str | None = None
    value_element_to_apply_property_content_type: str | None = None
    value_element_to_apply_type_element_id: str | None = None
    value_element_to_reference_content_type: str | None = None
    value_element_to_reference_relative_content_type: str | None = None
    value_element_to_reference_property_content_type: str | None = None
    value_element_to_reference_relative_property_content_type: str | None = None
    value_element_to_reference_type_element_id: str | None = None
    value_element_to_reference_relative_type_element_id: str | None = None
    value_element_to_apply_sort_by_id: str | None = None
    value_element_to_apply_sort_by_developer_name: str | None = None
    value_element_to_apply_sort_direction: str | None = None
