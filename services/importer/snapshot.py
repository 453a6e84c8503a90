"""Writing a package as a snapshot: one row that names the staged manifest and what differs."""

from collections.abc import Mapping
from uuid import UUID

from libs.contracts.jobs import ChangedConnector
from libs.flows.digest import element_digest, package_digest
from libs.flows.join import join
from libs.flows.kinds import SERVICE, Kind
from libs.flows.model import Digest, Json, Part
from libs.flows.overlay import apply_overlay
from libs.runtime.clock import new_id
from libs.store import drafts, elements, snapshots
from libs.store.database import Transaction
from libs.store.snapshots import NewSnapshot
from services.importer.applied import Applied, changed_connector
from services.importer.staged import Staged


async def write(tx: Transaction, staged: Staged) -> Applied:
    """The tenant must be locked. Its draft and shared elements stay as they are."""
    package, flow = staged.package, staged.package.flow
    digests = {key: _effective(part, staged.overlays) for key, part in _by_key(staged).items()}
    connectors = await _changed_connectors(tx, staged, digests)
    keyed = ((kind, id_, digest) for (kind, id_), digest in digests.items())
    new = NewSnapshot(
        flow_id=flow.id,
        version_id=flow.version_id or new_id(),
        manifest=staged.manifest,
        overlays={(SERVICE, connector): patch for connector, patch in staged.overlays.items()},
        digest=package_digest(keyed, flow.id, package.rest),
        name=flow.name,
        comment=_comment(flow),
        is_active=staged.request.is_active,
        is_default=staged.request.is_default,
    )
    placed = await snapshots.insert(tx, staged.tenant_id, new, fresh_id=new_id())
    count = len(package.parts)
    if placed.created:
        written = set(staged.keys)
        return Applied(placed.version_id, created=count, connectors=connectors, written=written)
    return Applied(placed.version_id, identical=count, changed=False)


def _comment(flow: Part) -> str | None:
    comment = join(flow).element.get("comment")
    return comment if isinstance(comment, str) else None


def _by_key(staged: Staged) -> dict[tuple[Kind, UUID], Part]:
    return dict(zip(staged.keys, staged.package.parts, strict=True))


def _effective(part: Part, overlays: Mapping[UUID, Json]) -> Digest:
    if part.kind != SERVICE or part.id not in overlays:
        return part.digest
    return element_digest(apply_overlay(part.content, overlays[part.id]))


async def _changed_connectors(
    tx: Transaction, staged: Staged, digests: Mapping[tuple[Kind, UUID], Digest]
) -> tuple[ChangedConnector, ...]:
    """Compared with the draft's, else with the newest snapshot's that holds the connector."""
    services = {key: part for key, part in _by_key(staged).items() if part.kind == SERVICE}
    latest = await elements.latest_parts(tx, staged.tenant_id, services)
    known = {(part.kind, part.id): part.digest for part in latest}
    target = await drafts.target_state(tx, staged.tenant_id, services)
    known |= {(element.kind, element.id): element.digest for element in target}
    return tuple(
        changed_connector(part, staged.overlays.get(part.id), known=key in known)
        for key, part in services.items()
        if known.get(key) != digests[key]
    )
