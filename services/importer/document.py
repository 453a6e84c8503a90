"""The plans of an import told as one document: of each package its own, joined where they meet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

from libs.contracts import plans as told
from libs.contracts.plans import PlanDocument
from libs.contracts.told_difference import told_difference
from libs.flows.change import Change
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.kinds import SERVICE
from services.importer.planned import Planned
from services.importer.received import Received

_IN_VAIN: Final = frozenset(
    {IssueCode.UNMATCHED_CHOICE, IssueCode.UNMATCHED_MAPPING, IssueCode.UNMATCHED_BINDING}
)
"""What counts only where no package of the import has a match."""

Row = TypeVar("Row")


def document(received: Received, planned: Sequence[Planned], *, refused: bool) -> PlanDocument:
    """`refused`: an import with the same options would be."""
    return PlanDocument(
        flow_id=received.flow.id,
        flow_name=received.flow.name,
        snapshots=snapshots(planned),
        counts=counts(planned),
        changes=_once(_change(change) for one in planned for change in one.plan.changes),
        issues=issues(planned),
        impacted_flows=_once(
            told.ImpactedFlow(
                id=impact.flow_id, name=impact.flow_name, elements=_names(impact.elements)
            )
            for one in planned
            for impact in one.plan.impacted
        ),
        secrets=_once(
            told.SecretChange(**_name(fate), slot=fate.slot, fate=fate.fate, source=fate.source)
            for one in planned
            for fate in one.plan.secrets
        ),
        missing_bindings=_once(
            told.MissingBinding(**_name(missing), field=missing.field, slot=missing.slot)
            for one in planned
            for missing in one.plan.missing
        ),
        uri_mappings=mappings(planned),
        connector_refreshes=tuple(
            told.RefreshWish(kind=SERVICE, **connector.model_dump())
            for one in planned
            for connector in one.connectors
        ),
        requirements=_once(
            told.Requirement(kind=need.kind, name=need.name, present=need.present)
            for one in planned
            for need in one.plan.requirements
        ),
        signer=received.signer,
        state_hash=_state_hash(planned),
        refused=refused,
    )


def counts(planned: Sequence[Planned]) -> told.Counts:
    """Of elements; one that several flows share counts once for each snapshot."""
    fates = Counter(
        change.verdict if change.decision == "apply" else change.decision
        for one in planned
        for change in one.plan.changes
    )
    return told.Counts(**{str(fate): number for fate, number in fates.items()})


def issues(planned: Sequence[Planned]) -> tuple[told.PlanIssue, ...]:
    told_by = Counter(issue for one in planned for issue in set(one.plan.issues))
    return _once(
        _issue(issue)
        for one in planned
        for issue in one.plan.issues
        if issue.code not in _IN_VAIN or told_by[issue] == len(planned)
    )


def mappings(planned: Sequence[Planned]) -> tuple[told.MappingHit, ...]:
    """In the order of the request; each with its connectors in all of the packages."""
    hits = zip(*(one.plan.mappings for one in planned), strict=True)
    return tuple(
        told.MappingHit(
            from_=of_each[0].from_,
            to=of_each[0].to,
            connectors=_once(name for hit in of_each for name in _names(hit.connectors)),
        )
        for of_each in hits
    )


def snapshots(planned: Sequence[Planned]) -> tuple[told.PlacedSnapshot, ...]:
    return tuple(
        told.PlacedSnapshot(
            flow_id=place.new.flow_id,
            version_id=None if place.is_fresh else place.placed.version_id,
            created=place.placed.created,
            is_active=place.new.is_active,
            is_default=place.new.is_default,
        )
        for place in (one.place for one in planned)
        if place is not None
    )


def _state_hash(planned: Sequence[Planned]) -> str:
    first, *others = (one.plan.state_hash for one in planned)
    return sha256(b"".join((first, *others))).hexdigest() if others else first.hex()


def _change(change: Change) -> told.PlannedChange:
    return told.PlannedChange(
        **_name(change),
        verdict=change.verdict,
        edited=change.edited or change.own_password,
        downgrade=change.downgrade,
        decision=change.decision,
        differences=tuple(told_difference(one) for one in change.differences),
        merged_from=change.merged_from,
    )


def _issue(issue: Issue) -> told.PlanIssue:
    code = issue.code
    return told.PlanIssue(
        code=code.value,
        severity=code.severity.value,
        detail=issue.detail,
        advice=code.advice,
        elements=_names(issue.elements),
        path=issue.path,
    )


def _names(elements: Iterable[Concerned]) -> tuple[told.ElementName, ...]:
    return tuple(told.ElementName(**_name(one)) for one in elements)


def _name(element: Any) -> dict[str, Any]:
    """What every row of a plan names its element by."""
    return {"kind": element.kind, "id": element.id, "name": element.name}


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Flows that share elements have the same to say of them."""
    return tuple(dict.fromkeys(rows))
