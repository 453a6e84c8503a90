"""Going back to a snapshot: the draft is written from it, as an import from the tenant itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from libs.contracts.jobs import ImportResult, SnapshotSource
from libs.store.jobs import Job
from services.gateway.auth import FlowWriter
from services.gateway.ids import AsText
from services.gateway.importing import Options, snapshot_work
from services.gateway.parts import WithParts
from services.gateway.platform.conflict import conflict_of
from services.gateway.platform.documented import IMPORT, WAITS
from services.gateway.platform.flow_views import imported_flow
from services.gateway.prefer import RespondAsync
from services.gateway.work import Answer, Errand, failed

router = APIRouter(prefix="/api/draw", tags=["Snapshot"])


@dataclass
class Asked:
    """What both routes are asked with."""

    parts: WithParts
    acting: FlowWriter
    respond_async: RespondAsync
    flow: AsText
    version: AsText

    async def answer(
        self, options: Options, shape: Answer, refuse: Callable[[Job], Response] = failed
    ) -> Response:
        """The passwords stay in the tenant they are of: no further scope is needed for them."""
        snapshot = SnapshotSource(
            tenant_id=self.acting.tenant_id,
            flow_id=self.flow,
            version_id=self.version,
            include_passwords=True,
        )
        errand = Errand(self.parts, self.acting, self.respond_async)
        return await errand.run(snapshot_work(snapshot, options), shape, refuse)

    async def draft_of(self, job: Job) -> Response:
        result = ImportResult.model_validate(job.result)
        async with self.parts.database.transaction([job.tenant_id]) as tx:
            draft = await imported_flow(tx, job.tenant_id, result)
        return Response(draft.model_dump_json(), media_type="application/json")


Asking = Annotated[Asked, Depends()]


@router.post("/1/flow/revert/{flow}/{version}", response_class=Response, responses=WAITS)
async def revert_older(asked: Asking) -> Response:
    """Make the draft what a snapshot holds."""
    return await asked.answer(Options(), _nothing)


@router.post("/2/flow/revert/{flow}/{version}", **IMPORT)
async def revert(
    asked: Asking,
    overwrite_existing: Annotated[bool, Query(alias="overwriteExisting")] = True,
    comment: Annotated[
        str,
        Query(
            alias="automaticSnapshotComment",
            description="Where it is not empty, a snapshot of the draft is made first, with this "
            "comment.",
        ),
    ] = "",
) -> Response:
    """Make the draft what a snapshot holds, if asked without overwriting anything."""
    options = Options(
        overwrite_existing=overwrite_existing, automatic_snapshot_comment=comment or None
    )
    return await asked.answer(options, asked.draft_of, conflict_of)


async def _nothing(_: Job) -> Response:
    return Response(status_code=200)
