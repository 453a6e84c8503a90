"""Values, types and connectors of the draft: listed, shown, made, changed and deleted."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows import kinds
from libs.flows.api_writing import is_nothing
from libs.flows.kinds import Kind
from libs.flows.model import Part
from services.gateway.auth import Acting, FlowWriter, PackageReader
from services.gateway.filters import NameFilter, WithFilter
from services.gateway.ids import Id
from services.gateway.parts import Parts, WithParts
from services.gateway.platform.connector_types import save_installed
from services.gateway.platform.drawing import Drawing
from services.gateway.platform.editing import Desk, editing
from services.gateway.platform.fitting import fitted
from services.gateway.platform.said import said_in
from services.gateway.shapes.base import Int32
from services.gateway.shapes.service import ServiceElementRequestAPI, ServiceElementResponseAPI
from services.gateway.shapes.type_element import TypeElementRequestAPI, TypeElementResponseAPI
from services.gateway.shapes.value import ValueElementRequestAPI, ValueElementResponseAPI

router = APIRouter(prefix="/api/draw/1/element", tags=["Element"])


async def _list(
    parts: Parts, acting: Acting, kind: Kind, wanted: NameFilter
) -> list[dict[str, Any]]:
    async with parts.database.transaction([acting.tenant_id]) as tx:
        drawing = await Drawing.read(tx, acting.tenant_id)
    return await drawing.all_said([p for p in drawing.of_kind(kind) if wanted.admits(p.name)])


async def _get(parts: Parts, acting: Acting, kind: Kind, element_id: UUID) -> dict[str, Any]:
    async with parts.database.transaction([acting.tenant_id]) as tx:
        drawing = await Drawing.read(tx, acting.tenant_id)
    return drawing.said(drawing.get(kind, element_id))


async def _delete(parts: Parts, acting: Acting, kind: Kind, element_id: UUID) -> None:
    async with editing(parts, acting) as desk:
        await desk.delete(desk.drawing.get(kind, element_id))


async def _shown(desk: Desk, part: Part) -> dict[str, Any]:
    """As it is after the edit, which may have made other elements too."""
    return (await Drawing.read(desk.tx, desk.tenant_id)).said(part)


def _meant(drawing: Drawing, kind: Kind, said: dict[str, Any]) -> Part | None:
    """The element that a request is about; None for a new one."""
    id_ = said.get("id")
    if id_ is not None and not is_nothing(id_):
        return drawing.parts.get((kind, _id(id_)))
    name = said.get("developerName")
    if not said.get("updateByName") or not name:
        return None
    alike = [p for p in drawing.of_kind(kind) if p.name.casefold() == name.casefold()]
    found = [part for part in alike if part.name == name] or alike
    if len(found) > 1:
        raise ProblemError(
            ErrorCode.ELEMENT_NAME_TAKEN,
            f"{len(found)} elements of the kind {kind} are named '{name}': say by its `id` which "
            "one is meant.",
        )
    return found[0] if found else None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, "The body's `id` is not an id.") from None


@router.get("/value")
async def list_values(
    parts: WithParts,
    acting: PackageReader,
    wanted: WithFilter,
    content_type: Annotated[list[str] | None, Query(alias="contentType")] = None,
) -> list[ValueElementResponseAPI]:
    """Values of the tenant's draft."""
    types = {one.casefold() for one in content_type or ()}
    found = await _list(parts, acting, kinds.VALUE, wanted)
    return [
        fitted(ValueElementResponseAPI, said)
        for said in found
        if not types or str(said.get("contentType")).casefold() in types
    ]


@router.get("/value/{id}")
async def get_value(
    parts: WithParts, acting: PackageReader, element_id: Id
) -> ValueElementResponseAPI:
    """One value."""
    return fitted(ValueElementResponseAPI, await _get(parts, acting, kinds.VALUE, element_id))


