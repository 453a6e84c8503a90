"""The events of an export."""

from libs.contracts.events import FlowPackageExported, FlowPackageShared, cloud_event
from libs.contracts.jobs import ExportResult
from libs.contracts.messages import event_message
from libs.runtime.clock import new_id, now
from libs.store import outbox, tenants
from libs.store.database import Transaction
from libs.store.jobs import Claim


async def announce(tx: Transaction, claim: Claim, result: ExportResult) -> None:
    tenant = await tenants.get(tx, claim.tenant_id)
    events: list[FlowPackageExported | FlowPackageShared] = [
        FlowPackageExported(
            job_id=claim.job_id,
            flow_id=result.flow_id,
            version_id=result.version_id,
            digest=result.digest,
            size=result.size,
            sealed=result.sealed,
        )
    ]
    if result.token_id is not None:
        events.append(
            FlowPackageShared(
                job_id=claim.job_id,
                flow_id=result.flow_id,
                version_id=result.version_id,
                token_id=result.token_id,
            )
        )
    wrapped = [
        cloud_event(
            event, event_id=new_id(), time=now(), tenant_id=tenant.id, revision=tenant.revision
        )
        for event in events
    ]
    await outbox.add(tx, [event_message(event) for event in wrapped])
