"""The values that a text, a rule or an operation can name, each with the properties it has."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from libs.flows import kinds
from libs.flows.image_fields import ELEMENT_TYPES
from libs.flows.image_names import objects
from libs.flows.references import closure
from libs.flows.system_ids import SYSTEM_IDS
from libs.store import drafts
from libs.store.database import Transaction
from services.gateway.auth import PackageReader
from services.gateway.filters import WithFilter
from services.gateway.parts import WithParts
from services.gateway.platform.drawing import Drawing
from services.gateway.shapes.base import Int32
from services.gateway.shapes.value_listing import ValueElementIdReferenceAPI

router = APIRouter(prefix="/api/draw/1/element/value", tags=["Element"])
_OBJECT: Final = "ContentObject"
_GUIDS: Final = {name: guid for guid, name in SYSTEM_IDS.items()}
_SYSTEM: Final = {
    "$False": "ContentBoolean",
    "$JoinUri": "ContentString",
    "$State": _OBJECT,
    "$True": "ContentBoolean",
    "$User": _OBJECT,
}
"""Values of the platform, which every tenant has, and what they hold."""


@dataclass
class Wanted:
    """What the list is narrowed to; nothing where nothing is asked."""

    content_type: Annotated[list[str] | None, Query(alias="contentType")] = None
    element_type: Annotated[list[str] | None, Query(alias="elementType")] = None
    id_: Annotated[list[UUID] | None, Query(alias="id")] = None
    type_element_id: Annotated[list[UUID] | None, Query(alias="typeElementId")] = None
    access: Annotated[list[str] | None, Query()] = None
    search: Annotated[str | None, Query()] = None
    flow: Annotated[UUID | None, Query()] = None
    system_values: Annotated[bool, Query(alias="includeSystemValues")] = True
    limit: Annotated[Int32, Query()] = 0
    offset: Annotated[Int32, Query()] = 0

    def admits(self, said: ValueElementIdReferenceAPI) -> bool:
        narrowed = (
            (self.content_type, said.content_type),
            (self.element_type, said.element_type),
            (self.id_, said.id),
            (self.type_element_id, said.type_element_id),
            (self.access, said.access),
        )
        names = (said.developer_name, said.type_element_property_developer_name)
        searched = (self.search or "").casefold()
        return any(searched in (name or "").casefold() for name in names) and all(
            not asked or str(value).casefold() in {str(one).casefold() for one in asked}
            for asked, value in narrowed
        )


@router.get("/reference")
async def list_references(
    parts: WithParts,
    acting: PackageReader,
    named: WithFilter,
    wanted: Annotated[Wanted, Depends()],
) -> list[ValueElementIdReferenceAPI]:
    """Values and, of those that are objects, their properties."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        drawing = await Drawing.read(tx, acting.tenant_id)
        used = await _used(tx, acting.tenant_id, wanted.flow)
    values = [one for one in drawing.of_kind(kinds.VALUE) if used is None or one.id in used]
    types = {said["id"]: said for said in await drawing.all_said(drawing.of_kind(kinds.TYPE))}
    found = [one for said in await drawing.all_said(values) for one in _entries(said, types)]
    if wanted.system_values:
        found += _system()
    admitted = [one for one in found if named.admits(one.developer_name) and wanted.admits(one)]
    first = max(wanted.offset, 0)
    return admitted[first : first + wanted.limit] if wanted.limit > 0 else admitted[first:]


async def _used(tx: Transaction, tenant_id: UUID, flow_id: UUID | None) -> set[UUID] | None:
    """What a flow reaches; None where no flow is asked for. Raises flow.not-found."""
    if flow_id is None:
        return None
    content = await drafts.load(tx, tenant_id, flow_id)
    known = {(part.kind, part.id): part for part in content.parts}
    return {part.id for part in await asyncio.to_thread(closure, flow_id, known)}


def _entries(
    value: dict[str, Any], types: dict[str, dict[str, Any]]
) -> Iterator[ValueElementIdReferenceAPI]:
    """The value, then its properties if it is one object."""
    type_ = types.get(value.get("typeElementId") or "", {})
    whole = ValueElementIdReferenceAPI(
        id=value["id"],
        developer_name=value.get("developerName"),
        type_element_id=value.get("typeElementId"),
        type_element_developer_name=type_.get("developerName"),
        service_element_id=type_.get("serviceElementId"),
        service_element_developer_name=type_.get("serviceElementDeveloperName"),
        element_type=ELEMENT_TYPES[kinds.VALUE],
        content_type=value.get("contentType"),
        access=value.get("access"),
    )
    yield whole
    if whole.content_type == _OBJECT:
        for said in objects(type_.get("properties")):
            of_type = types.get(said.get("typeElementId") or "", {})
            yield whole.model_copy(
                update={
                    "type_element_property_id": said.get("id"),
                    "type_element_property_developer_name": said.get("developerName"),
                    "type_element_property_type_element_id": said.get("typeElementId"),
                    "type_element_property_type_element_developer_name": of_type.get(
                        "developerName"
                    ),
                    "content_type": said.get("contentType"),
                    "parent_content_type": _OBJECT,
                }
            )


def _system() -> Iterator[ValueElementIdReferenceAPI]:
    """The platform's own values, and the properties of those that are objects."""
    for name, content_type in _SYSTEM.items():
        whole = ValueElementIdReferenceAPI(
            id=_GUIDS[name],
            developer_name=name,
            type_element_id=_GUIDS.get(f"type {name}"),
            element_type=ELEMENT_TYPES[kinds.VALUE],
            content_type=content_type,
        )
        yield whole
        for said, guid in _GUIDS.items():
            if said.startswith(f"{name} "):
                yield whole.model_copy(
                    update={
                        "type_element_property_id": guid,
                        "type_element_property_developer_name": said.removeprefix(f"{name} "),
                        "content_type": None,
                        "parent_content_type": content_type,
                    }
                )
