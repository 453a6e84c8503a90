"""What a job row holds as JSON: the request, how far it is, and how it ended.

None of these ever holds a package, a secret or a token: `token_id` names a sharing token, and the
token itself lies sealed in `sluice.job_secret`; bindings and passphrases in `sluice.job_input`. The
result of a plan is libs.contracts.plans.PlanDocument.
"""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from libs.contracts.plans import ElementName, PlacedSnapshot, PlanIssue
from libs.contracts.values import Value
from libs.flows.wishes import Mergeable, OnConflict


class JobKind(StrEnum):
    EXPORT = "export"
    IMPORT = "import"
    PLAN = "plan"
    """An import that only says what it would do."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Progress(Value):
    """`done` of `total` units of the named stage; a total of 0 means it is not known."""

    stage: str
    done: int = 0
    total: int = 0


class ExportRequest(Value):
    """Which snapshot to pack: a named version, what an environment runs, else the latest."""

    flow_id: UUID
    version_id: UUID | None = None
    environment_id: UUID | None = None
    include_passwords: bool = False
    share: bool = False
    """Also issue a sharing token."""
    include_subflows: bool = False
    """Also pack the flows that the flow calls, and those that they call."""
    blank_likely_secrets: bool = False
    """Leave out plain values that look like secrets."""
    with_passphrase: bool = False
    """Seal the file to the passphrase in the job's input."""
    recipient: str | None = None
    """Seal the file to this public key (age1...)."""


class ExportResult(Value):
    flow_id: UUID
    version_id: UUID
    object_key: str
    digest: str
    """Of the exact bytes of the package, in hexadecimal: SHA-256, or where `sealed` HMAC-SHA256
    under a key of the tenant, against which nobody can try passwords."""
    size: int
    """Bytes, before sealing."""
    sealed: bool
    """The package holds secrets, so it lies encrypted in the object store."""
    token_id: UUID | None = None
    blanked: int = 0
    """Secret slots that were left empty."""
    likely_secrets: int = 0
    """Plain values that look like secrets: left out where that was asked for, else in the file."""
    encrypted: bool = False
    """The file itself is sealed, to a passphrase or a public key (age)."""
    subflows: tuple[UUID, ...] = ()
    """In the order of activation: what a flow calls comes before it."""
    missing_subflows: tuple[UUID, ...] = ()
    """Flows that are called, and of which the tenant has no snapshot: they are not in the file."""
    overruled: tuple[ElementName, ...] = ()
    """Shared elements that the flows have with different content: the flow's own is in the file,
    else the newest of the sub-flows'."""


class TokenPackage(Value):
    """The stored package that a sharing token stands for, in the tenant that shared it."""

    tenant_id: UUID
    object_key: str
    digest: str
    """As in ExportResult."""
    sealed: bool


class MappedUri(Value):
    """A connector whose URI is exactly `from` gets the URI `to`."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    from_: str = Field(alias="from")
    to: str


class SnapshotSource(Value):
    """A snapshot of a tenant the caller acts for: a version, an environment's, or the latest."""

    tenant_id: UUID
    flow_id: UUID
    version_id: UUID | None = None
    environment_id: UUID | None = None
    include_passwords: bool = False
    include_subflows: bool = False


class ImportRequest(Value):
    """How to apply a package, or, for a plan, how it would be applied."""

    source: Literal["upload", "token", "snapshot"]
    token_package: TokenPackage | None = None
    snapshot: SnapshotSource | None = None
    is_snapshot: bool = False
    is_active: bool = False
    is_default: bool = False
    overwrite_existing: bool = True
    uri_mappings: tuple[MappedUri, ...] = ()
    expected_flow_id: UUID | None = None
    """The flow that the address named (older route); a package of another flow is refused."""
    on_conflict: OnConflict = OnConflict.OVERWRITE
    on_conflict_by_element: dict[UUID, OnConflict] = Field(default_factory=dict)
    merge: frozenset[Mergeable] = frozenset()
    state_hash: str | None = None
    """Of the plan that the caller has seen, in hexadecimal; refused when the target has moved."""
    keep_bindings: bool = False
    """Keep the bindings of this request for the tenant's next imports."""
    has_input: bool = False
    """There is a row in `sluice.job_input`."""
    automatic_snapshot_comment: str | None = None
    """Make a snapshot of the draft first, with this comment."""


class ChangedConnector(Value):
    """A service element that an import brought or changed, so its types need a refresh."""

    id: UUID
    name: str
    uri: str | None
    """Without user, password, query and fragment."""
    reason: Literal["created", "updated"]


class MissingSecret(Value):
    """A secret slot that is empty in the package and in the tenant."""

    kind: str
    id: UUID
    name: str
    slot: str


class ImportResult(Value):
    flow_id: UUID
    version_id: UUID | None
    """The snapshot's version, which need not be the package's; none when the draft was written."""
    snapshot: bool
    created: int = 0
    updated: int = 0
    identical: int = 0
    removed: int = 0
    kept: int = 0
    """Elements of which the target's own was kept, because the request said so."""
    connectors: tuple[ChangedConnector, ...] = ()
    unmatched_mappings: tuple[MappedUri, ...] = ()
    """Their URIs are shortened like a connector's."""
    missing_secrets: tuple[MissingSecret, ...] = ()
    """Those that are needed."""
    issues: tuple[PlanIssue, ...] = ()
    """As the plan of this import had them."""
    snapshots: tuple[PlacedSnapshot, ...] = ()
    """In the order of activation; empty for an import into the draft."""
