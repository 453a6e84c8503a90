"""Ways out of a map element."""

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.flow import FlowIdAPI
from services.gateway.shapes.value_reference import ValueElementIdAPI


class RuleAPI(Shape):
    left_value_element_to_reference_id: ValueElementIdAPI | None = None
    criteria_type: str | None = None
    right_value_element_to_reference_id: ValueElementIdAPI | None = None
    left_value_element_to_reference_developer_name: str | None = None
    right_value_element_to_reference_developer_name: str | None = None
    criteria_type_friendly: str | None = None


class ComparisonAPI(Shape):
    comparison_type: str | None = None
    rules: list[RuleAPI] | None = None
    comparisons: list["ComparisonAPI"] | None = None
    order: Int32 = 0


class FlowOutAPI(Shape):
    value_element_state_id: ValueElementIdAPI | None = None
    value_element_flow_id: ValueElementIdAPI | None = None
    flow_id: FlowIdAPI | None = None
    value_element_external_identifier_id: ValueElementIdAPI | None = None


class ControlPointAPI(Shape):
    x: Int32 = 0
    y: Int32 = 0


class OutcomeAPI(Shape):
    id: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    label: str | None = None
    next_map_element_id: str | None = None
    page_action_type: str | None = None
    is_bulk_action: bool = False
    page_action_binding_type: str | None = None
    page_object_binding_id: str | None = None
    order: Int32 = 0
    comparison: ComparisonAPI | None = None
    flow_out: FlowOutAPI | None = None
    control_points: list[ControlPointAPI] | None = None
    next_map_element_developer_name: str | None = None
    attributes: dict[str, str | None] | None = None
    class_name: str | None = None
