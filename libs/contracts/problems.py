"""Every error a caller can meet, and the document (RFC 9457) that tells it.

A problem says what happened (`title`, `detail`), what became of the data (`effect`) and what to do
next (`advice`). None of them holds a secret.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from libs.flows.faults import Fault, FaultCode

UNCHANGED = "Nothing was changed."
AS_BEFORE = "The tenant is as it was before the job."


class ErrorCode(StrEnum):
    """The code, its HTTP status, its title, what to do next, and what became of the data."""

    status: int
    title: str  # type: ignore[assignment]  # the word of RFC 9457; str.title is not used on codes
    advice: str
    effect: str

    def __new__(
        cls, code: str, status: int, title: str, advice: str, effect: str = UNCHANGED
    ) -> Self:
        member = str.__new__(cls, code)
        member._value_ = str(code)
        member.status = status
        member.title = title
        member.advice = advice
        member.effect = effect
        return member

    # A table: what happened on the first line, what to do about it on the second.
    # fmt: off
    AUTH_MISSING_KEY = (
        "auth.missing-key", 401, "No API key was sent",
        "Send your key in the header `x-boomi-flow-api-key`.",
    )
    AUTH_INVALID_KEY = (
        "auth.invalid-key", 401, "The API key is not valid",
        "The key is well formed but not known here: check the address, or ask for a new key.",
    )
    AUTH_MALFORMED_KEY = (
        "auth.malformed-key", 401, "This is not an API key",
        "Copy the key again: a character is missing, added or mistyped.",
    )
    AUTH_REVOKED_KEY = (
        "auth.revoked-key", 401, "The API key was revoked",
        "Create a new key and use that.",
    )
    AUTH_EXPIRED_KEY = (
        "auth.expired-key", 401, "The API key has expired",
        "Create a new key and use that.",
    )
    AUTH_SCOPE_MISSING = (
        "auth.scope-missing", 403, "The API key may not do this",
        "Use a key that has the scope named here.",
    )
    TENANT_FOREIGN = (
        "tenant.foreign", 403, "The API key does not act for this tenant",
        "Leave out `manywhotenant`, or name the key's own tenant or, with the scope "
        "`subtenants`, one below it.",
    )
    TENANT_NOT_FOUND = (
        "tenant.not-found", 404, "There is no such tenant",
        "Check the tenant's id.",
    )
    TENANT_NAME_TAKEN = (
        "tenant.name-taken", 409, "A tenant of this name exists",
        "Choose another name.",
    )
    TENANT_NAME_MALFORMED = (
        "tenant.name-malformed", 400, "The tenant's name is not usable",
        "Use letters and digits only.",
    )
    KEY_NAME_TAKEN = (
        "key.name-taken", 409, "An API key of this name exists",
        "Choose another name, or revoke the key that has it.",
    )
    KEY_NOT_FOUND = (
        "key.not-found", 404, "There is no API key of this name",
        "List the keys to see their names.",
    )
    FLOW_NOT_FOUND = (
        "flow.not-found", 404, "The tenant has no such flow",
        "Check the flow's id, and that the key acts for the tenant that has it.",
    )
    FLOW_NO_SNAPSHOT = (
        "flow.no-snapshot", 409, "The flow has no snapshot",
        "Make a snapshot of the flow first: only snapshots can be exported.",
    )
    SNAPSHOT_NOT_FOUND = (
        "snapshot.not-found", 404, "The flow has no such version",
        "List the flow's snapshots to see their versions.",
    )
    ENVIRONMENT_NOT_FOUND = (
        "environment.not-found", 404, "The tenant has no such environment",
        "List the tenant's environments to see their ids.",
    )
    ENVIRONMENT_NOTHING_DEPLOYED = (
        "environment.nothing-deployed", 409, "The flow is not deployed to this environment",
        "Deploy a release that holds the flow, or name another environment.",
    )
    RELEASE_NOT_FOUND = (
        "release.not-found", 404, "The tenant has no such release",
        "List the tenant's releases to see their ids.",
    )
    RELEASE_NOT_NEXT = (
        "release.not-next", 409, "The release cannot go to this environment yet",
        "Deploy it to the environment that follows the one it stands in.",
    )
    RELEASE_NOTHING_TO_ROLL_BACK = (
        "release.nothing-to-roll-back", 409, "The release is not deployed to this environment",
        "Look at the release to see where it stands.",
    )
    TOKEN_UNKNOWN = (
        "token.unknown", 404, "The sharing token is not known",
        "Check that the whole token was copied, or ask for a new one.",
    )
    TOKEN_EXPIRED = (
        "token.expired", 410, "The sharing token has expired",
        "Ask for a new token.",
    )
    TOKEN_REVOKED = (
        "token.revoked", 410, "The sharing token was revoked",
        "Ask for a new token.",
    )
    NOT_A_PACKAGE = (
        FaultCode.NOT_A_PACKAGE, 400, "This is not a package",
        "Send the package file as the platform or Sluice exported it.",
    )
    PACKAGE_MALFORMED = (
        FaultCode.MALFORMED, 400, "The package is not valid JSON",
        "Export the package again.",
    )
    PACKAGE_EMPTY = (
        "package.empty", 400, "The body is empty",
        "Send the package in the body of the request.",
    )
    PACKAGE_TRUNCATED = (
        FaultCode.TRUNCATED, 400, "The package ends too early",
        "Send the whole file.",
    )
    PACKAGE_TOO_LARGE = (
        FaultCode.TOO_LARGE, 413, "The package is too large",
        "Split the flow, or ask who runs this service to raise the limit.",
    )
    PACKAGE_TOO_DEEP = (
        FaultCode.TOO_DEEP, 422, "The package is nested too deeply",
        "Export it again: the platform's own packages are far below the limit.",
    )
    PACKAGE_TOO_MANY_ELEMENTS = (
        FaultCode.TOO_MANY_ELEMENTS, 422, "The package has too many elements",
        "Split the flow.",
    )
    PACKAGE_DUPLICATE_KEY = (
        FaultCode.DUPLICATE_KEY, 422, "An object in the package names a key twice",
        "Export the package again: it is not clear which of the two is meant.",
    )
    PACKAGE_DUPLICATE_ELEMENT = (
        FaultCode.DUPLICATE_ELEMENT, 422, "The package holds an element twice",
        "Export the package again: it is not clear which of the two is meant.",
    )
    PACKAGE_NOT_A_NUMBER = (
        FaultCode.NOT_A_NUMBER, 422, "The package holds a number that JSON does not have",
        "Replace NaN or Infinity in the flow and export it again.",
    )
    PACKAGE_LONE_SURROGATE = (
        FaultCode.LONE_SURROGATE, 422, "A text in the package is not valid Unicode",
        "Remove the broken character from the flow and export it again.",
    )
    PACKAGE_NUL_CHARACTER = (
        FaultCode.NUL_CHARACTER, 422, "A text in the package has a NUL character",
        "Remove the character from the flow and export it again.",
    )
    PACKAGE_WRONG_TYPE = (
        FaultCode.WRONG_TYPE, 422, "A value in the package has the wrong type",
        "Export the package again, and do not edit it by hand.",
    )
    MAPPING_MALFORMED = (
        FaultCode.MALFORMED_MAPPING, 400, "The URI mappings are malformed",
        "Send pairs `uriMapping[0][from]` and `uriMapping[0][to]`, numbered from 0 without "
        "gaps.",
    )
    IMPORT_CONFLICT = (
        "import.conflict", 409, "The tenant has the flow or some of its elements",
        "Import with `overwriteExisting=true` to overwrite them.",
    )
    IMPORT_REFUSED = (
        "import.refused", 409, "The import would overwrite edits or go back to older content",
        "Look at the plan in this document; then choose with `onConflict` what is overwritten and "
        "what is kept.",
    )
    IMPORT_STATE_MOVED = (
        "import.state-moved", 409, "The tenant has changed since the plan was made",
        "Look at the fresh plan in this document, and import with its `stateHash`.",
    )
    IMPORT_NOT_FOUND = (
        "import.not-found", 404, "The tenant has no such import that could be taken back",
        "Check the job's id: only imports that have succeeded can be reverted.",
    )
    IMPORT_REVERTED = (
        "import.reverted", 409, "The import was taken back already",
        "Import the package again if you want it back.",
    )
    IMPORT_CHANGED_SINCE = (
        "import.changed-since", 409, "What the import had written has changed since",
        "Take back the changes listed here first, the latest first.",
    )
    PACKAGE_ALTERED = (
        FaultCode.ALTERED, 422, "The package was altered after it had been written",
        "Export it again, and do not edit it by hand.",
    )
    PACKAGE_BAD_SIGNATURE = (
        FaultCode.BAD_SIGNATURE, 422, "The package's signature is wrong",
        "Export it again from where it came from.",
    )
    PACKAGE_UNSIGNED = (
        "package.unsigned", 422, "The tenant takes only packages with a trusted signature",
        "Export the package with Sluice, or let the tenant's settings take unsigned ones.",
    )
    PACKAGE_SEALED = (
        "package.sealed", 422, "The package is sealed and does not open",
        "Send the passphrase it was sealed to, or import it into the tenant whose public key it "
        "was sealed to.",
    )
    BINDING_MALFORMED = (
        "binding.malformed", 422, "A binding cannot be applied",
        "Correct the binding named here.",
    )
    ELEMENT_NOT_FOUND = (
        "element.not-found", 404, "The tenant has no such element in its draft",
        "Check the element's id and kind.",
    )
    ELEMENT_IN_USE = (
        "element.in-use", 409, "Other elements refer to this one",
        "Remove it from the elements named here first.",
    )
    ELEMENT_NAME_TAKEN = (
        "element.name-taken", 409, "The tenant has an element of this kind and name",
        "Choose another name, or update the element that has it.",
    )
    VARIABLE_NOT_FOUND = (
        "environment-variable.not-found", 404, "The environment has no such variable",
        "Check the variable's id.",
    )
    CONNECTOR_NOT_FOUND = (
        "connector.not-found", 404, "The tenant has no such connector in its draft",
        "Check the connector's id.",
    )
    IMPORT_OTHER_FLOW = (
        "import.other-flow", 400, "The package holds another flow",
        "Send the package of the flow that the address names, or leave the flow out of it.",
    )
    JOB_NOT_FOUND = (
        "job.not-found", 404, "The tenant has no such job",
        "Check the job's id.",
    )
    JOB_WAIT_OVER = (
        "job.wait-over", 504, "The job is not finished yet",
        "Ask for the job at the address given here until it has ended.", "The job goes on.",
    )
    JOB_ATTEMPTS_EXHAUSTED = (
        "job.attempts-exhausted", 503, "The job failed each time it was tried",
        "Send the request again; if it fails again, tell who runs this service the job's id.",
        AS_BEFORE,
    )
    JOB_FAILED = (
        "job.failed", 500, "The job failed for a reason inside the service",
        "Tell who runs this service the job's id.", AS_BEFORE,
    )
    REQUEST_MALFORMED = (
        "request.malformed", 400, "The request is malformed",
        "Correct what is named here and send it again.",
    )
    REQUEST_TOO_LARGE = (
        "request.too-large", 413, "The body of the request is too large",
        "Send a smaller one.",
    )
    REQUEST_UNSUPPORTED_MEDIA_TYPE = (
        "request.unsupported-media-type", 415, "The body's media type is not supported",
        "Send one of the media types named here.",
    )
    REQUEST_NO_SUCH_ADDRESS = (
        "request.no-such-address", 404, "There is nothing at this address",
        "See the list of addresses in the API's description.",
    )
    REQUEST_METHOD_NOT_ALLOWED = (
        "request.method-not-allowed", 405, "This address does not take this method",
        "Use one of the methods named in the header `Allow`.",
    )
    EXPORT_NOT_READY = (
        "export.not-ready", 409, "The package is not ready",
        "Ask again when the job has succeeded.",
    )
    REFRESH_NOT_FOUND = (
        "refresh.not-found", 404, "The tenant has no such connector refresh",
        "List the refreshes that are open.",
    )
    OBJECT_DIGEST_MISMATCH = (
        "object.digest-mismatch", 500, "The stored package is not the one that was recorded",
        "Export the flow again; tell who runs this service the job's id.", AS_BEFORE,
    )
    SERVICE_FAILED = (
        "service.failed", 500, "The request failed for a reason inside the service",
        "Tell who runs this service what you sent and when.",
    )
    SERVICE_UNAVAILABLE = (
        "service.unavailable", 503, "A part of the service does not answer",
        "Try again in a few seconds.",
    )
    # fmt: on


class Problem(BaseModel):
    """A problem document. Members beyond the declared ones are extensions of the single case."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: ErrorCode
    effect: str
    advice: str
    instance: str | None = None

    @classmethod
    def of(
        cls, code: ErrorCode, detail: str, *, instance: str | None = None, **extensions: Any
    ) -> Self:
        return cls(
            type=f"/problems/{code}",
            title=code.title,
            status=code.status,
            detail=detail,
            code=code,
            effect=code.effect,
            advice=code.advice,
            instance=instance,
            **extensions,
        )

    @classmethod
    def from_fault(cls, fault: Fault) -> Self:
        """`path`, when the fault has one, is where in the input: `a.b[3].c`."""
        code = next(code for code in ErrorCode if code.value == fault.code.value)
        if not fault.path:
            return cls.of(code, fault.detail)
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.path)
        return cls.of(code, fault.detail, path="".join(steps).removeprefix("."))

    def document(self) -> dict[str, Any]:
        """As JSON values, without members that are not set."""
        return self.model_dump(mode="json", exclude_none=True)


class ProblemError(Exception):
    """Raised where a request or a job ends with a problem; trying again would end the same way."""

    def __init__(self, code: ErrorCode, detail: str, **extensions: Any) -> None:
        super().__init__(detail)
        self.problem = Problem.of(code, detail, **extensions)
