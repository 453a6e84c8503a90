"""What a map or page element loads, and how it filters."""

from uuid import UUID

from services.gateway.shapes.base import NO_GUID, Int32, Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI


class CommandAPI(Shape):
    command_type: str | None = None
    properties: dict[str, str | None] | None = None


class ListFilterWhereConfigAPI(Shape):
    column_type_element_property_id: str | None = None
    criteria_type: str | None = None
    criteria_type_friendly: str | None = None
    value_element_to_reference_id: ValueElementIdAPI | None = None
    column_type_element_property_developer_name: str | None = None
    value_element_to_reference_developer_name: str | None = None


class ListFilterMinimalConfigAPI(Shape):
    comparison_type: str | None = None
    where: list[ListFilterWhereConfigAPI] | None = None
    list_filters: list["ListFilterMinimalConfigAPI"] | None = None


class ListFilterOrderByConfigAPI(Shape):
    order_by_type_element_property_id: str | None = None
    order_by_direction_type: str | None = None


class ListFilterSearchCriteriaConfigAPI(Shape):
    column_type_element_property_id: str | None = None


class ListFilterPropertyConfigAPI(Shape):
    type_element_property_id: UUID = NO_GUID


class ListFilterConfigAPI(Shape):
    comparison_type: str | None = None
    where: list[ListFilterWhereConfigAPI] | None = None
    list_filters: list[ListFilterMinimalConfigAPI] | None = None
    filter_id: ValueElementIdAPI | None = None
    order_by_type_element_property_id: str | None = None
    order_by_direction_type: str | None = None
    order_by: list[ListFilterOrderByConfigAPI] | None = None
    limit: Int32 = 0
    filter_by_provided_objects: bool = False
    search_criteria: list[ListFilterSearchCriteriaConfigAPI] | None = None
    properties: list[ListFilterPropertyConfigAPI] | None = None


class ObjectDataRequestConfigAPI(Shape):
    type_element_binding_id: str | None = None
    type_element_id: str | None = None
    list_filter: ListFilterConfigAPI | None = None
    command: CommandAPI | None = None
    type_element_developer_name: str | None = None
    service_element_id: UUID | None = None


class FileDataRequestConfigAPI(Shape):
    service_element_id: str | None = None
    resource_path: str | None = None
    resource_file: str | None = None
    path: str | None = None
