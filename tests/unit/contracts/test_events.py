from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from pydantic import ValidationError

from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.events import (
    CloudEvent,
    ConnectorRefreshRequested,
    EventData,
    FlowPackageExported,
    FlowPackageImported,
    FlowPackageShared,
    cloud_event,
)
from libs.contracts.messages import command_message, event_message

JOB, FLOW, VERSION, TENANT, EVENT = (UUID(int=number) for number in range(1, 6))
COMMON = {"job_id": JOB, "flow_id": FLOW, "version_id": VERSION}
ALL: list[EventData] = [
    FlowPackageExported(**COMMON, digest="ab", size=3, sealed=False),
    FlowPackageShared(**COMMON, token_id=UUID(int=9)),
    FlowPackageImported(**COMMON, snapshot=True, created=1, updated=2, identical=3, removed=0),
    ConnectorRefreshRequested(
        **COMMON,
        refresh_id=UUID(int=7),
        connector_id=UUID(int=8),
        name="Box",
        uri=None,
        reason="created",
    ),
]


def an_event(data: EventData) -> CloudEvent[EventData]:
    return cloud_event(
        data,
        event_id=EVENT,
        time=datetime(2026, 11, 22, tzinfo=UTC),
        tenant_id=TENANT,
        revision=12,
    )


@pytest.mark.parametrize("data", ALL, ids=lambda data: data.type)
def test_an_event_is_a_cloud_event_and_is_read_back_as_it_was(data: EventData) -> None:
    message = event_message(an_event(data))
    body = orjson.loads(message.payload)
    assert body.pop("data") == data.model_dump(mode="json")
    assert body == {
        "specversion": "1.0",
        "id": str(EVENT),
        "source": f"/tenants/{TENANT}",
        "type": data.type,
        "subject": f"/flows/{FLOW}",
        "time": "2026-11-22T00:00:00Z",
        "datacontenttype": "application/json",
        "tenantid": str(TENANT),
        "tenantrevision": 12,
    }
    assert (message.exchange, message.routing_key) == ("sluice.events", data.type)
    assert message.message_id == EVENT
    assert CloudEvent[EventData].model_validate_json(message.payload) == an_event(data)


@pytest.mark.parametrize(("command", "key"), [(ExportCommand, "export"), (ImportCommand, "import")])
def test_a_command_is_sent_under_its_key(command: Callable[..., Command], key: str) -> None:
    sent = command(job_id=JOB, tenant_id=TENANT)
    message = command_message(sent, message_id=EVENT)
    assert (message.exchange, message.routing_key) == ("sluice.commands", key)
    assert type(sent).model_validate_json(message.payload) == sent


def test_a_field_that_nobody_declared_is_refused_without_showing_it() -> None:
    with pytest.raises(ValidationError) as raised:
        ExportCommand.model_validate({"job_id": JOB, "tenant_id": TENANT, "token": "hunter2"})
    assert "hunter2" not in str(raised.value)
