"""The message side as an AsyncAPI 3 document, generated from the declarations.

The broker made here is never connected: it only carries what it subscribes and publishes into
FastStream's generator. That generator leaves out queue arguments and queues without a consumer, so
these are added as the extension `x-queues`.
"""

from inspect import getdoc
from typing import Any

from faststream.rabbit import RabbitBroker, RabbitExchange, RabbitQueue
from faststream.specification.asyncapi import AsyncAPI

from libs.contracts.commands import ExportCommand, ImportCommand
from libs.contracts.events import (
    CloudEvent,
    ConnectorRefreshRequested,
    EventData,
    FlowPackageExported,
    FlowPackageImported,
    FlowPackageReverted,
    FlowPackageShared,
)
from libs.contracts.topology import (
    COMMAND_KEYS,
    COMMANDS,
    DEAD,
    DEAD_LETTERS,
    EVENTS,
    EXPORT,
    IMPORT,
    NOTIFIER,
    QUEUES,
)

DESCRIPTION = (
    "Commands wake workers; events tell what happened to a tenant. Messages are persistent, are "
    "sent at least once and in no promised order: know a command by its job and an event by its "
    "id. Retries rest in the queues `<queue>.retry.*`; what cannot be handled ends in "
    "`sluice.dead` as it came."
)


def asyncapi() -> dict[str, Any]:
    """The document as JSON values."""
    broker = RabbitBroker("amqp://localhost/", description="RabbitMQ 3.10 or newer")
    _subscribe(broker, EXPORT, COMMANDS, ExportCommand, "Wakes an exporter for one job.")
    _subscribe(broker, IMPORT, COMMANDS, ImportCommand, "Wakes an importer for one job.")
    _subscribe(broker, NOTIFIER, EVENTS, CloudEvent[EventData], "Hears every event.")
    _subscribe(broker, DEAD_LETTERS, DEAD, bytes, "Keeps what no worker could handle, raw.")
    for command, key in COMMAND_KEYS.items():
        _publish(broker, COMMANDS, key, command, getdoc(command))
    _publish_events(broker)
    document: dict[str, Any] = (
        AsyncAPI(broker, title="Sluice", version="1", description=DESCRIPTION)
        .to_specification()
        .to_jsonable()
    )
    for section in (document, document["components"]):
        for name in ("channels", "operations", "messages", "schemas"):
            if name in section:  # the generator's order changes from run to run
                section[name] = dict(sorted(section[name].items()))
    document["x-queues"] = {queue.name: queue.arguments for queue in QUEUES}
    return document


def _publish_events(broker: RabbitBroker) -> None:
    for data, event in (
        (FlowPackageExported, CloudEvent[FlowPackageExported]),
        (FlowPackageShared, CloudEvent[FlowPackageShared]),
        (FlowPackageImported, CloudEvent[FlowPackageImported]),
        (FlowPackageReverted, CloudEvent[FlowPackageReverted]),
        (ConnectorRefreshRequested, CloudEvent[ConnectorRefreshRequested]),
    ):
        _publish(broker, EVENTS, data.type, event, getdoc(data))


def _subscribe(
    broker: RabbitBroker,
    queue: RabbitQueue,
    exchange: RabbitExchange,
    payload: type[Any],
    description: str,
) -> None:
    async def receive(message: Any) -> None:
        """Never called: the generator reads the annotation alone."""

    receive.__annotations__["message"] = payload
    broker.subscriber(queue, exchange, title=queue.name, description=description)(receive)


def _publish(
    broker: RabbitBroker,
    exchange: RabbitExchange,
    key: str,
    payload: type[Any],
    description: str | None,
) -> None:
    broker.publisher(
        exchange=exchange,
        routing_key=key,
        persist=True,
        schema=payload,
        title=f"{exchange.name}:{key}",
        description=description,
    )
