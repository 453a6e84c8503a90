"""What Sluice seals, each context declared once: who seals and who opens name the same one."""

from uuid import UUID

from libs.flows.kinds import Kind
from libs.objects.sealing import Context


def upload(tenant_id: UUID, job_id: UUID) -> Context:
    """An incoming package, until its job ends."""
    return Context(tenant_id, "upload", (str(job_id),))


def package(tenant_id: UUID, object_key: str) -> Context:
    """An exported package that holds secrets."""
    return Context(tenant_id, "package", (object_key,))


def package_digest(tenant_id: UUID) -> Context:
    """The digest of a package that holds secrets."""
    return Context(tenant_id, "package-digest")


def secret(tenant_id: UUID, kind: Kind, element_id: UUID, slot: str) -> Context:
    """A secret slot of an element. No version: a snapshot's slots are copied from the draft's."""
    return Context(tenant_id, "secret", (kind, str(element_id), slot))


def job_secret(tenant_id: UUID, job_id: UUID) -> Context:
    """A sharing token, for the key that asked."""
    return Context(tenant_id, "job-secret", (str(job_id),))
