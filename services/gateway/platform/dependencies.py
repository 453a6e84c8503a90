"""What an element of the draft depends on, and what depends on it, through any number of steps."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.store import drafts, uses
from libs.store.database import Transaction
from services.gateway.auth import PackageReader
from services.gateway.ids import Id
from services.gateway.paging import Page
from services.gateway.parts import WithParts
from services.gateway.shapes.base import Int32
from services.gateway.shapes.dependency import DependencyAPI, DependencyAPIItemCollectionResponse

router = APIRouter(prefix="/api/draw/1", tags=["Element"])

Key: TypeAlias = tuple[Kind, UUID]

_TYPES: Final[dict[Kind, tuple[str, str]]] = {
    kinds.FLOW: ("FLOW", "Flow"),
    kinds.NAVIGATION: ("NAVIGATION", "Navigation"),
    kinds.MAP: ("MAP", "Map element"),
    kinds.GROUP: ("GROUP", "Group"),
    kinds.SERVICE: ("SERVICE", "Connector"),
    kinds.TYPE: ("TYPE", "Type"),
    kinds.VALUE: ("VARIABLE", "Value"),
    kinds.MACRO: ("MACRO", "Macro"),
    kinds.TAG: ("TAG", "Tag"),
    kinds.PAGE: ("PAGE_LAYOUT", "Page"),
    kinds.IDENTITY_PROVIDER: ("IDENTITY_PROVIDER", "Identity provider"),
    kinds.CUSTOM_PAGE_COMPONENT: ("CUSTOM_PAGE_COMPONENT", "Custom component"),
    kinds.OPEN_API: ("OPEN_API", "OpenAPI"),
}


@dataclass(frozen=True, slots=True)
class Edge:
    source: Key
    """Depends on the target."""
    target: Key


def _page(
    request: Request,
    page: Int32 = 1,
    page_size: Annotated[Int32, Query(alias="pageSize")] = 50,
) -> Page:
    return Page.of(request, page, page_size)


WithPage = Annotated[Page, Depends(_page)]
Step: TypeAlias = Callable[[Transaction, UUID, Sequence[Key]], Awaitable[Iterable[Edge]]]


@router.get("/dependencies/{id}")
async def list_dependencies(
    parts: WithParts, acting: PackageReader, element_id: Id, page: WithPage
) -> DependencyAPIItemCollectionResponse:
    """What an element depends on, and what that depends on: each pair once, the nearest first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return await _listed(tx, acting.tenant_id, element_id, page, _below)


@router.get("/dependents/{id}")
async def list_dependents(
    parts: WithParts, acting: PackageReader, element_id: Id, page: WithPage
) -> DependencyAPIItemCollectionResponse:
    """What depends on an element, and what depends on that: each pair once, the nearest first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return await _listed(tx, acting.tenant_id, element_id, page, _above)


async def _below(tx: Transaction, tenant_id: UUID, keys: Sequence[Key]) -> list[Edge]:
    found = await uses.references_of(tx, tenant_id, keys)
    edges = [
        Edge((one.kind, one.element_id), (one.target_kind, one.target_id))
        for one in found
        if one.how in _HOWS and one.target_kind is not None and one.target_id is not None
    ]
    named = [one for one in found if one.how == "name"]
    # Texts seldom name a value by its name alone, so the values are looked for only then.
    values = await drafts.of_kinds(tx, tenant_id, [kinds.VALUE]) if named else []
    return edges + [
        Edge((one.kind, one.element_id), (value.kind, value.id))
        for one in named
        for value in values
        if value.name == one.name
    ]


async def _above(tx: Transaction, tenant_id: UUID, keys: Sequence[Key]) -> list[Edge]:
    found = await uses.used_by(tx, tenant_id, keys)
    return [Edge((one.kind, one.id), (one.target_kind, one.target_id)) for one in found]


_HOWS: Final = frozenset({"guid", "flowkey", "action"})
"""Ways of referring that name an element by its id."""


async def _listed(
    tx: Transaction, tenant_id: UUID, element_id: UUID, page: Page, step: Step
) -> DependencyAPIItemCollectionResponse:
    found = await drafts.parts(tx, tenant_id, [(kind, element_id) for kind in _TYPES])
    if not found:
        detail = f"The tenant has no element {element_id} in its draft."
        raise ProblemError(ErrorCode.ELEMENT_NOT_FOUND, detail)
    edges = await _walked(tx, tenant_id, [(part.kind, part.id) for part in found], step)
    keys = {key for edge in edges for key in (edge.source, edge.target)}
    known = {(part.kind, part.id): part for part in await drafts.parts(tx, tenant_id, keys)}
    held = [edge for edge in edges if edge.source in known and edge.target in known]
    return DependencyAPIItemCollectionResponse(
        items=[_view(known[one.source], known[one.target]) for one in page.cut(held)],
        meta=page.meta(len(held)),
        links=page.links(len(held)),
    )


async def _walked(tx: Transaction, tenant_id: UUID, start: Sequence[Key], step: Step) -> list[Edge]:
    """Level by level, so that the number of statements is the depth and not the size."""
    edges: dict[Edge, None] = {}
    reached, waiting = set(start), list(start)
    while waiting:
        new = [edge for edge in await step(tx, tenant_id, waiting) if edge not in edges]
        edges |= dict.fromkeys(new)
        ends = {key for edge in new for key in (edge.source, edge.target)} - reached
        reached |= ends
        waiting = sorted(ends, key=str)
    return [*edges]


def _view(source: Part, target: Part) -> DependencyAPI:
    type_, friendly = _type(source)
    return DependencyAPI(
        id=source.id,
        developer_name=source.name,
        developer_summary=_summary(source),
        type=type_,
        friendly_type=friendly,
        depends_on_element_id=target.id,
        depends_on_element_type=_type(target)[0],
        depends_on_element_developer_name=target.name,
        depends_on_element_developer_summary=_summary(target),
    )


def _type(part: Part) -> tuple[str, str]:
    """A kind that Sluice does not know is called what its packages call it."""
    return _TYPES.get(part.kind, (part.kind, part.kind))


def _summary(part: Part) -> str | None:
    summary = orjson.loads(part.content).get("developerSummary")
    return summary if isinstance(summary, str) else None
