"""Telling what an import did: refresh notices as rows, events through the outbox."""

from uuid import UUID

from libs.contracts.events import ConnectorRefreshRequested, FlowPackageImported, cloud_event
from libs.contracts.jobs import ImportResult
from libs.contracts.messages import Message, event_message
from libs.runtime.clock import new_id, now
from libs.store import outbox, refreshes
from libs.store.database import Transaction
from libs.store.jobs import Claim
from libs.store.refreshes import NewRefresh, Refresh
from libs.store.secrets import DRAFT


async def announce(tx: Transaction, claim: Claim, result: ImportResult, revision: int) -> None:
    """One event for the import, and a refresh with its event for each connector it changed."""
    version_id = result.version_id or DRAFT
    wanted = [
        NewRefresh(
            id=new_id(),
            connector_id=connector.id,
            flow_id=result.flow_id,
            version_id=version_id,
            name=connector.name,
            uri=connector.uri,
            reason=connector.reason,
            job_id=claim.job_id,
        )
        for connector in result.connectors
    ]
    requested = await refreshes.request(tx, claim.tenant_id, wanted)
    imported = FlowPackageImported(
        job_id=claim.job_id,
        flow_id=result.flow_id,
        version_id=result.version_id,
        snapshot=result.snapshot,
        created=result.created,
        updated=result.updated,
        identical=result.identical,
        removed=result.removed,
    )
    messages = [_message(imported, claim.tenant_id, revision)]
    for refresh in requested:
        notice = _refresh_requested(refresh, result)
        messages.append(_message(notice, claim.tenant_id, revision))
    await outbox.add(tx, messages)


def _refresh_requested(refresh: Refresh, result: ImportResult) -> ConnectorRefreshRequested:
    return ConnectorRefreshRequested(
        refresh_id=refresh.id,
        job_id=refresh.job_id,
        connector_id=refresh.connector_id,
        flow_id=refresh.flow_id,
        version_id=result.version_id,
        name=refresh.name,
        uri=refresh.uri,
        reason=refresh.reason,
    )


def _message(
    data: FlowPackageImported | ConnectorRefreshRequested, tenant_id: UUID, revision: int
) -> Message:
    event = cloud_event(data, event_id=new_id(), time=now(), tenant_id=tenant_id, revision=revision)
    return event_message(event)
