"""A plan as it is told: what an import would do to one tenant. It never holds a secret."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from libs.contracts.values import Value


class PlanValue(Value):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )


class ElementName(PlanValue):
    kind: str
    id: UUID
    name: str


class FieldDifference(PlanValue):
    """One field that differs. `before` and `after` are JSON, shortened where they are long."""

    path: str
    """Readable: `actions/create-pdf/serviceInputs/File/typeElementId`."""
    operation: Literal["add", "remove", "replace"]
    before: str | None = None
    after: str | None = None


class PlannedChange(ElementName):
    verdict: Literal["create", "update", "identical", "remove"]
    edited: bool
    """Made or changed in the tenant, or the package would take a password that was set there."""
    downgrade: bool
    decision: Literal["apply", "keep", "refuse"]
    """`keep`: the target's stays. `refuse`: because of this one the import would be refused."""
    differences: tuple[FieldDifference, ...] = ()
    merged_from: UUID | None = None
    """The id it has in the package, where it was mapped to one that the tenant has."""


class PlanIssue(PlanValue):
    code: str
    """One of docs/reference/issues.md."""
    severity: Literal["error", "warning", "info"]
    detail: str
    advice: str
    elements: tuple[ElementName, ...] = ()
    path: str | None = None


class ImpactedFlow(PlanValue):
    """Another flow of the tenant, and which of its elements the import updates or removes."""

    id: UUID
    name: str
    elements: tuple[ElementName, ...]


class SecretChange(ElementName):
    """What becomes of one place for a password. The password itself is told nowhere."""

    slot: str
    fate: Literal["set", "replace", "same", "keep", "missing", "empty"]
    """`keep`: blank in the package, and the tenant's own stays. `missing`: needed and not there."""
    source: Literal["package", "binding"] | None = None


class MissingBinding(ElementName):
    """What the tenant still has to supply, and the field of a binding that supplies it."""

    field: str
    """`value` or `password`: a configuration is bound at the value it refers to."""
    slot: str


class MappingHit(PlanValue):
    from_: str = Field(alias="from")
    """Without user, password, query and fragment, as is `to`."""
    to: str
    connectors: tuple[ElementName, ...] = ()
    """Empty: no connector of the package has this URI."""


class RefreshWish(ElementName):
    uri: str | None
    reason: Literal["created", "updated"]


class Requirement(PlanValue):
    """What the package needs and cannot bring: it is listed whether the tenant has it or not."""

    kind: Literal["environment-variable", "custom-component", "subflow"]
    name: str
    present: bool


class PlacedSnapshot(PlanValue):
    """Where a snapshot import would put the package."""

    flow_id: UUID
    version_id: UUID | None
    """None where it would be a fresh id."""
    created: bool
    """False: the tenant has this content under this version."""
    is_active: bool
    is_default: bool


class Counts(PlanValue):
    create: int = 0
    update: int = 0
    identical: int = 0
    remove: int = 0
    keep: int = 0
    refuse: int = 0


class Signer(PlanValue):
    """What a package says of where it comes from."""

    producer: str
    key: str
    """The public key, base64."""
    trusted: bool


class PlanDocument(PlanValue):
    flow_id: UUID
    flow_name: str
    snapshots: tuple[PlacedSnapshot, ...] = ()
    """In the order of activation; empty for an import into the draft."""
    counts: Counts
    changes: tuple[PlannedChange, ...]
    issues: tuple[PlanIssue, ...]
    impacted_flows: tuple[ImpactedFlow, ...]
    secrets: tuple[SecretChange, ...]
    missing_bindings: tuple[MissingBinding, ...]
    uri_mappings: tuple[MappingHit, ...]
    connector_refreshes: tuple[RefreshWish, ...]
    requirements: tuple[Requirement, ...]
    signer: Signer | None
    state_hash: str
    """Of all that was read of the target, in hexadecimal."""
    refused: bool
    """An import with the same options would be refused as things are."""
