"""What every element of a flow carries."""

from services.gateway.shapes.base import NO_MOMENT, Moment, Shape
from services.gateway.shapes.builder import BuilderWhoAPI


class Element(Shape):
    """The head of an element's shape. Not a schema of its own."""

    id: str | None = None
    element_type: str | None = None
    developer_name: str | None = None
    developer_summary: str | None = None
    date_created: Moment = NO_MOMENT
    date_modified: Moment = NO_MOMENT
    who_created: BuilderWhoAPI | None = None
    who_modified: BuilderWhoAPI | None = None
    who_owner: BuilderWhoAPI | None = None
