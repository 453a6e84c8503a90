"""What the keeper makes of a dead letter: the payload raw, and the way it came."""

from typing import Any

from faststream.rabbit import RabbitMessage

from libs.store.dead_letters import DeadLetter


def dead_letter(message: RabbitMessage) -> DeadLetter:
    """Reads what RabbitMQ wrote into the headers; a message put there by hand has none of it."""
    raw = message.raw_message
    deaths = raw.headers.get("x-death")
    last: Any = deaths[0] if isinstance(deaths, list) and deaths else {}
    keys = last.get("routing-keys") or [raw.routing_key or ""]
    return DeadLetter(
        message_id=raw.message_id,
        queue=str(last.get("queue", "")),
        exchange=str(last.get("exchange", raw.exchange or "")),
        routing_key=str(keys[0]),
        reason=str(last.get("reason", "put there by hand")),
        headers={name: _json(value) for name, value in raw.headers.items()},
        payload=raw.body,
    )


def _json(value: Any) -> Any:
    """AMQP field values that JSON has too; dates, bytes and decimals as text."""
    if isinstance(value, dict):
        return {str(name): _json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
