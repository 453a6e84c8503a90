"""The file that an export gives: likely secrets counted or left out, signed, sealed if asked."""

from dataclasses import dataclass, field, replace

from libs.contracts.jobs import ExportRequest
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.integrity import Signing, signed
from libs.flows.likely_secrets import likely_secrets, without_likely_secrets
from libs.flows.provenance import Blanked
from libs.flows.uniting import United
from libs.objects.sealed_files import seal_file
from libs.objects.sealing import Sealer
from libs.runtime.packing import Snapshot, gathered, pack


@dataclass(frozen=True, slots=True)
class Finished:
    united: United
    data: bytes
    """Of the file, as whoever asked for it gets it."""
    has_secrets: bool
    blanked: int
    likely_secrets: int
    """Plain values that look like secrets, whether they were left out or not."""
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens passwords and closes the file."""

    sealer: Sealer
    signing: Signing
    passphrase: str | None = field(default=None, repr=False)


def finish(snapshot: Snapshot, request: ExportRequest, keys: Keys) -> Finished:
    """Computes for as long as the snapshot is large, and a passphrase takes seconds: call it in a
    thread. Raises request.malformed for a recipient that is no public key.
    """
    united = gathered(snapshot, keys.sealer)
    package = united.package
    likely = likely_secrets(package.parts)
    blanked: tuple[Blanked, ...] = ()
    if request.blank_likely_secrets and likely:
        parts, blanked = without_likely_secrets(package.parts)
        package = replace(package, parts=parts)
    packed = pack(package)
    data = signed(packed.data, keys.signing, blanked)
    return Finished(
        united=united,
        data=_sealed(data, request.recipient, keys.passphrase),
        has_secrets=packed.has_secrets,
        blanked=packed.blanked,
        likely_secrets=len(likely),
        encrypted=request.recipient is not None or keys.passphrase is not None,
    )


def _sealed(data: bytes, recipient: str | None, passphrase: str | None) -> bytes:
    if recipient is None and passphrase is None:
        return data
    try:
        return seal_file(data, recipient=recipient, passphrase=passphrase)
    except ValueError as wrong:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, f"`recipient`: {wrong}.") from None
