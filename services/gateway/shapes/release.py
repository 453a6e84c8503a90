"""Releases, what they hold, and where they are deployed."""

from typing import Any
from uuid import UUID

from pydantic import Field

from services.gateway.shapes.base import Moment, Shape
from services.gateway.shapes.builder import BuilderWhoAPI
from services.gateway.shapes.environment import EnvironmentAPI


class ReleaseEntry(Shape):
    """What a flow and a theme in a release have in common. Not a schema of its own."""

    name: str | None = None
    summary: str | None = None
    release_id: UUID
    version_id: UUID
    tenant_id: UUID
    created_date: Moment | None = None
    created_by: UUID | None = None
    updated_at: Moment | None = None
    updated_by: UUID | None = None


class ReleaseFlow(ReleaseEntry):
    flow_id: UUID


class ReleaseFlowItemCollectionResponse(Shape):
    meta: dict[str, Any] | None = Field(None, alias="_meta")
    links: dict[str, str] | None = Field(None, alias="_links")
    items: list[ReleaseFlow] | None = None


class ReleaseFlowAPI(ReleaseFlow):
    """What `ReleaseFlow` says, under the name that a release uses."""


class ReleaseThemeAPI(ReleaseEntry):
    theme_id: UUID


class ReleaseAPI(Shape):
    id: UUID | None = None
    name: str | None = None
    tenant_id: UUID
    summary: str | None = None
    flows: list[ReleaseFlowAPI] | None = None
    themes: list[ReleaseThemeAPI] | None = None
    current_environment_id: UUID
    can_rollback: bool = False
    last_deployed: Moment | None = None


class GetReleaseFilter(Shape):
    environment_id: UUID | None = None
    environment_classification_types: list[str] | None = None
    from_date_time_offset: Moment | None = None
    search_term: str | None = None


class FlowBuildRequestAPI(Shape):
    release_id: UUID | None = None
    release_name: str | None = None
    comment: str | None = None
    flow_id: UUID | None = None


class ReleasedSnapshot(Shape):
    version_id: UUID
    comment: str | None = None
    user_created: BuilderWhoAPI | None = None
    date_created: Moment
    date_last_deployed: Moment
    release_id: UUID
    release_name: str | None = None
    environment_id: UUID
    environment_name: str | None = None


class ReleasesWithEnvironments(Shape):
    releases: list[ReleasedSnapshot] | None = None
    environments: list[EnvironmentAPI] | None = None
