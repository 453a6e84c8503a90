"""Plans: what an import would do, told without changing anything."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from libs.contracts.jobs import JobKind
from libs.contracts.plans import PlanDocument
from libs.store.jobs import Job
from services.gateway.auth import PackageWriter
from services.gateway.native.documented import IMPORT, PLAN_ANSWERS
from services.gateway.native.package_request import asked_work
from services.gateway.parts import WithParts
from services.gateway.prefer import RespondAsync
from services.gateway.work import Errand

router = APIRouter(prefix="/v1/plans", tags=["Plans"])


@router.post("", openapi_extra=IMPORT, **PLAN_ANSWERS)
async def plan(
    parts: WithParts, acting: PackageWriter, respond_async: RespondAsync, request: Request
) -> Response:
    """Say what an import would do, asked in the same ways and with the same options.

    The answer waits for the plan. Give its `stateHash` to the import: that is refused if the
    tenant has changed in between.
    """
    work = replace(await asked_work(parts, acting, request), only_planned=True)
    return await Errand(parts, acting, respond_async).run(work, _document)


@router.get("/{job_id}", **PLAN_ANSWERS)
async def get_plan(parts: WithParts, acting: PackageWriter, job_id: UUID) -> Response:
    """A plan that was asked for before, waited for where it is not finished."""
    errand = Errand(parts, acting, respond_async=False)
    return await errand.resume(job_id, JobKind.PLAN, _document)


async def _document(job: Job) -> Response:
    plan = PlanDocument.model_validate(job.result)
    return Response(plan.model_dump_json(), media_type="application/json")
