"""What an import did to a tenant, whether it wrote the draft or a snapshot."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import orjson

from libs.contracts.jobs import ChangedConnector
from libs.flows.model import Json, Part


@dataclass(frozen=True, slots=True)
class Applied:
    version_id: UUID | None
    """The snapshot's; none for the draft."""
    created: int = 0
    updated: int = 0
    identical: int = 0
    removed: int = 0
    connectors: tuple[ChangedConnector, ...] = ()
    changed: bool = True


def uri_of(connector: Part) -> str | None:
    uri = orjson.loads(connector.content).get("uri")
    return uri if isinstance(uri, str) else None


def changed_connector(part: Part, overlay: Json | None, *, known: bool) -> ChangedConnector:
    """`known`: the tenant had the connector before, so it was updated rather than created."""
    uri = uri_of(part) if overlay is None else overlay["uri"]
    reason: Literal["created", "updated"] = "updated" if known else "created"
    return ChangedConnector(id=part.id, name=part.name, uri=uri, reason=reason)
