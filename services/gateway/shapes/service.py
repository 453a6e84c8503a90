"""Service elements: connectors."""

from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import Int32, Shape
from services.gateway.shapes.element import Element, ElementRequest
from services.gateway.shapes.type_element import TypeElementRequestAPI
from services.gateway.shapes.value_reference import ValueElementIdAPI


class ServiceValueRequestAPI(Shape):
    developer_name: str | None = None
    value_element_to_reference_id: ValueElementIdAPI | None = None
    value_element_to_reference_developer_name: str | None = None
    type_element_developer_name: str | None = None
    type_element_id: str | None = None
    content_type: str | None = None
    order: Int32 = 0


class ServiceActionOutcomeAPI(Shape):
    id: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None


class ServiceActionRequestAPI(Shape):
    uri_part: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    is_view_message_action: bool = False
    service_action_outcomes: list[ServiceActionOutcomeAPI] | None = None
    service_inputs: list[ServiceValueRequestAPI] | None = None
    service_outputs: list[ServiceValueRequestAPI] | None = None


class ServiceInstallRequestAPI(Shape):
    type_elements: list[TypeElementRequestAPI] | None = None


class ServiceElementRequestAPI(ElementRequest):
    uri: str | None = None
    format: str | None = None
    configuration_values: list[ServiceValueRequestAPI] | None = None
    provides_logic: bool = False
    provides_views: bool = False
    provides_files: bool = False
    provides_database: bool = False
    provides_identity: bool = False
    provides_social: bool = False
    provides_location: bool = False
    provides_auto_binding: bool = False
    actions: list[ServiceActionRequestAPI] | None = None
    install: ServiceInstallRequestAPI | None = None
    update_by_name: bool = False
    send_decrypted_values: bool = False
    http_authentication_username: str | None = None
    http_authentication_password: str | None = Field(None, repr=False)
    http_authentication_client_certificate_reference: str | None = None
    http_authentication_client_certificate_password_reference: str | None = None
    version: str | None = None
    identity_provider_id: UUID | None = None


class ServiceElementResponseAPI(ServiceElementRequestAPI, Element):
    pass
