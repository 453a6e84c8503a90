"""The draft: a tenant's current elements, one narrow row each, and the writing of an import."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.change import Change
from libs.flows.digest import package_digest
from libs.flows.kinds import COLLECTIONS, FLOW, SERVICE, Kind
from libs.flows.model import Digest, Json, Package, Part
from libs.flows.references import Reference
from libs.flows.rest import make_rest
from libs.flows.target import TargetElement
from libs.flows.uris import uri_of
from libs.store import cultures, staging
from libs.store.content import Content, part_of, with_guids_of
from libs.store.database import Transaction
from libs.store.secrets import DRAFT
from libs.store.staging import stamp_digest
from libs.store.storable import key, label

_KIND_ORDER: Final = {kind: position for position, kind in enumerate(COLLECTIONS.values())}


@dataclass(frozen=True, slots=True)
class Staged:
    """A package whose elements have been staged."""

    package: Package
    manifest: Digest
    """Under which staging.py keeps it."""


async def target_state(
    tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]
) -> list[TargetElement]:
    """What a plan needs to know: the elements named, and all that the flows among them own."""
    wanted = set(keys)
    kinds, ids = {kind for kind, _ in wanted}, [element_id for _, element_id in wanted]
    flows = [element_id for kind, element_id in wanted if kind == FLOW]
    rows = await tx.fetch("drafts.target_state", tenant_id, kinds, ids, flows)
    found = (TargetElement(**row) for row in rows)
    return [one for one in found if (one.kind, one.id) in wanted or one.flow_id in flows]


async def apply(
    tx: Transaction,
    tenant_id: UUID,
    revision: int,
    staged: Staged,
    changes: Sequence[Change],
) -> None:
    """Writes to the draft, in one statement, what a plan's changes decide; the flow's own is first.

    Created and updated elements count as imported. Identical ones and those that are kept are not
    touched. Removed ones go with their draft secrets. The tenant is locked by the caller, which has
    raised it to `revision`.
    """
    written = [
        (change, change.part) for change in changes if change.is_written and change.part is not None
    ]
    flows = [change.id for change in changes if change.kind == FLOW and change.decision == "apply"]
    parts = [part for _, part in written]
    await tx.execute(
        "drafts.apply",
        tenant_id,
        changes[0].id,
        staged.manifest,
        *_columns((change.kind, change.id) for change in changes if change.is_removed),
        DRAFT,
        revision,
        *_labels(parts),
        [_endpoint(part, change.overlay) for change, part in written],
        [part.digest for part in parts],
        [change.overlay for change, _ in written],
        [change.digest for change, _ in written],
        *_stamps(parts),
        sorted(flows),
        [culture.key for culture in staged.package.cultures],
        staged.package.rest,
    )


async def write(
    tx: Transaction,
    tenant_id: UUID,
    revision: int,
    parts: Sequence[Part],
    references: Iterable[Reference],
) -> None:
    """Saves elements as they were made or changed in the tenant itself.

    `references` are those of the parts. What was imported last stays known, so the change counts as
    an edit. The tenant is locked by the caller, which has raised it to `revision`.
    """
    await staging.bodies(tx, parts, references)
    await tx.execute(
        "drafts.write",
        tenant_id,
        revision,
        *_labels(parts),
        [_endpoint(part, None) for part in parts],
        [part.digest for part in parts],
        *_stamps(parts),
    )


async def create_flow(
    tx: Transaction,
    tenant_id: UUID,
    revision: int,
    parts: Sequence[Part],
    references: Iterable[Reference],
) -> None:
    """A flow that was made in the tenant, first, and the elements that it begins with."""
    flow_id = parts[0].id
    rest = make_rest({}, {}, [])
    digest = package_digest(((part.kind, part.id, part.digest) for part in parts), flow_id, rest)
    languages = tuple((await cultures.of_tenant(tx, tenant_id)).values())
    await write(tx, tenant_id, revision, parts, references)
    manifest = await staging.manifest(tx, Package(tuple(parts), languages, rest, digest))
    await tx.execute("drafts.create_flow", tenant_id, flow_id, manifest)


async def delete(tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]) -> None:
    """Elements with their draft secrets; a flow with all that it owns. Snapshots stay."""
    await tx.execute("drafts.delete", tenant_id, *_columns(keys), DRAFT)


async def load(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Content:
    """The flow, what it owns, and every shared element of the tenant, in the platform's order.

    Which shared elements belong to the flow, libs.flows.references.closure tells. The cultures are
    those of the flow's last import, then the tenant's others: a shared element may have texts in
    them. Raises flow.not-found.
    """
    found = [part_of(row) for row in await tx.fetch("drafts.parts", tenant_id, flow_id)]
    remainder = await tx.fetchrow("drafts.remainder", tenant_id, flow_id)
    if remainder is None or not any(part.kind == FLOW for part in found):
        raise _not_found(flow_id)
    found.sort(key=lambda part: _KIND_ORDER.get(part.kind, len(_KIND_ORDER)))
    of_tenant = await cultures.of_tenant(tx, tenant_id)
    of_flow = with_guids_of(of_tenant, remainder["cultures"])
    named = {culture.key for culture in of_flow}
    others = tuple(culture for key, culture in of_tenant.items() if key not in named)
    return Content(tuple(found), of_flow + others, remainder["rest"])


async def parts(tx: Transaction, tenant_id: UUID, keys: Iterable[tuple[Kind, UUID]]) -> list[Part]:
    """Those of the elements that the draft has, overlays applied, in the order given."""
    wanted = list(keys)
    kinds, ids = {kind for kind, _ in wanted}, [element_id for _, element_id in wanted]
    rows = await tx.fetch("drafts.parts_by_key", tenant_id, kinds, ids)
    found = {(row["kind"], row["element_id"]): row for row in rows}
    return [part_of(found[key]) for key in dict.fromkeys(wanted) if key in found]


async def of_kinds(
    tx: Transaction, tenant_id: UUID, kinds: Collection[Kind], name_contains: str | None = None
) -> list[Part]:
    """All elements of these kinds, by name. `name_contains` is a part of it, whatever its case."""
    rows = await tx.fetch("drafts.of_kinds", tenant_id, list(kinds), name_contains)
    return [part_of(row) for row in rows]


async def list_flows(
    tx: Transaction, tenant_id: UUID, name_contains: str | None = None
) -> list[Part]:
    """The tenant's draft flows, by name. `name_contains` is a part of it, whatever its case."""
    return [part_of(row) for row in await tx.fetch("drafts.flows", tenant_id, None, name_contains)]


