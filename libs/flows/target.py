"""What a plan reads of a tenant. All of it is in the plan's state hash, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.model import Digest, Part
from libs.flows.secret_slots import SecretSlot


@dataclass(frozen=True, slots=True)
class TargetElement:
    """One element as the tenant has it now: in its draft, or in the snapshot compared with."""

    kind: Kind
    id: UUID
    digest: Digest
    """Effective: of the base with its overlay."""
    imported: Digest | None
    """Effective digest of the last import; None for an element made in the tenant."""
    name: str
    flow_id: UUID | None
    modified: str | None
    version_id: UUID | None
    base: Digest
    """Of the content before the overlay."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An element outside the package that has the name or the end-point of one in it."""

    kind: Kind
    id: UUID
    name: str
    endpoint: str | None
    """A connector's URI."""


@dataclass(frozen=True, slots=True)
class Use:
    """A reference from a draft element outside the package to an element of it."""

    kind: Kind
    id: UUID
    name: str
    """Kind, id and name of the element that refers."""
    flow_id: UUID | None
    """The flow that owns the element that refers; a flow's own id; None for a shared one."""
    target_kind: Kind
    target_id: UUID
    action: str | None
    """Of a connector: the URI part of the action that is called."""


@dataclass(frozen=True, slots=True)
class Target:
    elements: tuple[TargetElement, ...] = ()
    """Every row whose kind and id the package has, and all that its flows own."""
    parts: Mapping[tuple[Kind, UUID], Part] = field(default_factory=dict, repr=False)
    """Effective content of those elements whose digest is not the package's."""
    had_before: frozenset[tuple[Kind, UUID]] = frozenset()
    """Elements whose content in the package is one that they had in this tenant once."""
    neighbours: tuple[Neighbour, ...] = ()
    uses: tuple[Use, ...] = ()
    """Of elements that the package holds or its flows own: direct ones, and those through shared
    elements."""
    flows: Mapping[UUID, str] = field(default_factory=dict)
    """Names of the tenant's flows that `uses` name or the package refers to."""
    secrets: frozenset[SecretSlot] = frozenset()
    """Slots of the package's elements that the tenant has filled."""
    equal_secrets: frozenset[SecretSlot] = frozenset()
    """Those of them that hold what would be written."""
    own_secrets: frozenset[SecretSlot] = frozenset()
    """Filled slots of the draft that were set in the tenant itself, of the package's elements,
    whether these have such a place in the package or not."""
    variables: frozenset[str] = frozenset()
    """Names of the tenant's environment variables, of those the package refers to."""
    components: frozenset[str] = frozenset()
    """Keys of the tenant's custom page components, of those the package refers to."""
    outside: tuple[Part, ...] = field(default=(), repr=False)
    """Effective content of elements that the package refers to and does not hold."""
    placement: bytes = b""
    """Of a snapshot import: what decides under which version it comes to stand."""
    unstamped: frozenset[tuple[Kind, UUID]] = frozenset()
    """Elements with the package's content whose stored stamp lacks a secret slot of the package's:
    the secret would never be exported again."""
    beside: bytes = b""
    """Digest of what the arrival was made of besides the package and the request: the bindings
    that are kept for the tenant, and what merging remembers."""
