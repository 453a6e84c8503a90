"""Releases: snapshots that go through the environments of a tenant together."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import TypeAdapter, ValidationError

from libs.contracts.problems import ErrorCode, ProblemError
from libs.runtime.clock import new_id, now
from libs.store import publishing, releases, tenants
from libs.store.publishing import Publication
from libs.store.releases import Build, ReleaseFilter
from services.gateway.auth import FlowWriter, PackageReader
from services.gateway.ids import EnvironmentId, Id
from services.gateway.parts import WithParts
from services.gateway.platform.flow_views import snapshot_view
from services.gateway.platform.release_views import release_view
from services.gateway.shapes.flow import FlowResponseAPI
from services.gateway.shapes.release import FlowBuildRequestAPI, GetReleaseFilter, ReleaseAPI

router = APIRouter(prefix="/api", tags=["Release"])
EVERY_RELEASE = GetReleaseFilter()
_MOMENT = TypeAdapter(datetime)


@router.post("/draw/1/buildflow")
async def build(
    parts: WithParts, acting: FlowWriter, asked: FlowBuildRequestAPI
) -> FlowResponseAPI:
    """Make a snapshot and put it into a release."""
    if asked.flow_id is None or (asked.release_id is None and not asked.release_name):
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED,
            "A build needs `flowId`, and `releaseId` or the `releaseName` of a new release.",
        )
    builder_id = acting.caller.builder_id
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        made = await publishing.create_from_draft(
            tx,
            acting.tenant_id,
            asked.flow_id,
            Publication(new_id(), now(), builder_id, asked.comment),
        )
        built = Build(
            flow_id=made.flow_id,
            version_id=made.version_id,
            release_id=asked.release_id or new_id(),
            release_name=asked.release_name,
            created_by=builder_id,
        )
        await releases.build(tx, acting.tenant_id, built)
    return snapshot_view(made)


@router.post("/release/1/getreleases")
async def list_releases(
    parts: WithParts, acting: PackageReader, asked: GetReleaseFilter = EVERY_RELEASE
) -> list[ReleaseAPI]:
    """Releases of the tenant, the newest first."""
    types = asked.environment_classification_types
    wanted = ReleaseFilter(
        environment_id=asked.environment_id,
        types=tuple(types) if types else None,
        since=_moment(asked.from_date_time_offset),
        search_term=asked.search_term or None,
    )
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await releases.list_releases(tx, acting.tenant_id, wanted)
    return [release_view(one) for one in found]


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return _MOMENT.validate_python(text)
    except ValidationError:
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED, "`fromDateTimeOffset` is not an ISO 8601 date and time."
        ) from None


@router.get("/release/1/{id}")
async def get_release(parts: WithParts, acting: PackageReader, release_id: Id) -> ReleaseAPI:
    """One release."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return release_view(await releases.get(tx, acting.tenant_id, release_id))


@router.put("/release/1/deploy/{id}/environment/{environmentId}", response_class=Response)
async def deploy(
    parts: WithParts, acting: FlowWriter, release_id: Id, environment_id: EnvironmentId
) -> None:
    """Deploy a release to the next environment."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await releases.deploy(tx, acting.tenant_id, release_id, environment_id)


@router.delete("/release/1/rollback/{id}/environment/{environmentId}", response_class=Response)
async def roll_back(
    parts: WithParts, acting: FlowWriter, release_id: Id, environment_id: EnvironmentId
) -> None:
    """Take a release back out of an environment."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await releases.roll_back(tx, acting.tenant_id, release_id, environment_id)
