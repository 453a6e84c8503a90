"""What decides in the tenant, besides package and request, how a package arrives there."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import orjson

from libs.contracts.bindings import Bindings as GivenBindings
from libs.flows.arrival import Arrival, arrive, uris_of
from libs.flows.bindings import Bindings, ConnectorBinding, ValueBinding
from libs.flows.merging import Remembered, Wanted, wanted
from libs.flows.model import Json, Part
from libs.objects import contexts
from libs.runtime.kept_bindings import kept
from libs.runtime.service import Runtime
from libs.store import element_mappings, planning
from libs.store.database import Transaction
from services.importer.received import Received

_KEYS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True, slots=True)
class Beside:
    bindings: tuple[Bindings, ...]
    """The request's, the tenant's, its parent's, and so on up to the root."""
    memory: tuple[Remembered, ...]
    existing: tuple[Part, ...]
    """Connectors and types of the tenant that elements of the package may be mapped to, and what it
    has of elements that something was left out of at export."""
    digest: bytes
    """Of all that is not the request's, keyed, since bindings are secrets; empty for nothing."""


async def read_beside(tx: Transaction, runtime: Runtime, received: Received) -> Beside:
    """The scope holds the tenant's whole path."""
    tenant_id = received.tenant_id
    inherited = await kept(tx, runtime.sealer, received.path)
    layers = tuple(_core(one) for one in (received.given, *inherited))
    keys = {(part.kind, part.id) for package in received.packages for part in package.parts}
    remembered = await element_mappings.get(tx, tenant_id)
    memory = tuple(one for one in remembered if (one.kind, one.source_id) in keys)
    existing: tuple[Part, ...] = ()
    if memory or received.request.merge:
        names = await asyncio.to_thread(_wanted, received, layers, memory)
        existing = tuple(await planning.read_existing_for_merge(tx, tenant_id, names))
    blanked = {(one.kind, one.id) for one in received.blanked if (one.kind, one.id) in keys}
    if blanked:
        held = {(part.kind, part.id) for part in existing}
        existing += tuple(await planning.read_own(tx, tenant_id, blanked - held))
    digest = b""
    if inherited or memory or existing:
        state = [
            layers[1:],
            sorted(memory, key=lambda one: (one.kind, one.source_id)),
            _digests(existing),
        ]
        # by itself orjson writes dataclasses and UUIDs, but not asyncpg's own class of them
        plain = orjson.dumps(state, default=str, option=_KEYS)
        context = contexts.kept_bindings(tenant_id)
        digest = runtime.sealer.fingerprint(plain, context=context)
    return Beside(layers, memory, existing, digest)


def arrivals(received: Received, beside: Beside) -> tuple[Arrival, ...]:
    """One for each package. Computes for as long as they are large: call it in a thread."""
    return tuple(
        arrive(
            package,
            received.wishes,
            bindings=beside.bindings,
            memory=beside.memory,
            existing=beside.existing,
        )
        for package in received.packages
    )


def _core(given: GivenBindings) -> Bindings:
    """With the secrets in the open, as the core binds them."""
    return Bindings(
        values=tuple(
            ValueBinding(one.id, one.name, one.value.get_secret_value()) for one in given.values
        ),
        connectors=tuple(
            ConnectorBinding(
                id=one.id,
                name=one.name,
                uri=one.uri,
                username=one.username,
                password=None if one.password is None else one.password.get_secret_value(),
                configuration={
                    name: text.get_secret_value() for name, text in one.configuration.items()
                },
            )
            for one in given.connectors
        ),
    )


def _wanted(received: Received, layers: Sequence[Bindings], memory: Sequence[Remembered]) -> Wanted:
    parts = [part for package in received.packages for part in package.parts]
    uris = {
        id_: uri
        for package in received.packages
        for id_, uri in uris_of(package, received.wishes, layers).items()
    }
    return wanted(parts, memory=memory, uris=uris)


def _digests(parts: Iterable[Part]) -> Json:
    return sorted(
        [part.kind, str(part.id), part.digest.hex(), sha256(part.stamp).hexdigest()]
        for part in parts
    )
