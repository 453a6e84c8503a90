"""Small packages as values. What their elements say does not matter to the store."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import orjson

from libs.flows.arrival import arrive
from libs.flows.digest import element_digest, package_digest
from libs.flows.kinds import FLOW, FLOW_SCOPED, MAP, SERVICE, VALUE, Kind
from libs.flows.model import Culture, Json, Package, Part
from libs.flows.plan import Plan, plan_import
from libs.flows.references import references
from libs.flows.wishes import Wishes
from libs.store import drafts, planning, snapshots, staging, tenants
from libs.store.database import Database, Transaction
from libs.store.drafts import Staged
from libs.store.secrets import SealedSecret
from libs.store.snapshots import NewSnapshot, Placed

PLAIN = Wishes()
REMAINDER = b'{"keys":{},"documents":[]}'
ENGLISH = Culture("EN/USA//", UUID(int=7), b'{"language":"EN","country":"USA"}')


def part(kind: Kind, flow_id: UUID, *, id_: UUID | None = None, **content: Json) -> Part:
    id_ = id_ or (flow_id if kind == FLOW else uuid4())
    version_id = uuid4()
    body = orjson.dumps({"developerName": f"{kind}-{id_.hex[:6]}", **content})
    return Part(
        kind=kind,
        id=id_,
        name=orjson.loads(body)["developerName"],
        content=body,
        stamp=orjson.dumps({"version": str(version_id)}),
        digest=element_digest(body),
        flow_id=flow_id if kind == FLOW or kind in FLOW_SCOPED else None,
        version_id=version_id,
        modified="2026-01-02T03:04:05.0000000+00:00",
    )


def changed(old: Part, **content: Json) -> Part:
    """The same element with other content."""
    body = orjson.dumps(orjson.loads(old.content) | content)
    return replace(old, content=body, digest=element_digest(body), version_id=uuid4())


def package(parts: Sequence[Part], cultures: Sequence[Culture] = (ENGLISH,)) -> Package:
    keys = ((part.kind, part.id, part.digest) for part in parts)
    digest = package_digest(keys, parts[0].id, REMAINDER)
    return Package(tuple(parts), tuple(cultures), REMAINDER, digest)


def small_package(**flow_content: Json) -> Package:
    """A flow, a map element, a value and a connector."""
    flow_id = uuid4()
    kinds = (FLOW, MAP, VALUE, SERVICE)
    parts = [part(kind, flow_id) for kind in kinds]
    return package([changed(parts[0], **flow_content), *parts[1:]])


def reaching_package() -> Package:
    """Like small_package; its map element calls an action of the connector."""
    flow, step, value, connector = small_package().parts
    connector = changed(connector, uri="https://there", actions=[{"uriPart": "send"}])
    call = {"serviceElementId": str(connector.id), "uriPart": "send"}
    return package([flow, changed(step, dataActions=[call]), value, connector])


async def import_draft(
    database: Database, tenant: UUID, what: Package, wishes: Wishes = PLAIN
) -> Plan:
    """As an importer does it, without job and events."""
    async with database.transaction(scope=[tenant]) as tx:
        return await write_draft(tx, tenant, what, wishes)


async def write_draft(tx: Transaction, tenant: UUID, what: Package, wishes: Wishes = PLAIN) -> Plan:
    arrival, job = arrive(what, wishes), uuid4()
    revision = (await tenants.lock(tx, [tenant]))[tenant]
    manifest = await staging.stage(tx, tenant, job, what, references(what.parts))
    plan = plan_import(arrival, await planning.read_target(tx, tenant, arrival), wishes)
    await drafts.apply(tx, tenant, revision, Staged(what, manifest), plan.changes)
    await staging.drop(tx, tenant, job)
    return plan


async def import_snapshot(database: Database, tenant: UUID, what: Package, **new: Json) -> Placed:
    """As an importer does it, without job and events. `new` overrides fields of NewSnapshot."""
    async with database.transaction(scope=[tenant]) as tx:
        return await write_snapshot(tx, tenant, what, **new)


async def write_snapshot(tx: Transaction, tenant: UUID, what: Package, **new: Json) -> Placed:
    job, version_id = uuid4(), what.flow.version_id
    assert version_id is not None
    manifest = await staging.stage(tx, tenant, job, what, references(what.parts))
    snapshot = NewSnapshot(
        what.flow.id, version_id, manifest, what.digest, what.flow.name, overlays={}
    )
    placed = await snapshots.insert(tx, tenant, replace(snapshot, **new), fresh_id=uuid4())
    await staging.drop(tx, tenant, job)
    return placed


def sealed(one: Part, slot: str = "password", data: bytes = b"sealed") -> SealedSecret:
    return SealedSecret(one.kind, one.id, slot, uuid4(), data, b"wrapped", "package")
