"""Staging: a package's elements stored once for all tenants, and named by one manifest."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from libs.flows.manifest import manifest_digest
from libs.flows.model import Culture, Digest, Json, Package, Part
from libs.flows.references import Reference
from libs.store import body_references
from libs.store.database import Transaction
from libs.store.storable import key, label


def stamp_digest(stamp: bytes) -> Digest:
    """What `sluice.stamp` knows a stamp by: SHA-256 of its bytes."""
    return hashlib.sha256(stamp).digest()


async def stage(
    tx: Transaction,
    tenant_id: UUID,
    job_id: UUID,
    package: Package,
    references: Iterable[Reference],
) -> Digest:
    """Stores what is not there yet and gives the manifest's digest.

    The manifest stays reachable for the tenant until the job ends, or for as long as a snapshot or
    draft names it. `references` are those of the package's parts. Secrets of the package are not
    looked at. Raises Fault for text that PostgreSQL cannot hold.
    """
    await bodies(tx, package.parts, references)
    digest = await manifest(tx, package)
    await tx.execute("staging.hold", tenant_id, job_id, digest)
    return digest


async def bodies(tx: Transaction, parts: Sequence[Part], references: Iterable[Reference]) -> None:
    """Contents and stamps of elements, which a tenant's row has to name to be able to read them."""
    stamps = [part.stamp for part in parts]
    await tx.execute(
        "staging.bodies",
        [part.digest for part in parts],
        [part.content for part in parts],
        [stamp_digest(stamp) for stamp in stamps],
        stamps,
        *body_references.columns(parts, references),
    )


async def manifest(tx: Transaction, package: Package) -> Digest:
    """What a snapshot or draft flow names; the bodies must be there."""
    digest, parts = manifest_digest(package), package.parts
    await tx.execute(
        "staging.manifest",
        digest,
        package.digest,
        package.flow.id,
        [_culture_document(culture) for culture in package.cultures],
        package.rest,
        [part.digest for part in parts],
        [stamp_digest(part.stamp) for part in parts],
        [key(part.kind, "kind") for part in parts],
        [part.id for part in parts],
        [part.flow_id for part in parts],
        [label(part.name) for part in parts],
        [part.version_id for part in parts],
        [None if part.modified is None else label(part.modified) for part in parts],
    )
    return digest


async def drop(tx: Transaction, tenant_id: UUID, job_id: UUID) -> None:
    """What a job's end does by itself (jobs.sql); for staging that no job stands behind."""
    await tx.execute("staging.drop", tenant_id, job_id)


def _culture_document(culture: Culture) -> Json:
    body = culture.body.decode()
    return {"key": key(culture.key, "culture"), "guid": str(culture.guid), "body": body}
