"""Events: what happened to a tenant, as CloudEvents 1.0 in JSON (structured mode).

Types are named as the platform's audit names them. Order is not promised: `tenantrevision` says
which of two events of a tenant is the later one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from libs.contracts.values import Value


class EventType(StrEnum):
    PACKAGE_EXPORTED = "flow.package.exported"
    PACKAGE_SHARED = "flow.package.shared"
    PACKAGE_IMPORTED = "flow.package.imported"
    PACKAGE_REVERTED = "flow.package.reverted"
    REFRESH_REQUESTED = "connector.refresh.requested"


class FlowPackageExported(Value):
    """A snapshot was packed and stored.

    `digest` is in hexadecimal: the SHA-256 of the package's exact bytes, or, where `sealed` says
    that it holds secrets, a digest under a key that only Sluice has.
    """

    type: ClassVar[EventType] = EventType.PACKAGE_EXPORTED
    job_id: UUID
    flow_id: UUID
    version_id: UUID
    digest: str
    size: int
    """Bytes, before sealing."""
    sealed: bool


class FlowPackageShared(Value):
    """A sharing token was issued for a stored package. The token is named, never told."""

    type: ClassVar[EventType] = EventType.PACKAGE_SHARED
    job_id: UUID
    flow_id: UUID
    version_id: UUID
    token_id: UUID


class FlowPackageImported(Value):
    """A package was applied, to the draft or as a snapshot."""

    type: ClassVar[EventType] = EventType.PACKAGE_IMPORTED
    job_id: UUID
    flow_id: UUID
    version_id: UUID | None
    snapshot: bool
    created: int
    updated: int
    identical: int
    removed: int


class FlowPackageReverted(Value):
    """An import was taken back: all that it had changed in the tenant is as it was before."""

    type: ClassVar[EventType] = EventType.PACKAGE_REVERTED
    job_id: UUID
    """The import's."""
    flow_id: UUID
    restored: int
    """Rows of the tenant that were put back."""


class ConnectorRefreshRequested(Value):
    """An import created or changed a connector; its types and actions should be refreshed."""

    type: ClassVar[EventType] = EventType.REFRESH_REQUESTED
    refresh_id: UUID
    job_id: UUID
    connector_id: UUID
    flow_id: UUID
    version_id: UUID | None
    name: str
    uri: str | None
    reason: Literal["created", "updated"]


EventData = (
    FlowPackageExported
    | FlowPackageShared
    | FlowPackageImported
    | FlowPackageReverted
    | ConnectorRefreshRequested
)
Data = TypeVar("Data", bound=EventData)


class CloudEvent(Value, Generic[Data]):
    """The envelope. `source` and `id` together are unique, and the same on every redelivery."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str
    """`/tenants/{tenant id}`"""
    type: EventType
    subject: str
    """What it happened to: `/flows/{flow id}`."""
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    tenantid: UUID
    tenantrevision: int
    data: Data

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """The schema's name in the documents: `FlowPackageSharedEvent`."""
        return f"{getattr(params[0], '__name__', 'Any')}Event"


def cloud_event(
    data: Data, *, event_id: UUID, time: datetime, tenant_id: UUID, revision: int
) -> CloudEvent[Data]:
    """Wraps what happened. `revision` is the tenant's, after the transaction that wrote it."""
    return CloudEvent(
        id=event_id,
        source=f"/tenants/{tenant_id}",
        type=data.type,
        subject=f"/flows/{data.flow_id}",
        time=time,
        tenantid=tenant_id,
        tenantrevision=revision,
        data=data,
    )
