"""A package that was fetched, opened, checked and read, and how its tenant wants it."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.bindings import Bindings
from libs.contracts.jobs import ImportRequest, MappedUri
from libs.contracts.plans import Signer
from libs.flows.issues import Issue
from libs.flows.model import Package, Part
from libs.flows.provenance import Blanked
from libs.flows.uris import UriMapping
from libs.flows.wishes import Wishes
from libs.store.jobs import Claim


@dataclass(frozen=True, slots=True)
class Received:
    claim: Claim
    request: ImportRequest
    flow: Part
    """The flow that the package is of."""
    packages: tuple[Package, ...]
    """One for the draft; for snapshots one of each flow, in the order of activation."""
    given: Bindings
    """Of this request alone."""
    issues: tuple[Issue, ...]
    """About the package's origin."""
    signer: Signer | None
    path: tuple[UUID, ...]
    """The tenants from the root down to this one: their bindings hold here too."""

    @property
    def tenant_id(self) -> UUID:
        return self.claim.tenant_id

    @property
    def elements(self) -> int:
        return sum(len(package.parts) for package in self.packages)

    @property
    def blanked(self) -> tuple[Blanked, ...]:
        """What was left out of the package at export."""
        provenance = self.packages[0].provenance
        return () if provenance is None else provenance.blanked

    @property
    def wishes(self) -> Wishes:
        request = self.request
        return Wishes(
            is_snapshot=request.is_snapshot,
            on_conflict=request.on_conflict,
            by_element=request.on_conflict_by_element,
            uri_mappings=tuple(map(_mapping, request.uri_mappings)),
            merge=request.merge,
        )


def _mapping(mapped: MappedUri) -> UriMapping:
    return UriMapping(mapped.from_, mapped.to)
