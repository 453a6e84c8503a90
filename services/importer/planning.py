"""Planning: what each package of an import would do to the tenant, as it stands right now."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from libs.contracts.jobs import ChangedConnector
from libs.flows.arrival import Arrival
from libs.flows.digest import package_digest
from libs.flows.join import join
from libs.flows.kinds import FLOW
from libs.flows.manifest import manifest_digest
from libs.flows.model import Digest
from libs.flows.plan import plan_import
from libs.flows.secret_slots import SecretSlot
from libs.flows.target import Target
from libs.objects.sealing import Sealer
from libs.runtime.clock import new_id
from libs.runtime.service import Runtime
from libs.runtime.tenant_secrets import holds
from libs.store import planning, secrets, snapshots
from libs.store.database import Transaction
from libs.store.secrets import DRAFT, SealedSecret
from libs.store.snapshots import NewSnapshot
from services.importer import connectors
from services.importer.planned import Place, Planned
from services.importer.received import Received


async def plan_all(
    tx: Transaction,
    runtime: Runtime,
    received: Received,
    arrivals: Sequence[Arrival],
    beside: bytes,
) -> tuple[Planned, ...]:
    """In the order of the packages. Reads only. `beside` is the digest of what the arrivals were
    made of besides package and request. A connector that several flows share is to be refreshed for
    the first of them.
    """
    parts = [part for arrival in arrivals for part in arrival.package.parts]
    flows = {part.id: part.name for part in parts if part.kind == FLOW}
    planner = _Planner(tx, runtime, received, beside, flows if len(arrivals) > 1 else {})
    planned: list[Planned] = []
    noticed: set[UUID] = set()
    for arrival in arrivals:
        one = await planner.plan(arrival)
        new = tuple(connector for connector in one.connectors if connector.id not in noticed)
        planned.append(replace(one, connectors=new))
        noticed |= {connector.id for connector in new}
    return tuple(planned)


@dataclass(frozen=True, slots=True)
class _Planner:
    tx: Transaction
    runtime: Runtime
    received: Received
    beside: bytes
    coming: Mapping[UUID, str]
    """Names of the flows that come along: they can be called as if they were there."""

    async def plan(self, arrival: Arrival) -> Planned:
        tenant_id = self.received.tenant_id
        manifest = await asyncio.to_thread(manifest_digest, arrival.package)
        place = None
        if self.received.request.is_snapshot:
            place = await self._place(arrival, manifest)
        sources = await self._sources(arrival, place)
        target = await self._target(arrival, sources)
        refreshes: tuple[ChangedConnector, ...] = ()
        if place is not None and place.placed.created:
            refreshes = await connectors.of_snapshot(self.tx, tenant_id, arrival)
            known = "".join(f" {one.id} {one.reason}" for one in refreshes)
            target = replace(target, placement=target.placement + known.encode())
        plan = await asyncio.to_thread(
            plan_import,
            arrival,
            target,
            self.received.wishes,
            extra_issues=self.received.issues,
        )
        if place is None:
            refreshes = connectors.of_draft(arrival, plan)
        return Planned(arrival, manifest, plan, place, sources, refreshes)

    async def _place(self, arrival: Arrival, manifest: Digest) -> Place:
        package, fresh_id = arrival.package, new_id()
        flow = package.flow
        keys = ((part.kind, part.id, part.digest) for part in arrival.effective)
        comment = join(flow).element.get("comment")
        new = NewSnapshot(
            flow_id=flow.id,
            version_id=flow.version_id or fresh_id,
            manifest=manifest,
            overlays=arrival.overlays,
            digest=package_digest(keys, flow.id, package.rest),
            name=flow.name,
            comment=comment if isinstance(comment, str) else None,
            is_active=self.received.request.is_active,
            is_default=self.received.request.is_default,
        )
        placed = await snapshots.place(self.tx, self.received.tenant_id, new, fresh_id)
        return Place(new, fresh_id, placed)

    async def _sources(self, arrival: Arrival, place: Place | None) -> tuple[UUID, ...]:
        if place is not None and not place.placed.created:
            return (place.placed.version_id,)
        flow_id = arrival.package.flow.id
        latest = await snapshots.latest_version(self.tx, self.received.tenant_id, flow_id)
        return (DRAFT,) if latest is None else (DRAFT, latest)

    async def _target(self, arrival: Arrival, sources: Iterable[UUID]) -> Target:
        tenant_id = self.received.tenant_id
        read = planning.read_target
        if self.received.request.is_snapshot:
            read = planning.read_snapshot_target
        target = await read(self.tx, tenant_id, arrival)
        held: dict[SecretSlot, SealedSecret] = {}
        of_version: list[SealedSecret] = []
        for version_id in reversed(tuple(sources)):
            of_version = await secrets.get(self.tx, tenant_id, version_id)
            held |= {(one.kind, one.element_id, one.slot): one for one in of_version}
        equal = await asyncio.to_thread(_equal, self.runtime.sealer, tenant_id, arrival, held)
        return replace(
            target,
            secrets=frozenset(held.keys() & arrival.slots),
            equal_secrets=equal,
            own_secrets=_own(arrival, of_version),
            flows={**self.coming, **target.flows},
            beside=self.beside,
        )


def _own(arrival: Arrival, drafted: Iterable[SealedSecret]) -> frozenset[SecretSlot]:
    keys = set(arrival.keys)
    return frozenset(
        (one.kind, one.element_id, one.slot)
        for one in drafted
        if one.origin == "tenant" and (one.kind, one.element_id) in keys
    )


def _equal(
    sealer: Sealer, tenant_id: UUID, arrival: Arrival, held: Mapping[SecretSlot, SealedSecret]
) -> frozenset[SecretSlot]:
    """Slots that hold already what the package or a binding brings for them."""
    brought = {(one.kind, one.element_id, one.slot): one.value for one in arrival.secrets}
    return frozenset(
        slot
        for slot in brought.keys() & held.keys()
        if holds(sealer, tenant_id, held[slot], brought[slot])
    )
