"""How one element points at a value.

The platform's description gives three unions as the members of a C# class (`isT0`, `asT1`, ...).
Its real answers carry the bare value or reference, and so do these.
"""

from pydantic import RootModel

from services.gateway.shapes.base import Double, Shape


class ValueElementIdAPI(Shape):
    id: str | None = None
    type_element_property_id: str | None = None
    command: str | None = None
    relative_unit: str | None = None


class DoubleValueElementIdAPIOneOf(RootModel[ValueElementIdAPI | Double]):
    pass


class StringValueElementIdAPIOneOf(RootModel[ValueElementIdAPI | str | None]):
    pass


class DoubleStringValueElementIdAPIOneOf(RootModel[ValueElementIdAPI | Double | str | None]):
    pass
