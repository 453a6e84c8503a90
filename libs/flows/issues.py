"""What a plan warns of: every kind of issue declared once, with its severity and what to do.

docs/reference/issues.md is made from this table.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from libs.flows.kinds import Kind


class Severity(StrEnum):
    ERROR = "error"
    """The import is refused unless the request says otherwise."""
    WARNING = "warning"
    """The import goes through, and something may not work as it is meant to."""
    INFO = "info"


class IssueCode(StrEnum):
    """The code, its severity, what it means, and what to do."""

    severity: Severity
    meaning: str
    advice: str

    def __new__(cls, code: str, severity: Severity, meaning: str, advice: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.severity = severity
        member.meaning = meaning
        member.advice = advice
        return member

    # fmt: off
    EDITED = (
        "conflict.edited", Severity.ERROR,
        "The element or a password of it was changed in the tenant since it was last imported, or "
        "it was made there.",
        "Import with `onConflict` `overwrite` to lose the edit, or `keep-target` to keep it.",
    )
    DOWNGRADE = (
        "conflict.downgrade", Severity.ERROR,
        "The package holds an older state of the element than the tenant has.",
        "Import with `onConflict` `keep-target`, or export a newer package; `overwrite` goes back.",
    )
    UNMATCHED_CHOICE = (
        "conflict.unmatched-choice", Severity.WARNING,
        "A choice of `onConflictByElement` names no element that the import touches.",
        "Compare the id with those of the plan's changes.",
    )
    DANGLING_REFERENCE = (
        "reference.dangling", Severity.WARNING,
        "An element refers to something that is neither in the package nor in the tenant.",
        "Export the flow again from a tenant where it is whole, or import what is missing as well.",
    )
    MISSING_SUBFLOW = (
        "reference.missing-subflow", Severity.WARNING,
        "The flow calls another flow that is neither in the package nor in the tenant.",
        "Import that flow as well, or export with `includeSubflows`.",
    )
    REMOVED_ACTION = (
        "connector.removed-action", Severity.WARNING,
        "The connector loses an action that another flow of the tenant still calls.",
        "Keep the target's connector, or import newer versions of the flows named here as well.",
    )
    SAME_NAME = (
        "duplicate.name", Severity.WARNING,
        "The tenant has an element of this kind and name under another id.",
        "Import with `merge` to map a type to the one that is there, or rename one of the two.",
    )
    SAME_ENDPOINT = (
        "duplicate.endpoint", Severity.WARNING,
        "The tenant has a connector with the same end-point under another id.",
        "Import with `merge` to map the connector to the one that is there.",
    )
    UNMATCHED_MAPPING = (
        "mapping.unmatched", Severity.WARNING,
        "No connector of the package has the URI that a mapping names.",
        "Compare the mapping with the connectors' URIs, letter by letter.",
    )
    UNMATCHED_BINDING = (
        "binding.unmatched", Severity.WARNING,
        "A binding of this request names nothing in the package.",
        "Compare the binding's id or name with the package's elements.",
    )
    KEPT_BINDING = (
        "binding.kept", Severity.WARNING,
        "A binding or a mapped URI is for an element that is kept as the tenant has it.",
        "Choose `overwrite` for the element, or change it in the tenant.",
    )
    MISSING_SECRET = (
        "secret.missing", Severity.WARNING,
        "A password that is needed is empty in the package and in the tenant.",
        "Give it as a binding, or set it in the tenant after the import.",
    )
    EMPTY_SECRET = (
        "secret.empty", Severity.INFO,
        "A place for a password is empty, and nothing says that one is needed there.",
        "Nothing, if it is meant to be empty or is filled when the flow runs.",
    )
    REPLACED_SECRET = (
        "secret.replaced", Severity.WARNING,
        "A password that an import has brought gives way to another one of this package.",
        "Import with `onConflict` `keep-target` for the element, or blank it in the package.",
    )
    BLANKED_SECRET = (
        "secret.blanked", Severity.WARNING,
        "A plain value was left out at export since it looked like a secret; the tenant has none.",
        "Give it as a binding, or set it in the tenant after the import.",
    )
    LIKELY_SECRET = (
        "secret.likely", Severity.WARNING,
        "A plain value looks like a secret, and would be stored and exported in the clear.",
        "Make it a password value; an export can leave it out with `blankLikelySecrets`.",
    )
    DEVELOPMENT_HOST = (
        "connector.development-host", Severity.WARNING,
        "A connector's URI names a host that is used in development only.",
        "Map the URI, or bind the connector to the tenant's own.",
    )
    UNKNOWN_KIND = (
        "package.unknown-kind", Severity.INFO,
        "The package holds elements of a kind that Sluice does not know; they are kept.",
        "Nothing; references inside them are not followed.",
    )
    MISSING_VARIABLE = (
        "requirement.environment-variable", Severity.WARNING,
        "The package uses an environment variable that the tenant does not have.",
        "Create the variable in the tenant's environments.",
    )
    MISSING_COMPONENT = (
        "requirement.custom-component", Severity.WARNING,
        "A page uses a custom component that is neither in the package nor in the tenant.",
        "Install the component in the tenant's player, or import it.",
    )
    DIGEST_MISMATCH = (
        "integrity.digest-mismatch", Severity.ERROR,
        "The package says what it holds, and an element is not what it says.",
        "Export it again: it was changed after it had been written.",
    )
    SIGNATURE_MISMATCH = (
        "integrity.signature-mismatch", Severity.ERROR,
        "The package's signature does not belong to what it says of itself.",
        "Export it again from where it came from.",
    )
    UNKNOWN_SIGNER = (
        "integrity.unknown-signer", Severity.INFO,
        "The package is signed with a key that is not trusted here.",
        "Add the key to the trusted ones if its owner is.",
    )
    UNSIGNED = (
        "integrity.unsigned", Severity.INFO,
        "The package carries no signature.",
        "Nothing, if it comes from the platform; the tenant's settings can refuse such packages.",
    )
    REFUSED_UNSIGNED = (
        "integrity.refused-unsigned", Severity.ERROR,
        "The tenant takes only packages with a trusted signature, and this one has none.",
        "Export it where packages are signed, add its key to the trusted ones, or let the tenant's "
        "settings accept such packages.",
    )
    # fmt: on


@dataclass(frozen=True, slots=True)
class Concerned:
    """An element that an issue is about."""

    kind: Kind
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Issue:
    code: IssueCode
    detail: str
    """This case in one sentence. Never a secret."""
    elements: tuple[Concerned, ...] = ()
    path: str | None = None
    """Where in the first element, readable: `actions/create-pdf/serviceInputs/File`."""
