"""Environment variables: what `{{name}}` stands for, in each environment of a tenant."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealing import Sealer
from libs.runtime.clock import new_id
from libs.store import environment_variables, environments, tenants
from libs.store.environment_variables import Variable
from services.gateway.auth import FlowWriter, PackageReader
from services.gateway.ids import EnvironmentId
from services.gateway.paging import Page
from services.gateway.parts import WithParts
from services.gateway.platform.said import said_in
from services.gateway.shapes.environment_variable import (
    EnvironmentVariableAPI,
    EnvironmentVariableAPIItemCollectionResponse,
    GetEnvironmentVariablesRequest,
)

router = APIRouter(prefix="/api/environment/1/{environmentId}", tags=["Environment"])
FIRST_PAGE = GetEnvironmentVariablesRequest()
VariableId = Annotated[UUID, Path(alias="environmentVariableId")]


@router.post("/environmentvariables")
async def list_variables(
    parts: WithParts,
    acting: PackageReader,
    request: Request,
    environment_id: EnvironmentId,
    asked: GetEnvironmentVariablesRequest = FIRST_PAGE,
) -> EnvironmentVariableAPIItemCollectionResponse:
    """Variables of an environment, page by page; of a secret one without its value."""
    page = Page.of(request, asked.page or asked.page_alias, asked.page_size)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await environments.get(tx, acting.tenant_id, environment_id)
        found = await environment_variables.of_environment(tx, acting.tenant_id, environment_id)
    searched = (asked.search_term or "").casefold()
    found = [one for one in found if searched in one.name.casefold()]
    if (asked.order_direction or asked.order_direction_alias or "").casefold() == "desc":
        found.reverse()
    return EnvironmentVariableAPIItemCollectionResponse(
        items=[_view(one, acting.tenant_id) for one in page.cut(found)],
        meta=page.meta(len(found)),
        links=page.links(len(found)),
    )


@router.post("/environmentvariable", response_class=Response)
async def save_variable(
    parts: WithParts,
    acting: FlowWriter,
    environment_id: EnvironmentId,
    asked: EnvironmentVariableAPI,
) -> None:
    """Make a variable, blank in the other environments, or change the one of the id or name."""
    tenant_id, said = acting.tenant_id, said_in(asked)
    async with parts.database.transaction([tenant_id]) as tx:
        await tenants.lock(tx, [tenant_id])
        await environments.get(tx, tenant_id, environment_id)
        found = await environment_variables.of_environment(tx, tenant_id, environment_id)
        standing = _meant(found, asked) or _new(environment_id)
        variable = _changed(parts.sealer, tenant_id, standing, said)
        await environment_variables.save(tx, tenant_id, variable)


@router.delete("/environmentvariable/{environmentVariableId}", response_class=Response)
async def delete_variable(
    parts: WithParts, acting: FlowWriter, environment_id: EnvironmentId, variable_id: VariableId
) -> None:
    """Delete a variable of an environment."""
    tenant_id = acting.tenant_id
    async with parts.database.transaction([tenant_id]) as tx:
        await tenants.lock(tx, [tenant_id])
        if not await environment_variables.delete(tx, tenant_id, environment_id, variable_id):
            raise _not_found(variable_id)


def _meant(found: list[Variable], asked: EnvironmentVariableAPI) -> Variable | None:
    """None for a new one. Raises environment-variable.not-found for an id that is not there."""
    of_name = next((one for one in found if one.name == asked.name), None)
    if asked.id is None or not asked.id.int:
        return of_name
    known = next((one for one in found if one.id == asked.id), None)
    if known is None:
        raise _not_found(asked.id)
    if of_name not in (None, known):
        detail = f"The environment has another variable that is named '{asked.name}'."
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, detail)
    return known


def _new(environment_id: UUID) -> Variable:
    return Variable(new_id(), environment_id, "", None, None, False, None, None)


def _changed(sealer: Sealer, tenant_id: UUID, standing: Variable, said: dict[str, Any]) -> Variable:
    """What a request does not say stays; a secret that it does not give is not erased."""
    name, is_secret = said.get("name") or standing.name, said.get("isSecret", standing.is_secret)
    if not name:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, "The body has no `name`.")
    value, sealed = said.get("value", standing.value), None
    if is_secret:
        sealed = standing.sealed
        if value:
            context = contexts.variable(tenant_id, standing.id)
            sealed = sealer.seal(value.encode(), context=context)
        value = None
    return Variable(
        id=standing.id,
        environment_id=standing.environment_id,
        name=name,
        value=value,
        sealed=sealed,
        is_secret=is_secret,
        value_kind=said.get("valueKind", standing.value_kind),
        code_type=said.get("codeType", standing.code_type),
    )


def _view(variable: Variable, tenant_id: UUID) -> EnvironmentVariableAPI:
    return EnvironmentVariableAPI(
        id=variable.id,
        name=variable.name,
        value=None if variable.is_secret else variable.value,
        environment_id=variable.environment_id,
        tenant_id=tenant_id,
        is_secret=variable.is_secret,
        value_kind=variable.value_kind,
        code_type=variable.code_type,
    )


def _not_found(variable_id: UUID) -> ProblemError:
    detail = f"The environment has no variable {variable_id}."
    return ProblemError(ErrorCode.VARIABLE_NOT_FOUND, detail)
