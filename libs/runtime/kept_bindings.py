"""Bindings kept for a tenant's next imports: sealed field by field, inherited downwards."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from libs.contracts.bindings import Bindings, ConnectorBinding, Named, ValueBinding
from libs.flows.kinds import SERVICE, VALUE, Kind
from libs.objects import contexts
from libs.objects.sealing import Context, SealBroken, Sealer
from libs.store import bindings
from libs.store.bindings import KeptBinding
from libs.store.database import Transaction

_CONFIGURATION: Final = "configuration/"


async def keep(tx: Transaction, sealer: Sealer, tenant_id: UUID, given: Bindings) -> None:
    """Field by field: what is given replaces what was kept, the other fields stay. A row that
    holds the same already is not written. The tenant is locked by the caller.
    """
    of_tenant = dict(await bindings.of_tenants(tx, [tenant_id])).get(tenant_id, ())
    held = {(one.kind, one.element_id, one.name, one.field): one.sealed for one in of_tenant}
    rows = []
    for kind, named, field, text in _fields(given):
        context = _context(tenant_id, kind, named.id, named.name, field)
        plain, old = text.encode(), held.get((kind, named.id, named.name, field))
        if old is None or not _holds(sealer, context, old, plain):
            sealed = sealer.seal(plain, context=context)
            rows.append(KeptBinding(kind, named.id, named.name, field, sealed))
    await bindings.keep(tx, tenant_id, rows)


async def kept(tx: Transaction, sealer: Sealer, path: Sequence[UUID]) -> list[Bindings]:
    """Of each tenant of the path that has any, nearest first. `path` runs from the root down, as
    `Tenant.path` does, and the scope holds it. Raises `SealBroken` where a master key is gone.
    """
    return [
        _bindings(sealer, tenant_id, rows)
        for tenant_id, rows in await bindings.of_tenants(tx, path)
    ]


def _holds(sealer: Sealer, context: Context, sealed: bytes, plain: bytes) -> bool:
    """False also where it cannot be opened any more: what is given repairs it."""
    try:
        return sealer.open(sealed, context=context) == plain
    except SealBroken:
        return False


def _fields(given: Bindings) -> Iterator[tuple[Kind, Named, str, str]]:
    for value in given.values:
        yield VALUE, value, "value", value.value.get_secret_value()
    for one in given.connectors:
        fields = {"uri": one.uri, "username": one.username}
        fields["password"] = None if one.password is None else one.password.get_secret_value()
        for name, secret in one.configuration.items():
            fields[_CONFIGURATION + name] = secret.get_secret_value()
        for field, text in fields.items():
            if text is not None:
                yield SERVICE, one, field, text


def _context(
    tenant_id: UUID, kind: Kind, id_: UUID | None, name: str | None, field: str
) -> Context:
    element = (name or "") if id_ is None else str(id_)
    return contexts.binding(tenant_id, kind, element, field)


def _bindings(sealer: Sealer, tenant_id: UUID, rows: Sequence[KeptBinding]) -> Bindings:
    values: list[ValueBinding] = []
    connectors: dict[tuple[UUID | None, str | None], dict[str, Any]] = {}
    for row in rows:
        context = _context(tenant_id, row.kind, row.element_id, row.name, row.field)
        text = sealer.open(row.sealed, context=context).decode()
        if row.kind == VALUE:
            values.append(ValueBinding(id=row.element_id, name=row.name, value=text))
            continue
        named: dict[str, Any] = {"id": row.element_id, "name": row.name, "configuration": {}}
        fields = connectors.setdefault((row.element_id, row.name), named)
        if row.field.startswith(_CONFIGURATION):
            fields["configuration"][row.field.removeprefix(_CONFIGURATION)] = text
        else:
            fields[row.field] = text
    return Bindings(
        values=tuple(values),
        connectors=tuple(ConnectorBinding.model_validate(one) for one in connectors.values()),
    )
