"""A flow with everything in it."""

from services.gateway.shapes.flow import FlowResponseAPI
from services.gateway.shapes.group import GroupElementResponseAPI
from services.gateway.shapes.macro import MacroElementResponseAPI
from services.gateway.shapes.map import MapElementResponseAPI
from services.gateway.shapes.navigation import NavigationElementResponseAPI
from services.gateway.shapes.page import PageElementResponseAPI
from services.gateway.shapes.service import ServiceElementResponseAPI
from services.gateway.shapes.tag import TagElementResponseAPI
from services.gateway.shapes.type_element import TypeElementResponseAPI
from services.gateway.shapes.value import ValueElementResponseAPI


class FlowImageResponseAPI(FlowResponseAPI):
    navigation_elements: list[NavigationElementResponseAPI] | None = None
    map_elements: list[MapElementResponseAPI] | None = None
    group_elements: list[GroupElementResponseAPI] | None = None
    page_elements: list[PageElementResponseAPI] | None = None
    value_elements: list[ValueElementResponseAPI] | None = None
    macro_elements: list[MacroElementResponseAPI] | None = None
    service_elements: list[ServiceElementResponseAPI] | None = None
    type_elements: list[TypeElementResponseAPI] | None = None
    tag_elements: list[TagElementResponseAPI] | None = None
