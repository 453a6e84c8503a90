from typing import Any

import pytest

from libs.contracts.asyncapi import asyncapi
from libs.contracts.events import EventType
from libs.contracts.topology import EXCHANGES, QUEUES


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi()


def payload(document: dict[str, Any], channel: str) -> dict[str, Any]:
    (message,) = document["channels"][channel]["messages"].values()
    schema = follow(document, follow(document, message)["payload"])
    assert isinstance(schema, dict)
    return schema


def follow(document: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    found: Any = document
    for step in reference["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def test_it_is_an_asyncapi_3_document(document: dict[str, Any]) -> None:
    assert document["asyncapi"].startswith("3.")
    assert document["info"]["title"] == "Sluice"


def test_every_queue_stands_in_it_with_its_arguments(document: dict[str, Any]) -> None:
    assert document["x-queues"] == {queue.name: queue.arguments for queue in QUEUES}


def test_every_exchange_and_consumed_queue_stands_in_it(document: dict[str, Any]) -> None:
    bindings = [channel["bindings"]["amqp"] for channel in document["channels"].values()]
    queues = {binding["queue"]["name"] for binding in bindings if "queue" in binding}
    exchanges = {binding["exchange"]["name"] for binding in bindings if "exchange" in binding}
    assert queues == {"sluice.export", "sluice.import", "sluice.notifier", "sluice.dead"}
    assert exchanges | {"sluice.dead"} == {exchange.name for exchange in EXCHANGES}


@pytest.mark.parametrize("key", ["export", "import"])
def test_every_command_has_its_payload(document: dict[str, Any], key: str) -> None:
    schema = payload(document, f"sluice.commands:{key}")
    assert set(schema["required"]) == {"job_id", "tenant_id"}


@pytest.mark.parametrize("type_", EventType)
def test_every_event_has_its_payload_in_a_cloud_event(
    document: dict[str, Any], type_: EventType
) -> None:
    envelope = payload(document, f"sluice.events:{type_}")
    assert {"specversion", "tenantrevision", "data"} <= set(envelope["properties"])
    data = follow(document, envelope["properties"]["data"])
    assert {"job_id", "flow_id"} <= set(data["properties"])


def test_it_is_the_same_each_time(document: dict[str, Any]) -> None:
    assert asyncapi() == document
