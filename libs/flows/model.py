"""The values the core computes with. All of them are immutable; JSON trees are never changed."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.provenance import Provenance

Json: TypeAlias = Any
"""What `orjson.loads` gives: dict, list, str, int, float, bool or None."""

Digest: TypeAlias = bytes
"""SHA-256, 32 bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One element taken apart: what it says, and the stamp it carries.

    `content` is the canonical JSON (sorted keys, UTF-8) the digest is taken over: no stamp, no
    secrets, texts in place of content-value guids, keyed by culture. `stamp` is the JSON that
    turns content back into the element exactly as it was read. Source: design.md, idea 1.
    """

    kind: Kind
    id: UUID
    name: str
    content: bytes
    stamp: bytes
    digest: Digest
    flow_id: UUID | None = None
    """The flow that owns a map, group or navigation element (and a flow itself); else None."""
    version_id: UUID | None = None
    modified: str | None = None
    """`dateModified` as written by the platform: ISO 8601, seven fractional digits."""


@dataclass(frozen=True, slots=True)
class Culture:
    """A language a package has texts in. `key` is `language/country/brand/variant`."""

    key: str
    guid: UUID
    body: bytes


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret slot of an element: never in content, stamp, rest, digest or a `repr`."""

    kind: Kind
    element_id: UUID
    slot: str
    """Where in the element: a readable path, with `@culture-key` for texts."""
    value: str

    def __repr__(self) -> str:
        return f"Secret({self.kind} {self.element_id} {self.slot})"


@dataclass(frozen=True, slots=True)
class Package:
    """A package as a value: the flow first, then every element in file order."""

    parts: tuple[Part, ...]
    cultures: tuple[Culture, ...]
    rest: bytes
    """What belongs to no element: unknown top-level keys, documents of absent elements, order."""
    digest: Digest
    """Over (kind, id, digest) of all parts, sorted: equal digests mean nothing to do."""
    secrets: tuple[Secret, ...] = ()
    provenance: Provenance | None = field(default=None, compare=False)
    """What it says of itself; None where it says nothing. Who signed it is not what it is."""

    @property
    def flow(self) -> Part:
        return self.parts[0]
