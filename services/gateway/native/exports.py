"""Exports: a snapshot packed, stored, and shared where asked."""

import asyncio
import base64
import hashlib
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, SecretStr

from libs.contracts.bindings import JobInput
from libs.contracts.jobs import ExportRequest, ExportResult, JobKind, JobState
from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from libs.objects.sealed_files import is_recipient
from libs.runtime.clock import new_id
from libs.store import jobs
from services.gateway.auth import PackageReader, require
from services.gateway.native.base import Camel
from services.gateway.native.job_view import JobView
from services.gateway.native.package_request import check_one_version
from services.gateway.packages import stored_package
from services.gateway.parts import WithParts
from services.gateway.work import Work, job_address, record

router = APIRouter(prefix="/v1/exports", tags=["Exports"])
PACKAGE_TYPE = "application/octet-stream"


class ExportAsked(Camel):
    """The latest snapshot, unless a version or an environment is named."""

    flow_id: UUID
    version_id: UUID | None = None
    environment_id: UUID | None = None
    include_passwords: bool = False
    """Needs the scope `secrets:read`."""
    share: bool = False
    """Also make a sharing token."""
    include_subflows: bool = False
    """Also pack the flows that this one calls, and those that they call."""
    blank_likely_secrets: bool = False
    """Leave out plain values that look like secrets."""
    passphrase: SecretStr | None = Field(None, min_length=1)
    """Seal the file to it (age, scrypt): whoever imports it has to give the same."""
    recipient: str | None = None
    """Seal the file to this public key (age1...), as the receiving tenant tells it."""

    def work(self) -> Work:
        """Raises request.malformed where it says two things at once."""
        check_one_version(self.version_id, self.environment_id)
        if self.passphrase is not None and self.recipient is not None:
            raise ProblemError(
                ErrorCode.REQUEST_MALFORMED,
                "Seal the file to a `passphrase` or to a `recipient`, not to both.",
            )
        if self.recipient is not None and not is_recipient(self.recipient):
            raise ProblemError(
                ErrorCode.REQUEST_MALFORMED, "The `recipient` is no public key (age1...)."
            )
        request = ExportRequest(
            flow_id=self.flow_id,
            version_id=self.version_id,
            environment_id=self.environment_id,
            include_passwords=self.include_passwords,
            share=self.share,
            include_subflows=self.include_subflows,
            blank_likely_secrets=self.blank_likely_secrets,
            with_passphrase=self.passphrase is not None,
            recipient=self.recipient,
        )
        given = None if self.passphrase is None else JobInput(passphrase=self.passphrase)
        return Work(new_id(), request, given)


@router.post("", status_code=202)
async def export(
    parts: WithParts, acting: PackageReader, asked: ExportAsked, response: Response
) -> JobView:
    """Export a snapshot. The job's address is in `Location`."""
    if asked.include_passwords:
        require(acting, Scope.SECRETS_READ)
    job = await record(parts, acting, asked.work())
    response.headers["Location"] = job_address(job.id)
    return JobView.of(job)


@router.get(
    "/{job_id}/package",
    response_class=Response,
    responses={
        200: {
            "description": "The package file",
            "content": {PACKAGE_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def download(parts: WithParts, acting: PackageReader, job_id: UUID) -> Response:
    """The package that an export made, byte for byte."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        job = await jobs.get(tx, acting.tenant_id, job_id)
    if job.kind != JobKind.EXPORT:
        raise ProblemError(ErrorCode.JOB_NOT_FOUND, f"{job_id} is not an export.")
    if job.state != JobState.SUCCEEDED:
        raise ProblemError(
            ErrorCode.EXPORT_NOT_READY, f"The export is {job.state}.", job=job_address(job_id)
        )
    result = ExportResult.model_validate(job.result)
    if result.sealed:
        require(acting, Scope.SECRETS_READ)
    package = await stored_package(parts, acting.tenant_id, result)
    digest = await asyncio.to_thread(hashlib.sha256, package)
    headers = _file_headers(result, digest.digest())
    return Response(package, media_type=PACKAGE_TYPE, headers=headers)


def _file_headers(result: ExportResult, sha256: bytes) -> dict[str, str]:
    """The digest of the body, for who has the body: the job's own may be under a key."""
    digest = base64.b64encode(sha256).decode()
    ending = "package2.age" if result.encrypted else "package2"
    return {
        "Content-Disposition": f'attachment; filename="{result.flow_id}.{ending}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Cache-Control": "no-store" if result.sealed else "private",
    }
