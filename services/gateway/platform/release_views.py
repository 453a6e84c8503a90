"""Environments and releases in the platform's shapes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from libs.store.builders import Builder
from libs.store.environments import Environment, ReleaseFlow
from libs.store.releases import Release, ReleasedSnapshot
from services.gateway.shapes import environment as environment_shapes
from services.gateway.shapes import release as shapes
from services.gateway.shapes.builder import BuilderWhoAPI


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def environment_view(environment: Environment) -> environment_shapes.EnvironmentAPI:
    return environment_shapes.EnvironmentAPI(
        id=environment.id,
        name=environment.name,
        is_default=environment.is_default,
        classification_type=environment.type,
        next_environment_id=environment.next_id,
        tenant_id=environment.tenant_id,
        description=environment.description,
        last_deployed=_text(environment.last_deployed),
        integration_accounts=[],
    )


def release_flow_view(flow: ReleaseFlow) -> shapes.ReleaseFlow:
    return shapes.ReleaseFlow(
        name=flow.name,
        summary=flow.summary,
        release_id=flow.release_id,
        flow_id=flow.flow_id,
        version_id=flow.version_id,
        tenant_id=flow.tenant_id,
        created_date=_text(flow.created_at),
        created_by=flow.created_by,
        updated_at=_text(flow.updated_at),
        updated_by=flow.updated_by,
    )


def release_view(release: Release) -> shapes.ReleaseAPI:
    return shapes.ReleaseAPI(
        id=release.id,
        name=release.name,
        tenant_id=release.tenant_id,
        summary=release.summary,
        flows=[
            shapes.ReleaseFlowAPI.model_validate(release_flow_view(flow).model_dump())
            for flow in release.flows
        ],
        themes=[],
        current_environment_id=release.environment_id,
        can_rollback=release.can_roll_back,
        last_deployed=_text(release.last_deployed),
    )


def released_view(
    released: ReleasedSnapshot, makers: Mapping[UUID, Builder]
) -> shapes.ReleasedSnapshot:
    maker = makers.get(released.created_by) if released.created_by else None
    return shapes.ReleasedSnapshot(
        version_id=released.version_id,
        comment=released.comment,
        user_created=builder_view(maker) if maker else None,
        date_created=released.created_at.isoformat(),
        date_last_deployed=released.deployed_at.isoformat(),
        release_id=released.release_id,
        release_name=released.release_name,
        environment_id=released.environment_id,
        environment_name=released.environment_name,
    )


def builder_view(builder: Builder) -> BuilderWhoAPI:
    return BuilderWhoAPI(
        id=builder.id,
        first_name=builder.first_name,
        last_name=builder.last_name,
        email=builder.email,
    )
