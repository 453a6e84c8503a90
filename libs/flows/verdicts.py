"""Verdict and decision for each element of a package, and for what its flows own no longer."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.arrival import Arrival
from libs.flows.binding_places import PLAIN
from libs.flows.change import Change, Decision
from libs.flows.kinds import Kind
from libs.flows.likely_secrets import likely_secrets, to_hide
from libs.flows.masking import shown_differences
from libs.flows.model import Part
from libs.flows.planned_secrets import replaced_secrets
from libs.flows.stamps import moment_of
from libs.flows.target import Target, TargetElement
from libs.flows.wishes import OnConflict, Wishes

_DECISIONS: Mapping[OnConflict, Decision] = {
    OnConflict.OVERWRITE: "apply",
    OnConflict.FAIL: "refuse",
    OnConflict.KEEP_TARGET: "keep",
}


def changes_of(arrival: Arrival, target: Target, wishes: Wishes) -> tuple[Change, ...]:
    """Package order, then what is removed: what a flow of the package owned and names no longer."""
    judge = _Judge(arrival, target, wishes)
    arriving = tuple(judge.arriving())
    kept = {c.id for c in arriving if c.kind == kinds.FLOW and c.decision == "keep"}
    whole = tuple(judge.of_kept_flow(c) if _owner(c) in kept else c for c in arriving)
    return whole + tuple(judge.leaving(kept))


class _Judge:
    def __init__(self, arrival: Arrival, target: Target, wishes: Wishes) -> None:
        self._arrival = arrival
        self._target = target
        self._wishes = wishes
        self._rows = {(row.kind, row.id): row for row in target.elements}
        self._secret_keys = arrival.secret_keys
        replaced = replaced_secrets(arrival, target)
        own = frozenset() if wishes.is_snapshot else target.own_secrets
        self._replaced = {slot[:2] for slot in replaced}
        self._own = {slot[:2] for slot in own}
        self._own_replaced = {slot[:2] for slot in own & replaced}
        self._own_displaced = {slot[:2] for slot in own - arrival.slots}
        """An update drops those, for the package has no place for them."""
        theirs = [*target.parts.values()]
        self._hides = [
            to_hide(arrival.effective, arrival.likely_secrets) if theirs else {},
            to_hide(theirs, likely_secrets(theirs)),
        ]

    def arriving(self) -> Iterable[Change]:
        arrival = self._arrival
        for part, effective in zip(arrival.package.parts, arrival.effective, strict=True):
            key = (part.kind, part.id)
            change = Change(
                part.kind,
                part.id,
                part.name,
                verdict="create",
                edited=False,
                downgrade=False,
                part=part,
                overlay=arrival.overlays.get(key),
                digest=effective.digest,
                merged_from=arrival.merged.get(key),
            )
            row = self._rows.get(key)
            yield change if row is None else self._against(row, change, effective)

    def _against(self, row: TargetElement, change: Change, effective: Part) -> Change:
        key = (row.kind, row.id)
        is_edited = self._is_edited(row)
        is_same = row.digest == effective.digest
        if is_same and key not in self._own_replaced:
            same = replace(change, verdict="identical", edited=is_edited)
            if key in self._target.unstamped:  # no edit is lost by it: the content stays
                same = replace(change, verdict="update")
            brings_secrets = key in self._secret_keys
            return replace(same, decision=self._decision(same)) if brings_secrets else same
        judged = replace(
            change,
            verdict="update",
            edited=is_edited,
            downgrade=not is_same and self._is_downgrade(row, change),
            own_password=key in self._own_replaced or key in self._own_displaced,
        )
        theirs = self._target.parts.get(key)
        found = () if theirs is None else shown_differences(theirs, effective, self._hidden(row))
        return replace(judged, decision=self._decision(judged), differences=found)

    def _hidden(self, row: TargetElement) -> Iterable[tuple[str | int, ...]]:
        """Likely secrets, and what a binding gives or may have given."""
        key = (row.kind, row.id)
        bound = self._arrival.overlays.get(key, {}).keys() & PLAIN
        bound = PLAIN if row.digest != row.base else bound
        likely = (path for hides in self._hides for path in hides.get(key, ()))
        return (*likely, *((field,) for field in bound))

    def of_kept_flow(self, change: Change) -> Change:
        """Such a flow names its own steps: the package's would stand beside them, used by none."""
        brings_secrets = (change.kind, change.id) in self._secret_keys
        is_same = change.verdict == "identical" and not brings_secrets
        return change if is_same else replace(change, decision="keep")

    def leaving(self, kept_flows: Set[UUID]) -> Iterable[Change]:
        """A flow that stays as the tenant has it still names what the package's names no longer."""
        brought = set(self._arrival.keys)
        flows = {p.id: _named(p) for p in self._arrival.effective if p.kind == kinds.FLOW}
        for row in sorted(self._target.elements, key=lambda row: (row.kind, row.id)):
            if row.kind not in kinds.FLOW_SCOPED or row.flow_id not in flows:
                continue
            if (row.kind, row.id) in brought or (row.kind, str(row.id)) in flows[row.flow_id]:
                continue
            edited = self._is_edited(row)
            change = Change(row.kind, row.id, row.name, "remove", edited=edited, downgrade=False)
            decision = "keep" if row.flow_id in kept_flows else self._decision(change)
            yield replace(change, decision=decision)

    def _is_edited(self, row: TargetElement) -> bool:
        """A snapshot is never edited: it is compared with, and stays."""
        return not self._wishes.is_snapshot and row.imported != row.digest

    def _is_downgrade(self, row: TargetElement, change: Change) -> bool:
        """Not where only what the tenant itself lays over the content differs. What was edited in
        the tenant has the edit's date, which tells nothing of the state that the edit began with.
        """
        if change.part is None or change.part.digest == row.base:
            return False
        key = (row.kind, row.id)
        if key in self._target.had_before:
            return True
        is_dated_here = self._is_edited(row) or key in self._own
        return not is_dated_here and _older(change.part.modified, row.modified)

    def _decision(self, change: Change) -> Decision:
        if self._wishes.is_snapshot:
            return "apply"
        by_element = self._wishes.by_element
        asked = by_element.get(change.id) or by_element.get(change.merged_from or change.id)
        if change.is_conflict:
            return _DECISIONS[asked or self._wishes.on_conflict]
        if change.verdict == "identical" and (change.kind, change.id) in self._replaced:
            asked = asked or self._wishes.on_conflict
        return "keep" if asked is OnConflict.KEEP_TARGET else "apply"


def _owner(change: Change) -> UUID | None:
    """The flow that an arriving element belongs to."""
    if change.part is None or change.kind not in kinds.FLOW_SCOPED:
        return None
    return change.part.flow_id


def _named(flow: Part) -> set[tuple[Kind, str]]:
    """What the flow's id maps name: a sub-flow may come along without its own elements."""
    content = orjson.loads(flow.content)
    return {
        (kind, guid.lower())
        for key, kind in kinds.MANIFESTS.items()
        if kind in kinds.FLOW_SCOPED
        for guid in content.get(key, ())
    }


def _older(ours: str | None, theirs: str | None) -> bool:
    """False where either date is unknown: age is only a hint, so doubt raises no alarm."""
    our_date, their_date = moment_of(ours), moment_of(theirs)
    return our_date is not None and their_date is not None and our_date < their_date
