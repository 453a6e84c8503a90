"""Macro elements."""

from services.gateway.shapes.element import Element


class MacroElementResponseAPI(Element):
    code: str | None = None
    update_by_name: bool = False
