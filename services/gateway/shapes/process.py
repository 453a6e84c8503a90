"""A Boomi Integration process that a map element runs."""

from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Int32, Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI


class DynamicProcessPropertyAPI(Shape):
    name: str | None = None
    value: ValueElementIdAPI | None = None


class ProcessPropertyAPI(Shape):
    component_id: UUID = NO_GUID
    process_property_value: dict[str, ValueElementIdAPI] | None = None


class ProcessAPI(Shape):
    account_id: str | None = None
    process_id: UUID = NO_GUID
    order: Int32 = 0
    disabled: bool = False
    wait_for_process_to_finish: bool = False
    outputs: list[ValueElementIdAPI] | None = None
    dynamic_process_properties: list[DynamicProcessPropertyAPI] | None = None
    process_properties: list[ProcessPropertyAPI] | None = None
