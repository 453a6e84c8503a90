"""Values and their properties, as a builder picks them."""

from services.gateway.shapes.base import Double
from services.gateway.shapes.value_reference import ValueElementIdAPI


class ValueElementIdReferenceAPI(ValueElementIdAPI):
    developer_name: str | None = None
    type_element_developer_name: str | None = None
    type_element_property_developer_name: str | None = None
    type_element_property_type_element_developer_name: str | None = None
    type_element_property_type_element_id: str | None = None
    element_type: str | None = None
    type_element_id: str | None = None
    service_element_id: str | None = None
    service_element_developer_name: str | None = None
    content_type: str | None = None
    parent_content_type: str | None = None
    access: str | None = None
    confidence: Double | None = None
