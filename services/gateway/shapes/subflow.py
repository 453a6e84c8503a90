"""A flow that a map element runs."""

from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Shape
from services.gateway.shapes.flow import FlowIdAPI
from services.gateway.shapes.value_reference import ValueElementIdAPI


class ValueElementInSubflowIdAPI(Shape):
    id: UUID = NO_GUID


class SubflowArgumentAPI(Shape):
    value_element_in_subflow_id: ValueElementInSubflowIdAPI | None = None
    value_element_to_apply_id: ValueElementIdAPI | None = None


class SubflowAPI(Shape):
    flow_id: FlowIdAPI | None = None
    arguments: list[SubflowArgumentAPI] | None = None
    restore_values_on_jump: bool | None = None
    return_values_on_jump: bool | None = None
    flow_developer_name: str | None = None
    value: ValueElementIdAPI | None = None
