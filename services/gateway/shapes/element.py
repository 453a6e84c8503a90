"""What every element of a flow carries."""

from services.gateway.shapes.base import NO_MOMENT, Moment, Shape
from services.gateway.shapes.builder import BuilderWhoAPI


class ElementRequest(Shape):
    """The head of what a request says of an element. Not a schema of its own."""

    id: str | None = None
    element_type: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    who_created: BuilderWhoAPI | None = None
    who_modified: BuilderWhoAPI | None = None
    who_owner: BuilderWhoAPI | None = None


class Element(ElementRequest):
    """The head of an element's shape. Not a schema of its own."""

    date_created: Moment = NO_MOMENT
    date_modified: Moment = NO_MOMENT
