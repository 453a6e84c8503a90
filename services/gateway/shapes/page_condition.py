"""Conditions that change a page as it is used."""

from services.gateway.shapes.base import Shape
from services.gateway.shapes.data_request import ObjectDataRequestConfigAPI
from services.gateway.shapes.value_reference import ValueElementIdAPI


class PageObjectReferenceAPI(Shape):
    page_object_reference_id: str | None = None
    type_element_property_id: str | None = None
    page_object_reference_developer_name: str | None = None
    value_element_to_reference_id: ValueElementIdAPI | None = None
    metadata_type: str | None = None


class PageRuleAPI(Shape):
    left: PageObjectReferenceAPI | None = None
    criteria_type: str | None = None
    right: PageObjectReferenceAPI | None = None
    generated_summary: str | None = None


class PageOperationAssignmentAPI(Shape):
    assignee: PageObjectReferenceAPI | None = None
    assignor: PageObjectReferenceAPI | None = None


class PageOperationFilterAPI(Shape):
    page_component_id: str | None = None
    page_component_developer_name: str | None = None
    column_type_element_property_id: str | None = None
    criteria_type: str | None = None
    filter_value: PageObjectReferenceAPI | None = None
    object_data_request: ObjectDataRequestConfigAPI | None = None


class PageOperationAPI(Shape):
    assignment: PageOperationAssignmentAPI | None = None
    filter: PageOperationFilterAPI | None = None
    generated_summary: str | None = None


class PageConditionAPI(Shape):
    page_rules: list[PageRuleAPI] | None = None
    comparison_type: str | None = None
    page_operations: list[PageOperationAPI] | None = None
    generated_summary: str | None = None
