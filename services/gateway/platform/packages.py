"""Exporting packages and sharing them. Each request is a job for the exporter, waited for."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Response

from libs.contracts.jobs import ExportRequest, ExportResult
from libs.contracts.scopes import Scope
from libs.runtime.clock import new_id
from libs.store.jobs import Job
from services.gateway.auth import PackageReader, require
from services.gateway.ids import AsText, EnvironmentIdAsText, IdAsText
from services.gateway.packages import issued_token, stored_package
from services.gateway.parts import WithParts
from services.gateway.platform.documented import PACKAGE, TOKEN
from services.gateway.prefer import RespondAsync
from services.gateway.shapes.package import SharedPackageResponseAPI
from services.gateway.work import Errand, Work

router = APIRouter(prefix="/api/package/1", tags=["Package"])
NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass
class Asked:
    """What every route here is asked with, beside the flow."""

    parts: WithParts
    acting: PackageReader
    respond_async: RespondAsync
    null_passwords: Annotated[
        bool,
        Query(
            alias="nullPasswords",
            description="Whether passwords are blanked. False needs the scope `secrets:read`.",
        ),
    ] = True

    async def package(
        self, flow_id: UUID, *, version_id: UUID | None = None, environment_id: UUID | None = None
    ) -> Response:
        work = self._work(flow_id, version_id, environment_id, share=False)
        return await self._errand.run(work, self._package_of)

    async def token(
        self, flow_id: UUID, *, version_id: UUID | None = None, environment_id: UUID | None = None
    ) -> Response:
        work = self._work(flow_id, version_id, environment_id, share=True)
        return await self._errand.run(work, self._token_of)

    @property
    def _errand(self) -> Errand:
        return Errand(self.parts, self.acting, self.respond_async)

    def _work(
        self, flow_id: UUID, version_id: UUID | None, environment_id: UUID | None, *, share: bool
    ) -> Work:
        if not self.null_passwords:
            require(self.acting, Scope.SECRETS_READ)
        request = ExportRequest(
            flow_id=flow_id,
            version_id=version_id,
            environment_id=environment_id,
            include_passwords=not self.null_passwords,
            share=share,
        )
        return Work(new_id(), request)

    async def _package_of(self, job: Job) -> Response:
        result = ExportResult.model_validate(job.result)
        package = await stored_package(self.parts, job.tenant_id, result)
        # A JSON string that holds the package: what the platform answers.
        headers = NO_STORE if result.sealed else None
        return Response(
            orjson.dumps(package.decode()), media_type="application/json", headers=headers
        )

    async def _token_of(self, job: Job) -> Response:
        token = await issued_token(self.parts, self.acting, job)
        body = SharedPackageResponseAPI(token=token).model_dump_json()
        return Response(body, media_type="application/json", headers=NO_STORE)


Asking = Annotated[Asked, Depends()]


@router.get("/flow/{id}", **PACKAGE)
async def export_latest(asked: Asking, flow_id: IdAsText) -> Response:
    """Package of the latest snapshot."""
    return await asked.package(flow_id)


@router.get("/flow/{id}/{version}", **PACKAGE)
async def export_version(asked: Asking, flow_id: IdAsText, version: AsText) -> Response:
    """Package of one snapshot."""
    return await asked.package(flow_id, version_id=version)


@router.get("/flow/{id}/environment/{environmentId}", **PACKAGE)
async def export_deployed(
    asked: Asking, flow_id: IdAsText, environment_id: EnvironmentIdAsText
) -> Response:
    """Package of the snapshot that is deployed to an environment."""
    return await asked.package(flow_id, environment_id=environment_id)


@router.post("/flow/{flow}/share", **TOKEN)
async def share_latest(asked: Asking, flow: UUID) -> Response:
    """Sharing token for the latest snapshot."""
    return await asked.token(flow)


@router.post("/flow/{flow}/{version}/share", **TOKEN)
async def share_version(asked: Asking, flow: UUID, version: UUID) -> Response:
    """Sharing token for one snapshot."""
    return await asked.token(flow, version_id=version)


@router.post("/flow/{flow}/share/environment/{environmentId}", **TOKEN)
async def share_deployed(
    asked: Asking, flow: UUID, environment_id: EnvironmentIdAsText
) -> Response:
    """Sharing token for the snapshot that is deployed to an environment."""
    return await asked.token(flow, environment_id=environment_id)
