"""What the notifier consumes: every event, and every dead letter."""

from faststream.rabbit import RabbitMessage

from libs.contracts.events import CloudEvent, ConnectorRefreshRequested, EventData
from libs.contracts.topology import DEAD_LETTERS, NOTIFIER
from libs.runtime.dead_letters import dead_letter
from libs.runtime.service import Runtime
from libs.store import dead_letters, inbox, refreshes

CONSUMER = "notifier"


def add_handlers(runtime: Runtime) -> None:
    async def hear(event: CloudEvent[EventData]) -> None:
        """Marks a requested refresh as announced; an event heard before changes nothing."""
        async with runtime.database.transaction([event.tenantid]) as tx:
            if not await inbox.first_time(tx, CONSUMER, event.id):
                return
            if isinstance(event.data, ConnectorRefreshRequested):
                wanted = event.data
                await refreshes.announce(tx, event.tenantid, wanted.refresh_id, wanted.job_id)

    async def keep(_payload: bytes, message: RabbitMessage) -> None:
        """A letter that the database does not take stays in its queue."""
        async with runtime.database.transaction() as tx:
            await dead_letters.keep(tx, dead_letter(message))

    concurrency = runtime.settings.worker_concurrency
    runtime.brokers.subscriber(NOTIFIER, concurrency=concurrency)(hear)
    runtime.brokers.subscriber(DEAD_LETTERS, concurrency=concurrency)(keep)
