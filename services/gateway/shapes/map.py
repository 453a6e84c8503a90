"""Map elements: the steps of a flow."""

from services.gateway.shapes.base import Int32, Moment, Shape
from services.gateway.shapes.data_request import ObjectDataRequestConfigAPI
from services.gateway.shapes.element import Element
from services.gateway.shapes.message_action import MessageActionAPI
from services.gateway.shapes.open_api_action import OpenApiActionAPI
from services.gateway.shapes.operation import OperationAPI
from services.gateway.shapes.outcome import OutcomeAPI
from services.gateway.shapes.process import ProcessAPI
from services.gateway.shapes.subflow import SubflowAPI
from services.gateway.shapes.value_reference import ValueElementIdAPI
from services.gateway.shapes.wait import WaitAPI


class ListenerAPI(Shape):
    developer_name: str | None = None
    service_element_id: str | None = None
    listener_type: str | None = None
    value_element_to_reference_for_listening_id: ValueElementIdAPI | None = None
    attributes: dict[str, str | None] | None = None


class VoteAPI(Shape):
    vote_type: str | None = None
    minimum_count: Int32 = 0
    minimum_percent: Int32 = 0
    attributes: dict[str, str | None] | None = None


class NavigationOverrideAPI(Shape):
    navigation_element_id: str | None = None
    navigation_item_id: str | None = None
    is_enabled: bool = False
    is_visible: bool = False
    location_map_element_id: str | None = None
    location_map_element_developer_name: str | None = None
    navigation_element_developer_name: str | None = None
    navigation_item_developer_name: str | None = None
    url: ValueElementIdAPI | None = None
    url_target: str | None = None
    url_value_developer_name: str | None = None


class DataActionAPI(Shape):
    developer_name: str | None = None
    crud_operation_type: str | None = None
    is_smart_save: bool = False
    order: Int32 = 0
    disabled: bool = False
    value_element_to_reference_id: ValueElementIdAPI | None = None
    value_element_to_apply_id: ValueElementIdAPI | None = None
    object_data_request: ObjectDataRequestConfigAPI | None = None


class MapElementResponseAPI(Element):
    group_element_id: str | None = None
    x: Int32 = 0
    y: Int32 = 0
    page_element_id: str | None = None
    page_element_developer_name: str | None = None
    outcomes: list[OutcomeAPI] | None = None
    subflow: SubflowAPI | None = None
    wait: WaitAPI | None = None
    waits: list[WaitAPI] | None = None
    operations: list[OperationAPI] | None = None
    listeners: list[ListenerAPI] | None = None
    view_message_action: MessageActionAPI | None = None
    processes: list[ProcessAPI] | None = None
    open_api_actions: list[OpenApiActionAPI] | None = None
    message_actions: list[MessageActionAPI] | None = None
    data_actions: list[DataActionAPI] | None = None
    navigation_overrides: list[NavigationOverrideAPI] | None = None
    vote: VoteAPI | None = None
    clear_navigation_overrides: bool = False
    post_update_to_stream: bool = False
    user_content: str | None = None
    user_content_date_modified: Moment | None = None
    status_message: str | None = None
    post_update_message: str | None = None
    not_authorized_message: str | None = None
    post_update_when_type: str | None = None
    update_by_name: bool = False
    title: str | None = None
