"""What an import would do to one tenant. The plan is the import: a dry run only shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from libs.flows import findings, kinds
from libs.flows.arrival import Arrival
from libs.flows.change import Change
from libs.flows.dangling import dangling
from libs.flows.duplicates import duplicates
from libs.flows.impacts import Impact, impacts, removed_actions
from libs.flows.issues import Concerned, Issue, IssueCode, Severity
from libs.flows.model import Digest
from libs.flows.planned_blanks import blanked_bindings, blanks, still_blank
from libs.flows.planned_secrets import (
    MissingBinding,
    SecretFate,
    empty_secrets,
    missing_bindings,
    replacements,
    secret_fates,
)
from libs.flows.requirements import Requirement, missing_requirements, requirements
from libs.flows.shown_uri import shown_uri
from libs.flows.state import state_hash
from libs.flows.target import Target, TargetElement
from libs.flows.verdicts import changes_of
from libs.flows.wishes import Wishes

_GRAVITY: Final = {severity: place for place, severity in enumerate(Severity)}
_BARRING: Final = frozenset(
    {IssueCode.DIGEST_MISMATCH, IssueCode.SIGNATURE_MISMATCH, IssueCode.REFUSED_UNSIGNED}
)
"""No option of a request lets such a package in."""


@dataclass(frozen=True, slots=True)
class PlannedMapping:
    from_: str
    """Shown as URIs are (shown_uri.py), as is `to`."""
    to: str
    connectors: tuple[Concerned, ...]
    """Empty: no connector of the package has this URI."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Nothing in it is a secret."""

    changes: tuple[Change, ...]
    """Package order, then what is removed."""
    existing: tuple[TargetElement, ...]
    """What the target has of the package already, package order: the platform's 409 answer."""
    issues: tuple[Issue, ...]
    """The gravest first."""
    impacted: tuple[Impact, ...]
    secrets: tuple[SecretFate, ...]
    missing: tuple[MissingBinding, ...]
    mappings: tuple[PlannedMapping, ...]
    requirements: tuple[Requirement, ...]
    state_hash: Digest
    """Over all that was read of the target: a plan is void once it differs."""

    @property
    def connectors(self) -> tuple[Change, ...]:
        """Connectors the import brings or changes: each needs a refresh in the target."""
        return tuple(c for c in self.changes if c.kind == kinds.SERVICE and c.is_written)

    @property
    def refused(self) -> bool:
        barred = any(issue.code in _BARRING for issue in self.issues)
        return barred or any(change.decision == "refuse" for change in self.changes)


def plan_import(
    arrival: Arrival,
    target: Target,
    wishes: Wishes,
    *,
    extra_issues: Sequence[Issue] = (),
) -> Plan:
    """`target` is what the arrival asks for, of the draft or, for a snapshot import, of the flow's
    latest snapshot. `extra_issues` are found elsewhere: of digests and signatures. It can take a
    second: not for an event loop.
    """
    changes = changes_of(arrival, target, wishes)
    fates = secret_fates(changes, arrival, target)
    blanked = still_blank(changes, arrival)
    needed = requirements(arrival, target)
    parts = findings.standing(changes, arrival, target)
    issues = [
        *extra_issues,
        *(() if wishes.is_snapshot else findings.conflicts(changes)),
        *dangling(changes, parts, arrival, target),
        *missing_requirements(needed),
        *removed_actions(changes, arrival, target),
        *duplicates(changes, arrival, target),
        *findings.unmatched(arrival),
        *findings.kept_bindings(changes, arrival, target),
        *findings.unmatched_choices(changes, wishes),
        *findings.likely(arrival.likely_secrets, arrival),
        *findings.development_hosts(parts),
        *findings.unknown_kinds(arrival),
        *empty_secrets(fates),
        *blanks(blanked, arrival),
        *(() if wishes.is_snapshot else replacements(fates, target)),
    ]
    rows = {(row.kind, row.id): row for row in target.elements}
    return Plan(
        changes=changes,
        existing=tuple(rows[key] for key in arrival.keys if key in rows),
        issues=tuple(sorted(issues, key=lambda issue: _GRAVITY[issue.code.severity])),
        impacted=impacts(changes, arrival, target),
        secrets=fates,
        missing=(*missing_bindings(fates), *blanked_bindings(blanked, arrival)),
        mappings=_mappings(arrival),
        requirements=needed,
        state_hash=state_hash(target),
    )


def _mappings(arrival: Arrival) -> tuple[PlannedMapping, ...]:
    names = {(part.kind, part.id): part.name for part in arrival.effective}
    return tuple(
        PlannedMapping(
            shown_uri(hit.mapping.from_),
            shown_uri(hit.mapping.to),
            tuple(Concerned(*key, names[key]) for key in hit.connectors),
        )
        for hit in arrival.mapping_hits
    )
