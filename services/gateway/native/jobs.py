"""Jobs: how far they are, what they made, and why they failed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.jobs import JobKind, JobState
from libs.store import jobs
from services.gateway.auth import AnyKey
from services.gateway.native.base import Camel
from services.gateway.native.job_view import JobView
from services.gateway.packages import issued_token
from services.gateway.parts import WithParts

router = APIRouter(prefix="/v1/jobs", tags=["Jobs"])


class JobList(Camel):
    items: list[JobView]


@router.get("")
async def list_jobs(
    parts: WithParts, acting: AnyKey, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> JobList:
    """The tenant's latest jobs, the newest first."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await jobs.list_recent(tx, acting.tenant_id, limit)
    return JobList(items=[JobView.of(job) for job in found])


@router.get("/{job_id}")
async def get_job(parts: WithParts, acting: AnyKey, job_id: UUID, response: Response) -> JobView:
    """One job. A sharing token is shown to the key that asked for it, for an hour."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        job = await jobs.get(tx, acting.tenant_id, job_id)
    token = None
    if job.kind == JobKind.EXPORT and job.state == JobState.SUCCEEDED:
        token = await issued_token(parts, acting, job)
    response.headers["Cache-Control"] = "no-store"
    return JobView.of(job, token)
