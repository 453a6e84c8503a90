"""A plan with all that its carrying out needs to know."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.jobs import ChangedConnector
from libs.flows.arrival import Arrival
from libs.flows.kinds import Kind
from libs.flows.model import Digest
from libs.flows.plan import Plan
from libs.store.snapshots import NewSnapshot, Placed


@dataclass(frozen=True, slots=True)
class Place:
    """Of a snapshot import: where the package comes to stand."""

    new: NewSnapshot
    fresh_id: UUID
    """For the case that the version's own id is taken."""
    placed: Placed

    @property
    def is_fresh(self) -> bool:
        """Whether the version gets an id that only its import makes known."""
        return self.placed.created and self.placed.version_id == self.fresh_id


@dataclass(frozen=True, slots=True)
class Planned:
    arrival: Arrival
    manifest: Digest
    """Under which the arrival's package is staged."""
    plan: Plan
    place: Place | None
    """None for an import into the draft."""
    sources: tuple[UUID, ...]
    """Versions whose secrets the tenant has for this flow; the first that has a slot filled
    counts."""
    connectors: tuple[ChangedConnector, ...]
    """That want a refresh."""

    @property
    def is_new(self) -> bool:
        """False for a snapshot that the tenant has already, whose flags alone may change."""
        return self.place is None or self.place.placed.created

    @property
    def written(self) -> frozenset[tuple[Kind, UUID]]:
        """Elements that the tenant has as they stand in the package once this is applied."""
        if self.place is not None:
            return frozenset(self.arrival.keys)
        return frozenset((one.kind, one.id) for one in self.plan.changes if one.is_written)
