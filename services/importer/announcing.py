"""Telling what an import did: refresh notices as rows, events through the outbox."""

from collections.abc import Sequence
from uuid import UUID

from libs.contracts.events import ConnectorRefreshRequested, FlowPackageImported, cloud_event
from libs.contracts.messages import Message, event_message
from libs.runtime.clock import new_id, now
from libs.store import outbox, refreshes
from libs.store.database import Transaction
from libs.store.jobs import Claim
from libs.store.refreshes import NewRefresh, Refresh
from libs.store.secrets import DRAFT
from services.importer.document import counts
from services.importer.planned import Planned


async def announce(
    tx: Transaction,
    claim: Claim,
    planned: Sequence[Planned],
    versions: Sequence[UUID | None],
    revision: int,
) -> None:
    """One event for each flow, and a refresh with its event for each connector that was changed.

    `versions` are where the flows came to stand; None is the draft.
    """
    messages: list[Message] = []
    for one, version_id in zip(planned, versions, strict=True):
        imported = _imported(claim, one, version_id)
        wanted = _wanted(claim, one, version_id)
        requested = await refreshes.request(tx, claim.tenant_id, wanted)
        messages.append(_message(imported, claim.tenant_id, revision))
        for refresh in requested:
            notice = _refresh_requested(refresh, version_id)
            messages.append(_message(notice, claim.tenant_id, revision))
    await outbox.add(tx, messages)


def _imported(claim: Claim, planned: Planned, version_id: UUID | None) -> FlowPackageImported:
    number = counts([planned])
    return FlowPackageImported(
        job_id=claim.job_id,
        flow_id=planned.arrival.package.flow.id,
        version_id=version_id,
        snapshot=version_id is not None,
        created=number.create,
        updated=number.update,
        identical=number.identical,
        removed=number.remove,
    )


def _wanted(claim: Claim, planned: Planned, version_id: UUID | None) -> list[NewRefresh]:
    return [
        NewRefresh(
            id=new_id(),
            connector_id=connector.id,
            flow_id=planned.arrival.package.flow.id,
            version_id=version_id or DRAFT,
            name=connector.name,
            uri=connector.uri,
            reason=connector.reason,
            job_id=claim.job_id,
        )
        for connector in planned.connectors
    ]


def _refresh_requested(refresh: Refresh, version_id: UUID | None) -> ConnectorRefreshRequested:
    return ConnectorRefreshRequested(
        refresh_id=refresh.id,
        job_id=refresh.job_id,
        connector_id=refresh.connector_id,
        flow_id=refresh.flow_id,
        version_id=version_id,
        name=refresh.name,
        uri=refresh.uri,
        reason=refresh.reason,
    )


def _message(
    data: FlowPackageImported | ConnectorRefreshRequested, tenant_id: UUID, revision: int
) -> Message:
    event = cloud_event(data, event_id=new_id(), time=now(), tenant_id=tenant_id, revision=revision)
    return event_message(event)
