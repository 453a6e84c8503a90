"""What differs between two snapshots."""

from services.gateway.shapes.base import NO_MOMENT, Moment, Shape


class ElementDiff(Shape):
    operation_type: str | None = None
    path: list[str] | None = None
    before: str | None = None
    after: str | None = None


class ElementChange(Shape):
    id: str | None = None
    developer_name: str | None = None
    element_type: str | None = None
    last_modified_user_id: str | None = None
    last_modified_date: Moment = NO_MOMENT
    diffs: list[ElementDiff] | None = None
