"""A job as the native API shows it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from libs.contracts.jobs import ExportResult, ImportResult, JobKind, JobState, Progress
from libs.contracts.plans import ElementName
from libs.store.jobs import Job
from services.gateway.native.base import Camel
from services.gateway.work import job_address, problem_of


class ExportOutcome(Camel):
    """What an export made."""

    flow_id: UUID
    version_id: UUID
    digest: str
    """Of the package's exact bytes, in hexadecimal: SHA-256, or, where the package has secrets, a
    digest under a key that only the service has."""
    size: int
    has_secrets: bool
    blanked: int
    likely_secrets: int
    """Plain values that look like secrets: left out where that was asked for, else in the file."""
    encrypted: bool
    """The file is sealed, to a passphrase or a public key (age)."""
    subflows: tuple[UUID, ...]
    """Packed along, in the order of activation."""
    missing_subflows: tuple[UUID, ...]
    """Flows that are called and of which the tenant has no snapshot: they are not in the file."""
    overruled: tuple[ElementName, ...]
    """Shared elements that the packed flows have with different content: the exported flow's own
    is in the file, else the newest."""
    token_id: UUID | None
    token: str | None = None
    """The sharing token: for the key that asked, for an hour."""


class ImportOutcome(Camel, ImportResult):
    """What an import did."""


class JobView(Camel):
    id: UUID
    kind: JobKind
    state: JobState
    progress: Progress | None
    result: ExportOutcome | ImportOutcome | None
    """A plan is not shown here: it has an address of its own."""
    problem: dict[str, Any] | None
    """How it failed: the problem document (RFC 9457)."""
    attempt: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    links: dict[str, str]

    @classmethod
    def of(cls, job: Job, token: str | None = None) -> Self:
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            progress=Progress.model_validate(job.progress) if job.progress else None,
            result=_outcome(job, token),
            problem=problem_of(job).document() if job.problem else None,
            attempt=job.attempt,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            links=_links(job),
        )


def _outcome(job: Job, token: str | None) -> ExportOutcome | ImportOutcome | None:
    if job.result is None or job.kind == JobKind.PLAN:
        return None
    if job.kind == JobKind.IMPORT:
        return ImportOutcome.model_validate(job.result)
    made = ExportResult.model_validate(job.result)
    return ExportOutcome(
        flow_id=made.flow_id,
        version_id=made.version_id,
        digest=made.digest,
        size=made.size,
        has_secrets=made.sealed,
        blanked=made.blanked,
        likely_secrets=made.likely_secrets,
        encrypted=made.encrypted,
        subflows=made.subflows,
        missing_subflows=made.missing_subflows,
        overruled=made.overruled,
        token_id=made.token_id,
        token=token,
    )


def _links(job: Job) -> dict[str, str]:
    links = {"self": job_address(job.id)}
    if job.result is not None and job.kind == JobKind.EXPORT:
        links["package"] = f"/v1/exports/{job.id}/package"
    if job.result is not None and job.kind == JobKind.IMPORT:
        links["connectorRefreshes"] = "/v1/connectors/refreshes"
        links["revert"] = f"/v1/imports/{job.id}/revert"
    if job.kind == JobKind.PLAN:
        links["plan"] = f"/v1/plans/{job.id}"
    return links
