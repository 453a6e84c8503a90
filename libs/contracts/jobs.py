"""What a job row holds as JSON: the request, how far it is, and how it ended.

None of these ever holds a package, a secret or a token: `token_id` names a sharing token, and the
token itself lies sealed in `sluice.job_secret`.
"""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from libs.contracts.values import Value


class JobKind(StrEnum):
    EXPORT = "export"
    IMPORT = "import"


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


class ImportRequest(Value):
    source: Literal["upload", "token"]
    token_package: TokenPackage | None = None
    is_snapshot: bool = False
    is_active: bool = False
    is_default: bool = False
    overwrite_existing: bool = True
    uri_mappings: tuple[MappedUri, ...] = ()
    expected_flow_id: UUID | None = None
    """The flow that the address named (older route); a package of another flow is refused."""


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
    connectors: tuple[ChangedConnector, ...] = ()
    unmatched_mappings: tuple[MappedUri, ...] = ()
    """Their URIs are shortened like a connector's."""
    missing_secrets: tuple[MissingSecret, ...] = ()
