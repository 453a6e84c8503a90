"""Accepting an import or its plan: the options, and where the package comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.jobs import ImportRequest, MappedUri, SnapshotSource, TokenPackage
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.uris import parse_uri_mappings, unfit
from libs.flows.wishes import Mergeable, OnConflict
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind, MalformedCredential
from libs.store import packages, uploads
from libs.store.packages import TokenState
from services.gateway.parts import Parts
from services.gateway.uploading import Intake
from services.gateway.work import Work


@dataclass(frozen=True, slots=True)
class Options:
    """How a package is to be applied. Active and default are a snapshot's: a draft is neither.

    Edits and newer content are overwritten, as on the platform, unless something else is asked.
    """

    is_snapshot: bool = False
    is_active: bool = False
    is_default: bool = False
    overwrite_existing: bool = True
    uri_mappings: tuple[MappedUri, ...] = ()
    expected_flow_id: UUID | None = None
    on_conflict: OnConflict = OnConflict.OVERWRITE
    on_conflict_by_element: Mapping[UUID, OnConflict] = field(default_factory=dict)
    merge: frozenset[Mergeable] = frozenset()
    state_hash: str | None = None
    keep_bindings: bool = False
    automatic_snapshot_comment: str | None = None
    given: JobInput | None = None
    """Bindings and a passphrase, where there are any. They travel beside the request, sealed."""

    def of_upload(self) -> ImportRequest:
        return ImportRequest(source="upload", **self._asked())

    def of_token(self, package: TokenPackage) -> ImportRequest:
        return ImportRequest(source="token", token_package=package, **self._asked())

    def of_snapshot(self, snapshot: SnapshotSource) -> ImportRequest:
        return ImportRequest(source="snapshot", snapshot=snapshot, **self._asked())

    def _asked(self) -> dict[str, Any]:
        return {
            "is_snapshot": self.is_snapshot,
            "is_active": self.is_snapshot and self.is_active,
            "is_default": self.is_snapshot and self.is_default,
            "overwrite_existing": self.overwrite_existing,
            "uri_mappings": self.uri_mappings,
            "expected_flow_id": self.expected_flow_id,
            "on_conflict": self.on_conflict,
            "on_conflict_by_element": self.on_conflict_by_element,
            "merge": self.merge,
            "state_hash": self.state_hash,
            "keep_bindings": self.keep_bindings,
            "has_input": self.given is not None,
            "automatic_snapshot_comment": self.automatic_snapshot_comment,
        }


def mappings_of(pairs: Sequence[tuple[str, str]]) -> tuple[MappedUri, ...]:
    """`uriMapping[n][from]` and `[to]` out of a query or a form. Raises `Fault`."""
    return tuple(MappedUri(from_=one.from_, to=one.to) for one in parse_uri_mappings(pairs))


def checked(mappings: Iterable[MappedUri]) -> tuple[MappedUri, ...]:
    """A list of mappings, held to the same rules as those of a query. Raises `Fault`."""
    pairs: list[tuple[str, str]] = []
    for number, one in enumerate(mappings):
        pairs += [(f"uriMapping[{number}][from]", one.from_), (f"uriMapping[{number}][to]", one.to)]
    return mappings_of(pairs)


def check_uris(bindings: Bindings) -> None:
    """Raises binding.malformed for a URI that no mapping could give to a connector either."""
    for connector in bindings.connectors:
        why = None if connector.uri is None else unfit(connector.uri)
        if why is not None:
            named = connector.id or connector.name
            raise ProblemError(
                ErrorCode.BINDING_MALFORMED, f"The `uri` that is bound to '{named}' {why}."
            )


async def upload_work(parts: Parts, intake: Intake, options: Options) -> Work:
    """The sealed body goes to the object store; a job that is to be recorded next comes back.

    The upload is recorded first: whatever happens from then on, the sweep finds the object.
    """
    upload = intake.upload()
    async with parts.database.transaction([upload.tenant_id]) as tx:
        await uploads.record(tx, upload)
    await parts.objects.put_file(upload.object_key, intake.file)
    return Work(upload.job_id, options.of_upload(), options.given)


async def token_work(parts: Parts, token: str, options: Options) -> Work:
    """The token is looked up now, so that a wrong one is told at once. Raises token.* problems."""
    return Work(new_id(), options.of_token(await _redeem(parts, token)), options.given)


def snapshot_work(snapshot: SnapshotSource, options: Options) -> Work:
    """The caller acts for the snapshot's tenant: that is for the route to see to."""
    return Work(new_id(), options.of_snapshot(snapshot), options.given)


async def _redeem(parts: Parts, token: str) -> TokenPackage:
    try:
        presented = Credential.parse(token, CredentialKind.TOKEN)
    except MalformedCredential as wrong:
        detail = f"The text sent is not a sharing token: {wrong}."
        raise ProblemError(ErrorCode.TOKEN_UNKNOWN, detail) from None
    async with parts.database.transaction(presented=presented.hash) as tx:
        shared = await packages.redeem(tx)
    if shared is None:
        raise ProblemError(ErrorCode.TOKEN_UNKNOWN, "The token is well formed, but unknown.")
    if shared.state is TokenState.EXPIRED:
        raise ProblemError(ErrorCode.TOKEN_EXPIRED, "The token was good until its time was over.")
    if shared.state is TokenState.REVOKED:
        raise ProblemError(ErrorCode.TOKEN_REVOKED, "Whoever shared the package took it back.")
    return TokenPackage(
        tenant_id=shared.package.tenant_id,
        object_key=shared.package.object_key,
        digest=shared.package.digest.hex(),
        sealed=shared.package.sealed,
    )
