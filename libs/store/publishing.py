"""Publishing: a snapshot made from the draft, as the platform's Run and Publish do."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.digest import package_digest
from libs.flows.kinds import FLOW
from libs.flows.model import Package, Part
from libs.flows.references import Reference, closure, references
from libs.flows.shape import is_guid
from libs.flows.stamps import platform_time, restamp, with_references_pinned
from libs.store import drafts, secrets, snapshots, staging
from libs.store.content import Content
from libs.store.database import Transaction
from libs.store.snapshots import NewSnapshot, Snapshot


@dataclass(frozen=True, slots=True)
class Publication:
    version_id: UUID
    """Of the snapshot to be; a fresh one."""
    now: datetime
    created_by: UUID | None = None
    comment: str | None = None


async def create_from_draft(
    tx: Transaction, tenant_id: UUID, flow_id: UUID, new: Publication
) -> Snapshot:
    """The draft flow with all that it reaches, pinned at the versions it has now, and its secrets.

    The snapshot is neither active nor the default. The tenant is locked by the caller. Raises
    flow.not-found.
    """
    draft = await drafts.load(tx, tenant_id, flow_id)
    # Looking through a large tenant's elements takes a while: in a thread, so nobody waits for it.
    package, found = await asyncio.to_thread(_package, draft, flow_id, new)
    version_id = new.version_id
    # No job stands behind this staging; the version's id is as fresh as a job's would be.
    manifest = await staging.stage(tx, tenant_id, version_id, package, found)
    snapshot = NewSnapshot(
        flow_id=flow_id,
        version_id=version_id,
        manifest=manifest,
        digest=package.digest,
        name=package.flow.name,
        overlays={},
        comment=new.comment,
        created_by=new.created_by,
    )
    placed = await snapshots.insert(tx, tenant_id, snapshot, fresh_id=version_id)
    if not placed.created:
        raise ProblemError(ErrorCode.SERVICE_FAILED, f"The version id {version_id} is taken.")
    await staging.drop(tx, tenant_id, version_id)
    elements = [(part.kind, part.id) for part in package.parts]
    await secrets.copy(tx, tenant_id, secrets.DRAFT, version_id, elements)
    return await snapshots.get(tx, tenant_id, flow_id, version_id)


def _package(draft: Content, flow_id: UUID, new: Publication) -> tuple[Package, list[Reference]]:
    elements = {(part.kind, part.id): part for part in draft.parts}
    flow, *others = closure(flow_id, elements)
    versions = {(part.kind, part.id): part.version_id for part in others}
    # Sub-flows are not among the parts; which of them the flow calls stays as it says.
    versions |= {(FLOW, sub_flow): None for sub_flow in _sub_flows(flow)}
    pinned = with_references_pinned(flow, versions)
    stamped = restamp(
        pinned, version_id=new.version_id, modified=platform_time(new.now), by=new.created_by
    )
    parts: tuple[Part, ...] = (stamped, *others)
    keys = ((part.kind, part.id, part.digest) for part in parts)
    digest = package_digest(keys, flow_id, draft.rest)
    package = Package(parts=parts, cultures=draft.cultures, rest=draft.rest, digest=digest)
    return package, references(parts)


def _sub_flows(flow: Part) -> list[UUID]:
    named = orjson.loads(flow.content).get("flowIds", ())
    return [UUID(guid) for guid in named if is_guid(guid)]
