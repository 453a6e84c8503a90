"""Environments of a tenant and what runs in them."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as InPath

from libs.store import environments
from services.gateway.auth import PackageReader
from services.gateway.ids import Id
from services.gateway.paging import Page
from services.gateway.parts import WithParts
from services.gateway.platform.release_views import environment_view, release_flow_view
from services.gateway.shapes.environment import (
    EnvironmentAPI,
    EnvironmentClassificationType,
    GetEnvironmentFlowsRequest,
)
from services.gateway.shapes.release import ReleaseFlowItemCollectionResponse

router = APIRouter(prefix="/api/environment/1", tags=["Environment"])
FIRST_PAGE = GetEnvironmentFlowsRequest()


@router.get("")
async def list_environments(parts: WithParts, acting: PackageReader) -> list[EnvironmentAPI]:
    """Environments of the tenant, in the order of promotion."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await environments.list_environments(tx, acting.tenant_id)
    return [environment_view(one) for one in found]


@router.get("/type/{type}")
async def get_by_type(
    parts: WithParts,
    acting: PackageReader,
    type_: Annotated[EnvironmentClassificationType, InPath(alias="type")],
) -> EnvironmentAPI:
    """The environment of a type."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return environment_view(await environments.by_type(tx, acting.tenant_id, type_))


@router.get("/{id}")
async def get_environment(
    parts: WithParts, acting: PackageReader, environment_id: Id
) -> EnvironmentAPI:
    """One environment."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return environment_view(await environments.get(tx, acting.tenant_id, environment_id))


@router.post("/{id}/flows")
async def list_flows(
    parts: WithParts,
    acting: PackageReader,
    request: Request,
    environment_id: Id,
    asked: GetEnvironmentFlowsRequest = FIRST_PAGE,
) -> ReleaseFlowItemCollectionResponse:
    """Flows that are deployed to an environment, page by page."""
    page = Page.of(request, asked.page or asked.page_alias, asked.page_size)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await environments.get(tx, acting.tenant_id, environment_id)
        found = await environments.list_flows(
            tx, acting.tenant_id, environment_id, asked.search_term or None
        )
    return ReleaseFlowItemCollectionResponse(
        items=[release_flow_view(one) for one in page.cut(found)],
        meta=page.meta(len(found)),
        links=page.links(len(found)),
    )
