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


def job_input(tenant_id: UUID, job_id: UUID) -> Context:
    """What a request gave to its job in confidence: bindings, a passphrase."""
    return Context(tenant_id, "job-input", (str(job_id),))


def binding(tenant_id: UUID, kind: Kind, element: str, field: str) -> Context:
    """A field of a kept binding; `element` is the id or the name that it was given by."""
    return Context(tenant_id, "binding", (kind, element, field))


def content_key(tenant_id: UUID, content_id: UUID) -> Context:
    """The key of one sealed content (envelope.py), wrapped for a tenant."""
    return Context(tenant_id, "content-key", (str(content_id),))


def variable(tenant_id: UUID, variable_id: UUID) -> Context:
    """The value of an environment variable."""
    return Context(tenant_id, "environment-variable", (str(variable_id),))


def identity(tenant_id: UUID) -> Context:
    """The private half of a tenant's public key, which opens files that are sealed to it."""
    return Context(tenant_id, "tenant-identity")


def kept_bindings(tenant_id: UUID) -> Context:
    """The digest of what is kept for a tenant's imports, in the hash of its state."""
    return Context(tenant_id, "kept-bindings")
