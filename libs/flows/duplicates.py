"""Elements that come to stand beside one of the tenant with the same name or end-point."""

from collections.abc import Iterator, Sequence

from libs.flows import kinds
from libs.flows.arrival import Arrival
from libs.flows.change import Change
from libs.flows.faults import shortened
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.nouns import noun
from libs.flows.shown_uri import shown_uri
from libs.flows.target import Neighbour, Target
from libs.flows.uris import uri_of


def duplicates(changes: Sequence[Change], arrival: Arrival, target: Target) -> Iterator[Issue]:
    """Of what the import creates, or gives this name or end-point: others were there before."""
    names: dict[tuple[str, str], list[Neighbour]] = {}
    endpoints: dict[str, list[Neighbour]] = {}
    for one in target.neighbours:
        names.setdefault((one.kind, one.name.lower()), []).append(one)
        if one.endpoint is not None:
            endpoints.setdefault(one.endpoint, []).append(one)
    known = {(row.kind, row.id): row.name for row in target.elements}
    for change, part in zip(changes, arrival.effective, strict=False):
        key = (change.kind, change.id)
        if not change.is_written or change.kind in kinds.FLOW_SCOPED:
            continue
        if known.get(key) != change.name:
            others = names.get((change.kind, change.name.lower()), [])
            yield from _same(
                IssueCode.SAME_NAME, change, others, f"is named {shortened(change.name)!r}"
            )
        if change.kind == kinds.SERVICE and (uri := uri_of(part)):
            theirs = target.parts.get(key)
            if theirs is None or uri_of(theirs) != uri:
                end = f"has the end-point {shown_uri(uri)}"
                yield from _same(IssueCode.SAME_ENDPOINT, change, endpoints.get(uri, []), end)


def _same(
    code: IssueCode, change: Change, others: Sequence[Neighbour], what: str
) -> Iterator[Issue]:
    others = [one for one in others if one.id != change.id]
    if others:
        ids = " and ".join(str(one.id) for one in others)
        yield Issue(
            code,
            f"The {noun(change.kind)} {change.id} {what}, and so does {ids} of the tenant.",
            (
                Concerned(change.kind, change.id, change.name),
                *(Concerned(one.kind, one.id, one.name) for one in others),
            ),
        )
