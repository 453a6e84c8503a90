"""Staging: a package's elements stored once for all tenants, and named by one manifest."""

import hashlib
from uuid import UUID

from libs.flows.manifest import manifest_digest
from libs.flows.model import Culture, Digest, Json, Package
from libs.store.database import Transaction
from libs.store.storable import key, label


def stamp_digest(stamp: bytes) -> Digest:
    """What `sluice.stamp` knows a stamp by: SHA-256 of its bytes."""
    return hashlib.sha256(stamp).digest()


async def stage(tx: Transaction, tenant_id: UUID, job_id: UUID, package: Package) -> Digest:
    """Stores what is not there yet and gives the manifest's digest.

    The manifest stays reachable for the tenant until the job ends, or for as long as a snapshot or
    draft names it. Secrets of the package are not looked at. Raises Fault for text that PostgreSQL
    cannot hold.
    """
    manifest = manifest_digest(package)
    parts = package.parts
    stamps = [part.stamp for part in parts]
    await tx.execute(
        "staging.stage",
        tenant_id,
        job_id,
        manifest,
        package.digest,
        [_culture_document(culture) for culture in package.cultures],
        package.rest,
        [part.digest for part in parts],
        [part.content for part in parts],
        [stamp_digest(stamp) for stamp in stamps],
        stamps,
        package.flow.id,
        [key(part.kind, "kind") for part in parts],
        [part.id for part in parts],
        [part.flow_id for part in parts],
        [label(part.name) for part in parts],
        [part.version_id for part in parts],
        [None if part.modified is None else label(part.modified) for part in parts],
    )
    return manifest


async def drop(tx: Transaction, tenant_id: UUID, job_id: UUID) -> None:
    """What a job's end does by itself (jobs.sql); for staging that no job stands behind."""
    await tx.execute("staging.drop", tenant_id, job_id)


def _culture_document(culture: Culture) -> Json:
    body = culture.body.decode()
    return {"key": key(culture.key, "culture"), "guid": str(culture.guid), "body": body}
