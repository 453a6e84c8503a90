"""A pause of a map element."""

from uuid import UUID

from services.gateway.shapes.base import Int32, Moment, Shape
from services.gateway.shapes.value_reference import ValueElementIdAPI


class WaitAPI(Shape):
    developer_name: str | None = None
    days: Int32 = 0
    hours: Int32 = 0
    minutes: Int32 = 0
    seconds: Int32 = 0
    relative: str | None = None
    absolute_date: Moment | None = None
    value: ValueElementIdAPI | None = None
    value_developer_name: str | None = None
    timezone: str | None = None
    outcome_id: UUID | None = None
    headless: bool = False
