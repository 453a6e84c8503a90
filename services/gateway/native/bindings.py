"""Kept bindings: a tenant's own values for what packages leave open. No value is ever shown."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.bindings import Bindings, ConnectorBinding, ValueBinding
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.kinds import SERVICE, VALUE
from libs.flows.shown_uri import shown_uri
from libs.runtime import kept_bindings
from libs.store import bindings, tenants
from services.gateway.auth import PackageReader, PackageWriter
from services.gateway.importing import check_uris
from services.gateway.native.base import Camel
from services.gateway.parts import Parts, WithParts

router = APIRouter(prefix="/v1/bindings", tags=["Bindings"])


class ValueBound(Camel):
    id: UUID | None
    name: str | None


class ConnectorBound(Camel):
    id: UUID | None
    name: str | None
    uri: str | None
    """Without user, password, query and fragment."""
    fields: tuple[str, ...]
    """What else is bound: `username`, `password`, `configuration/<name>`."""

    @classmethod
    def of(cls, bound: ConnectorBinding) -> Self:
        fields = [name for name in ("username", "password") if getattr(bound, name) is not None]
        fields += [f"configuration/{name}" for name in sorted(bound.configuration)]
        uri = None if bound.uri is None else shown_uri(bound.uri)
        return cls(id=bound.id, name=bound.name, uri=uri, fields=tuple(fields))


class BindingsView(Camel):
    """Which elements are bound, by id or by name, and which of their fields."""

    values: tuple[ValueBound, ...] = ()
    connectors: tuple[ConnectorBound, ...] = ()

    @classmethod
    def of(cls, kept: Bindings) -> Self:
        return cls(
            values=tuple(_value_bound(one) for one in kept.values),
            connectors=tuple(ConnectorBound.of(one) for one in kept.connectors),
        )


def _value_bound(bound: ValueBinding) -> ValueBound:
    return ValueBound(id=bound.id, name=bound.name)


@router.get("")
async def list_bindings(parts: WithParts, acting: PackageReader) -> BindingsView:
    """The tenant's own bindings; it inherits those of its parents beside them."""
    return await _view(parts, acting.tenant_id)


@router.put("")
async def keep_bindings(parts: WithParts, acting: PackageWriter, given: Bindings) -> BindingsView:
    """Keep bindings for every import to come. Those that are not named here stay as they are."""
    check_uris(given)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await kept_bindings.keep(tx, parts.sealer, acting.tenant_id, given)
    return await _view(parts, acting.tenant_id)


@router.delete("", status_code=204, response_class=Response)
async def drop_bindings(
    parts: WithParts,
    acting: PackageWriter,
    kind: Annotated[Literal["value", "connector"], Query(description="What is bound.")],
    element_id: Annotated[UUID | None, Query(alias="id")] = None,
    name: Annotated[str | None, Query(description="Where it was bound by name.")] = None,
) -> None:
    """Forget what is bound of an element, named as it was when it was bound."""
    if (element_id is None) == (name is None):
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED, "Name the element by `id` or by `name`, not by both."
        )
    key = (VALUE if kind == "value" else SERVICE, element_id, name)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await bindings.drop(tx, acting.tenant_id, [key])


async def _view(parts: Parts, tenant_id: UUID) -> BindingsView:
    async with parts.database.transaction([tenant_id]) as tx:
        kept = await kept_bindings.kept(tx, parts.sealer, [tenant_id])
    return BindingsView.of(kept[0] if kept else Bindings())
