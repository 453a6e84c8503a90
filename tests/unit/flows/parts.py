"""Elements and packages made by hand, for what is tested of them alone."""

from typing import Any
from uuid import UUID, uuid5

import orjson

from libs.flows import kinds
from libs.flows.digest import element_digest, package_digest
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Package, Part, Secret
from libs.flows.split import canonical

_SPACE = UUID("5f1c3c0e-6c0f-4c57-9f0e-3f8f5d1f7a10")
REST = b'{"keys":{},"documents":[]}'
CULTURES = (
    Culture(
        "EN/USA//",
        uuid5(_SPACE, "culture"),
        orjson.dumps(
            {"compositeId": {"guid": str(uuid5(_SPACE, "culture"))}, "language": "EN"},
        ),
    ),
)


def id_of(name: str) -> UUID:
    return uuid5(_SPACE, name)


def part(
    kind: Kind,
    id_name: str,
    content: dict[str, Any] | None = None,
    *,
    flow: str | None = None,
    modified: str | None = None,
    blanks: dict[str, Any] | None = None,
    name: str | None = None,
) -> Part:
    """Its id comes from `id_name`, which is its name too unless another is given."""
    composite = {"guid": str(id_of(id_name))}
    said = {"compositeId": composite, "developerName": name or id_name, **(content or {})}
    encoded = canonical(said)
    stamp: dict[str, Any] = {"blanks": blanks} if blanks else {}
    return Part(
        kind=kind,
        id=id_of(id_name),
        name=said["developerName"],
        content=encoded,
        stamp=canonical(stamp),
        digest=element_digest(encoded),
        flow_id=id_of(id_name) if kind == kinds.FLOW else id_of(flow) if flow else None,
        modified=modified,
    )


def package(*parts: Part, secrets: tuple[Secret, ...] = ()) -> Package:
    """The flow first."""
    keyed = ((one.kind, one.id, one.digest) for one in parts)
    digest = package_digest(keyed, parts[0].id, REST)
    return Package(parts, CULTURES, REST, digest, secrets)


def flow(name: str = "Flow", maps: tuple[str, ...] = (), **content: Any) -> Part:
    ids = sorted(str(id_of(one)) for one in maps)
    return part(kinds.FLOW, name, {"mapElementIds": ids, **content} if ids else content)
