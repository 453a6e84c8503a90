"""A call of a connector's action."""

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI


class MessageInputAPI(Shape):
    value_element_to_reference_id: ValueElementIdAPI | None = None
    developer_name: str | None = None
    content_type: str | None = None
    type_element_id: str | None = None
    order: Int32 = 0
    value_element_to_reference_developer_name: str | None = None
    type_element_developer_name: str | None = None


class MessageOutputAPI(Shape):
    value_element_to_apply_id: ValueElementIdAPI | None = None
    developer_name: str | None = None
    content_type: str | None = None
    type_element_id: str | None = None
    order: Int32 = 0
    value_element_to_reference_developer_name: str | None = None
    type_element_developer_name: str | None = None


class MessageActionAPI(Shape):
    developer_name: str | None = None
    service_element_id: str | None = None
    service_element_developer_name: str | None = None
    uri_part: str | None = None
    inputs: list[MessageInputAPI] | None = None
    outputs: list[MessageOutputAPI] | None = None
    attributes: dict[str, str | None] | None = None
    order: Int32 = 0
    service_action_name: str | None = None
    disabled: bool = False
    selected_outcome_id: str | None = None