async def get_flow(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> Part:
    """Raises flow.not-found."""
    row = await tx.fetchrow("drafts.flows", tenant_id, flow_id, None)
    if row is None:
        raise _not_found(flow_id)
    return part_of(row)


def _columns(keys: Iterable[tuple[Kind, UUID]]) -> tuple[list[Kind], list[UUID]]:
    listed = list(keys)
    return [kind for kind, _ in listed], [element_id for _, element_id in listed]


def _labels(parts: Sequence[Part]) -> tuple[list[Any], ...]:
    """Kind, id, owner and name."""
    return (
        [key(part.kind, "kind") for part in parts],
        [part.id for part in parts],
        [part.flow_id for part in parts],
        [label(part.name) for part in parts],
    )


def _stamps(parts: Sequence[Part]) -> tuple[list[Any], ...]:
    """Stamp, version and date."""
    return (
        [stamp_digest(part.stamp) for part in parts],
        [part.version_id for part in parts],
        [None if part.modified is None else label(part.modified) for part in parts],
    )


def _endpoint(part: Part, overlay: Json | None) -> str | None:
    if part.kind != SERVICE:
        return None
    uri = overlay["uri"] if overlay and "uri" in overlay else uri_of(part)
    return label(uri) if isinstance(uri, str) else None


def _not_found(flow_id: UUID) -> ProblemError:
    return ProblemError(ErrorCode.FLOW_NOT_FOUND, f"The tenant has no draft of a flow {flow_id}.")
