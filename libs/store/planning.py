"""What a plan asks of a tenant, in few statements, and the same in a plan and in an import."""

from collections.abc import Collection, Iterable
from uuid import UUID

import orjson

from libs.flows.arrival import Arrival
from libs.flows.digest import package_digest
from libs.flows.kinds import CUSTOM_PAGE_COMPONENT, FLOW_SCOPED, Kind
from libs.flows.merging import Wanted
from libs.flows.model import Digest, Part
from libs.flows.restamping import unstamped
from libs.flows.secret_slots import SecretSlot
from libs.flows.target import Neighbour, Target, TargetElement
from libs.flows.uris import uri_of
from libs.store import drafts, secrets, snapshots, uses
from libs.store.content import part_of
from libs.store.database import Transaction
from libs.store.elements import latest_parts
from libs.store.storable import label

_Key = tuple[Kind, UUID]


async def read_target(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> Target:
    """For an import into the draft. `equal_secrets` is left to who can open them."""
    keys = arrival.keys
    elements = await drafts.target_state(tx, tenant_id, keys)
    arriving = _digests(arrival)
    parts = {
        (part.kind, part.id): part
        for part in await drafts.parts(tx, tenant_id, _to_read(arrival, elements, arriving))
    }
    same = [part for key, part in parts.items() if part.digest == arriving[key]]
    found = await uses.reaching(tx, tenant_id, elements)
    flows = {use.flow_id for use in found if use.flow_id} | arrival.needs.subflows
    outside = await _outside(tx, tenant_id, arrival)
    return Target(
        elements=tuple(elements),
        parts={key: part for key, part in parts.items() if part.digest != arriving[key]},
        had_before=await _had_before(tx, tenant_id, arrival, elements),
        neighbours=await _neighbours(tx, tenant_id, arrival),
        uses=tuple(found),
        flows=await _flow_names(tx, tenant_id, flows),
        secrets=await _secrets(tx, tenant_id, arrival),
        variables=await _variables(tx, tenant_id, arrival),
        components=await _components(tx, tenant_id, arrival),
        outside=outside,
        unstamped=unstamped(arrival, same),
    )


async def read_snapshot_target(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> Target:
    """For an import as a snapshot, which is compared with the snapshot that holds the package
    already, else with the flow's latest. Draft and shared elements are of no interest to it.
    """
    flow = arrival.package.flow
    compared, placement = await _compared(tx, tenant_id, arrival)
    elements: list[TargetElement] = []
    parts: dict[_Key, Part] = {}
    if compared is not None:
        rows = await tx.fetch("snapshots.parts", tenant_id, flow.id, compared)
        arriving = _digests(arrival)
        for part, base in ((part_of(row), row["digest"]) for row in rows):
            elements.append(_element(part, base))
            if arriving.get((part.kind, part.id), part.digest) != part.digest:
                parts[part.kind, part.id] = part
    names = await tx.fetch("planning.snapshotted", tenant_id, list(arrival.needs.subflows))
    return Target(
        elements=tuple(elements),
        parts=parts,
        flows={row["flow_id"]: row["name"] for row in names},
        secrets=await _secrets(tx, tenant_id, arrival),
        variables=await _variables(tx, tenant_id, arrival),
        components=await _components(tx, tenant_id, arrival),
        outside=await _outside(tx, tenant_id, arrival),
        placement=placement,
    )


async def read_existing_for_merge(tx: Transaction, tenant_id: UUID, wanted: Wanted) -> list[Part]:
    """Connectors and types of the draft by id, types by exact name, connectors by end-point."""
    keys = await tx.fetch(
        "planning.mergeable",
        tenant_id,
        *_columns(wanted.ids),
        [label(name) for name in wanted.type_names],
        [label(endpoint) for endpoint in wanted.endpoints],
    )
    return await drafts.parts(tx, tenant_id, [(row["kind"], row["element_id"]) for row in keys])


async def read_own(tx: Transaction, tenant_id: UUID, keys: Collection[_Key]) -> list[Part]:
    """What the tenant has of them: in the draft, or else in the newest snapshot that holds one."""
    own = await drafts.parts(tx, tenant_id, sorted(keys))
    found = {(part.kind, part.id) for part in own}
    return own + await latest_parts(tx, tenant_id, sorted(set(keys) - found))


def _digests(arrival: Arrival) -> dict[_Key, Digest]:
    return {(part.kind, part.id): part.digest for part in arrival.effective}


def _to_read(
    arrival: Arrival, elements: Iterable[TargetElement], arriving: dict[_Key, Digest]
) -> list[_Key]:
    """Elements with other content than the package's, and those it brings secrets for."""
    held = {(one.kind, one.id): one.digest for one in elements}
    return [
        key
        for key in arrival.keys
        if key in held and (held[key] != arriving[key] or key in arrival.secret_keys)
    ]


async def _had_before(
    tx: Transaction, tenant_id: UUID, arrival: Arrival, elements: Iterable[TargetElement]
) -> frozenset[_Key]:
    """Of the base, and not the present one: an overlay is the tenant's own, and so is going back
    on it.
    """
    bases = {(one.kind, one.id): one.base for one in elements}
    parts = [part for part in arrival.package.parts if (part.kind, part.id) in bases]
    other = [part for part in parts if part.digest != bases[part.kind, part.id]]
    keys = _columns((part.kind, part.id) for part in other)
    rows = await tx.fetch("planning.had_before", tenant_id, *keys, [part.digest for part in other])
    return frozenset((row["kind"], row["element_id"]) for row in rows)


async def _neighbours(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> tuple[Neighbour, ...]:
    named = [part for part in arrival.effective if part.kind not in FLOW_SCOPED]
    endpoints = {uri_of(part) for part in named if part.kind == "service"} - {None, ""}
    rows = await tx.fetch(
        "planning.neighbours",
        tenant_id,
        *_columns(arrival.keys),
        [part.kind for part in named],
        [label(part.name) for part in named],
        [label(endpoint) for endpoint in endpoints if endpoint],
    )
    return tuple(Neighbour(**row) for row in rows)


async def _flow_names(tx: Transaction, tenant_id: UUID, flows: Collection[UUID]) -> dict[UUID, str]:
    rows = await tx.fetch("planning.flow_names", tenant_id, list(flows))
    return {row["id"]: row["name"] for row in rows}


async def _secrets(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> frozenset[SecretSlot]:
    """In the draft, or in the flow's latest snapshot: what a blank is filled from."""
    latest = await snapshots.latest_version(tx, tenant_id, arrival.package.flow.id)
    versions = [secrets.DRAFT] if latest is None else [secrets.DRAFT, latest]
    rows = await tx.fetch("planning.secrets", tenant_id, versions, *_columns(arrival.keys))
    return frozenset((Kind(row["kind"]), row["element_id"], row["slot"]) for row in rows)


async def _variables(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> frozenset[str]:
    names = [label(name) for name in arrival.needs.variables]
    rows = await tx.fetch("planning.variables", tenant_id, names) if names else []
    return frozenset(row["name"] for row in rows)


async def _components(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> frozenset[str]:
    """A component's key stands in its content only; a tenant has a handful of them."""
    needed = arrival.needs.components
    held = await drafts.of_kinds(tx, tenant_id, [CUSTOM_PAGE_COMPONENT]) if needed else []
    keys = {orjson.loads(part.content).get("key") for part in held}
    return frozenset(keys & needed)


async def _outside(tx: Transaction, tenant_id: UUID, arrival: Arrival) -> tuple[Part, ...]:
    needs = arrival.needs
    keys = set(needs.elements)
    if needs.values:
        names = [label(name) for name in needs.values]
        rows = await tx.fetch("planning.values_named", tenant_id, names)
        keys |= {(row["kind"], row["element_id"]) for row in rows}
    if not keys:
        return ()
    return tuple(await drafts.parts(tx, tenant_id, sorted(keys)))


async def _compared(
    tx: Transaction, tenant_id: UUID, arrival: Arrival
) -> tuple[UUID | None, bytes]:
    """The version to compare with, and all that decides where the package comes to stand."""
    package = arrival.package
    keyed = ((part.kind, part.id, part.digest) for part in arrival.effective)
    digest = package_digest(keyed, package.flow.id, package.rest)
    version = (tenant_id, package.flow.id, package.flow.version_id)
    same = await tx.fetch("snapshots.of_source", *version)
    latest = await snapshots.latest_version(tx, tenant_id, package.flow.id)
    held = next((row["version_id"] for row in same if row["digest"] == digest), None)
    placement = b"".join(row["version_id"].bytes + row["digest"] for row in same)
    return held or latest, placement + (latest.bytes if latest else b"")


def _element(part: Part, base: Digest) -> TargetElement:
    """Nobody edits a snapshot, so its content is what was imported."""
    return TargetElement(
        kind=part.kind,
        id=part.id,
        digest=part.digest,
        imported=part.digest,
        name=part.name,
        flow_id=part.flow_id,
        modified=part.modified,
        version_id=part.version_id,
        base=base,
    )


def _columns(keys: Iterable[_Key]) -> tuple[list[Kind], list[UUID]]:
    listed = list(keys)
    return [kind for kind, _ in listed], [element_id for _, element_id in listed]
