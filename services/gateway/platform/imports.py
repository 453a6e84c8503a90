"""Importing packages. Each request is a job for the importer, which the answer waits for."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from libs.contracts.jobs import ImportResult
from libs.contracts.problems import ErrorCode, ProblemError
from libs.store.jobs import Job
from services.gateway.auth import PackageWriter
from services.gateway.ids import AsText, IdAsText
from services.gateway.importing import Options, mappings_of, token_work, upload_work
from services.gateway.parts import WithParts
from services.gateway.platform.conflict import conflict_of
from services.gateway.platform.documented import IMPORT, MAPPED_PACKAGE, OLDER_IMPORT
from services.gateway.platform.flow_views import imported_flow
from services.gateway.prefer import RespondAsync
from services.gateway.shapes.package import SharedPackageRequestAPI
from services.gateway.uploading import taken_in
from services.gateway.work import Answer, Errand, Work

router = APIRouter(prefix="/api/package/1", tags=["Package"])


@dataclass
class Asked:
    """What every route here is asked with."""

    parts: WithParts
    acting: PackageWriter
    respond_async: RespondAsync
    is_snapshot: Annotated[bool, Query(alias="isSnapshot")] = False
    is_active: Annotated[bool, Query(alias="isActive")] = False
    is_default: Annotated[bool, Query(alias="isDefault")] = False
    overwrite_existing: Annotated[bool, Query(alias="overwriteExisting")] = True

    @property
    def options(self) -> Options:
        return Options(
            is_snapshot=self.is_snapshot,
            is_active=self.is_active,
            is_default=self.is_default,
            overwrite_existing=self.overwrite_existing,
        )

    async def package_in(self, request: Request, options: Options) -> Work:
        mappings = mappings_of(request.query_params.multi_items())
        async with taken_in(self.parts, request, self.acting.tenant_id) as intake:
            return await upload_work(self.parts, intake, replace(options, uri_mappings=mappings))

    async def answer(self, work: Work, shape: Answer) -> Response:
        errand = Errand(self.parts, self.acting, self.respond_async)
        return await errand.run(work, shape, conflict_of)

    async def flow_of(self, job: Job) -> Response:
        result = ImportResult.model_validate(job.result)
        async with self.parts.database.transaction([job.tenant_id]) as tx:
            flow = await imported_flow(tx, job.tenant_id, result)
        return Response(flow.model_dump_json(), media_type="application/json")


Asking = Annotated[Asked, Depends()]


@router.post("/flow", openapi_extra=MAPPED_PACKAGE, **IMPORT)
async def import_package(asked: Asking, request: Request) -> Response:
    """Import a package."""
    work = await asked.package_in(request, asked.options)
    return await asked.answer(work, asked.flow_of)


@router.post("/shared/flow", **IMPORT)
async def import_shared(asked: Asking, body: SharedPackageRequestAPI) -> Response:
    """Import the package that a sharing token stands for."""
    if not body.token:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, "The body has no `token`.")
    work = await token_work(asked.parts, body.token, asked.options)
    return await asked.answer(work, asked.flow_of)


@router.post("/flow/{id}/{version}", openapi_extra=MAPPED_PACKAGE, **OLDER_IMPORT)
async def import_package_older(
    asked: Asking, request: Request, flow_id: IdAsText, version: AsText
) -> Response:
    """Import a package, the older way: the flow in the path must be the package's own.

    A version in the path says nothing that the package does not say itself.
    """
    options = asked.options
    implied = options.is_snapshot or options.is_active or options.is_default
    options = replace(options, is_snapshot=implied, expected_flow_id=flow_id)
    return await asked.answer(await asked.package_in(request, options), _nothing)


async def _nothing(_: Job) -> Response:
    return Response(status_code=204)
