"""Exports: a snapshot packed, stored, and shared where asked."""

import asyncio
import base64
import hashlib
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.jobs import ExportRequest, ExportResult, JobKind, JobState
from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from libs.runtime.clock import new_id
from libs.store import jobs
from services.gateway.auth import PackageReader, require
from services.gateway.native.base import Camel
from services.gateway.native.job_view import JobView
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


@router.post("", status_code=202)
async def export(
    parts: WithParts, acting: PackageReader, asked: ExportAsked, response: Response
) -> JobView:
    """Export a snapshot. The job's address is in `Location`."""
    if asked.include_passwords:
        require(acting, Scope.SECRETS_READ)
    if asked.version_id and asked.environment_id:
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED, "Name `versionId` or `environmentId`, not both."
        )
    request = ExportRequest(
        flow_id=asked.flow_id,
        version_id=asked.version_id,
        environment_id=asked.environment_id,
        include_passwords=asked.include_passwords,
        share=asked.share,
    )
    job = await record(parts, acting, Work(new_id(), request))
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
    return {
        "Content-Disposition": f'attachment; filename="{result.flow_id}.package2"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Cache-Control": "no-store" if result.sealed else "private",
    }
