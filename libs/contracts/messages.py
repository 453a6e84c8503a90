"""A message on its way out: what the outbox keeps and the relay publishes."""

from dataclasses import dataclass, field
from uuid import UUID

from libs.contracts.commands import Command
from libs.contracts.events import CloudEvent, Data
from libs.contracts.topology import COMMAND_KEYS, COMMANDS, EVENTS

JSON = "application/json"
CLOUD_EVENT = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class Message:
    """`message_id` stays the same however often the message is sent: consumers know it by that."""

    message_id: UUID
    exchange: str
    routing_key: str
    content_type: str
    payload: bytes
    headers: dict[str, str | int] = field(default_factory=dict)


def command_message(command: Command, *, message_id: UUID) -> Message:
    return Message(
        message_id=message_id,
        exchange=COMMANDS.name,
        routing_key=COMMAND_KEYS[type(command)],
        content_type=JSON,
        payload=command.model_dump_json().encode(),
    )


def event_message(event: CloudEvent[Data]) -> Message:
    return Message(
        message_id=event.id,
        exchange=EVENTS.name,
        routing_key=event.type,
        content_type=CLOUD_EVENT,
        payload=event.model_dump_json().encode(),
    )
