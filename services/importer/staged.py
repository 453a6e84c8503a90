"""A package that was read and staged, and how its tenant wants it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.jobs import ImportRequest, MappedUri
from libs.flows.kinds import Kind
from libs.flows.model import Digest, Json, Package
from libs.flows.secret_slots import SecretSlot
from libs.store.jobs import Claim


@dataclass(frozen=True, slots=True)
class Staged:
    claim: Claim
    request: ImportRequest
    package: Package
    manifest: Digest
    """Under which the package lies staged."""
    overlays: Mapping[UUID, Json]
    """Merge patches by connector, from the URI mappings."""
    unmatched: tuple[MappedUri, ...]
    """Mappings that no connector of the package answers to."""

    slots: Set[SecretSlot]
    """Where the package's elements can hold a secret, filled in it or blank."""

    @property
    def tenant_id(self) -> UUID:
        return self.claim.tenant_id

    @property
    def keys(self) -> list[tuple[Kind, UUID]]:
        return [(part.kind, part.id) for part in self.package.parts]
