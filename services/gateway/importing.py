"""Accepting an import: its options, and the package out of a body, a form or a sharing token."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.jobs import ImportRequest, MappedUri, TokenPackage
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.uris import parse_uri_mappings
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind, MalformedCredential
from libs.store import packages, uploads
from libs.store.packages import TokenState
from services.gateway.parts import Parts
from services.gateway.uploading import Intake
from services.gateway.work import Work


@dataclass(frozen=True, slots=True)
class Options:
    """How a package is to be applied. Active and default are a snapshot's: a draft is neither."""

    is_snapshot: bool = False
    is_active: bool = False
    is_default: bool = False
    overwrite_existing: bool = True
    uri_mappings: tuple[MappedUri, ...] = ()
    expected_flow_id: UUID | None = None

    def request(self, token_package: TokenPackage | None = None) -> ImportRequest:
        return ImportRequest(
            source="upload" if token_package is None else "token",
            token_package=token_package,
            is_snapshot=self.is_snapshot,
            is_active=self.is_snapshot and self.is_active,
            is_default=self.is_snapshot and self.is_default,
            overwrite_existing=self.overwrite_existing,
            uri_mappings=self.uri_mappings,
            expected_flow_id=self.expected_flow_id,
        )


def mappings_of(pairs: Sequence[tuple[str, str]]) -> tuple[MappedUri, ...]:
    """`uriMapping[n][from]` and `[to]` out of a query or a form. Raises `Fault`."""
    return tuple(MappedUri(from_=one.from_, to=one.to) for one in parse_uri_mappings(pairs))


def checked(mappings: Iterable[MappedUri]) -> tuple[MappedUri, ...]:
    """A list of mappings, held to the same rules as those of a query. Raises `Fault`."""
    pairs: list[tuple[str, str]] = []
    for number, one in enumerate(mappings):
        pairs += [(f"uriMapping[{number}][from]", one.from_), (f"uriMapping[{number}][to]", one.to)]
    return mappings_of(pairs)


async def upload_work(parts: Parts, intake: Intake, options: Options) -> Work:
    """The sealed body goes to the object store; a job that is to be recorded next comes back.

    The upload is recorded first: whatever happens from then on, the sweep finds the object.
    """
    upload = intake.upload()
    async with parts.database.transaction([upload.tenant_id]) as tx:
        await uploads.record(tx, upload)
    await parts.objects.put_file(upload.object_key, intake.file)
    return Work(upload.job_id, options.request())


async def token_work(parts: Parts, token: str, options: Options) -> Work:
    """The token is looked up now, so that a wrong one is told at once. Raises token.* problems."""
    return Work(new_id(), options.request(await _redeem(parts, token)))


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