@router.post("/value")
async def save_value(
    parts: WithParts, acting: FlowWriter, asked: ValueElementRequestAPI
) -> ValueElementResponseAPI:
    """Make a value, or change the one of the `id` given or, with `updateByName`, of the name."""
    async with editing(parts, acting) as desk:
        said = said_in(asked)
        edited = await desk.save(kinds.VALUE, said, _meant(desk.drawing, kinds.VALUE, said))
        return fitted(ValueElementResponseAPI, await _shown(desk, edited.part))


@router.delete("/value/{id}", response_class=Response)
async def delete_value(parts: WithParts, acting: FlowWriter, element_id: Id) -> None:
    """Delete a value that nothing refers to."""
    await _delete(parts, acting, kinds.VALUE, element_id)


@router.get("/type")
async def list_types(
    parts: WithParts,
    acting: PackageReader,
    wanted: WithFilter,
    limit: Int32 = 0,
    offset: Int32 = 0,
) -> list[TypeElementResponseAPI]:
    """Types of the tenant's draft, by name; all of them where no `limit` is given."""
    found = await _list(parts, acting, kinds.TYPE, wanted)
    first = max(offset, 0)
    cut = found[first : first + limit] if limit > 0 else found[first:]
    return [fitted(TypeElementResponseAPI, said) for said in cut]


@router.get("/type/{id}")
async def get_type(
    parts: WithParts, acting: PackageReader, element_id: Id
) -> TypeElementResponseAPI:
    """One type."""
    return fitted(TypeElementResponseAPI, await _get(parts, acting, kinds.TYPE, element_id))


@router.post("/type")
async def save_type(
    parts: WithParts,
    acting: FlowWriter,
    asked: TypeElementRequestAPI,
    override_service: Annotated[bool, Query(alias="overrideService")] = False,
) -> TypeElementResponseAPI:
    """Make or change a type. One of a connector only with `overrideService`."""
    said = said_in(asked)
    async with editing(parts, acting) as desk:
        existing = _meant(desk.drawing, kinds.TYPE, said)
        standing = {} if existing is None else desk.drawing.said(existing)
        connector = standing.get("serviceElementId") or said.get("serviceElementId")
        if connector and not override_service:
            raise ProblemError(
                ErrorCode.REQUEST_MALFORMED,
                f"The type belongs to the connector {connector}, whose next refresh may take the "
                "change back: send `overrideService=true` if it is meant.",
            )
        edited = await desk.save(kinds.TYPE, said, existing)
        return fitted(TypeElementResponseAPI, await _shown(desk, edited.part))


@router.delete("/type/{id}", response_class=Response)
async def delete_type(parts: WithParts, acting: FlowWriter, element_id: Id) -> None:
    """Delete a type that nothing refers to."""
    await _delete(parts, acting, kinds.TYPE, element_id)


@router.get("/service")
async def list_services(
    parts: WithParts, acting: PackageReader, wanted: WithFilter
) -> list[ServiceElementResponseAPI]:
    """Connectors of the tenant's draft."""
    found = await _list(parts, acting, kinds.SERVICE, wanted)
    return [fitted(ServiceElementResponseAPI, said) for said in found]


@router.get("/service/{id}")
async def get_service(
    parts: WithParts, acting: PackageReader, element_id: Id
) -> ServiceElementResponseAPI:
    """One connector."""
    return fitted(ServiceElementResponseAPI, await _get(parts, acting, kinds.SERVICE, element_id))


@router.post("/service")
async def save_service(
    parts: WithParts, acting: FlowWriter, asked: ServiceElementRequestAPI
) -> ServiceElementResponseAPI:
    """Make or change a connector, and with `install` its types."""
    async with editing(parts, acting) as desk:
        said = said_in(asked)
        part = await save_installed(desk, said, _meant(desk.drawing, kinds.SERVICE, said))
        return fitted(ServiceElementResponseAPI, await _shown(desk, part))


@router.delete("/service/{id}", response_class=Response)
async def delete_service(parts: WithParts, acting: FlowWriter, element_id: Id) -> None:
    """Delete a connector that nothing refers to."""
    await _delete(parts, acting, kinds.SERVICE, element_id)
