"""What an import does to the other flows of a tenant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key
from libs.flows.change import Change
from libs.flows.faults import shortened
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.model import Part
from libs.flows.nouns import called
from libs.flows.target import Target, Use


@dataclass(frozen=True, slots=True)
class Impact:
    flow_id: UUID
    flow_name: str
    elements: tuple[Concerned, ...]
    """That the flow uses, directly or through shared elements, and the import writes or removes."""


def impacts(changes: Sequence[Change], arrival: Arrival, target: Target) -> tuple[Impact, ...]:
    """By name of the flow. The package's own flows are none of them."""
    users = _users(target.uses)
    own = {part.id for part in arrival.effective if part.kind == kinds.FLOW}
    touched: dict[UUID, list[Concerned]] = {}
    for change in changes:
        if change.verdict == "create" or not (change.is_written or change.is_removed):
            continue
        for flow_id in _flows((change.kind, change.id), users) - own:
            concerned = Concerned(change.kind, change.id, change.name)
            touched.setdefault(flow_id, []).append(concerned)
    found = (
        Impact(flow_id, target.flows.get(flow_id, ""), tuple(elements))
        for flow_id, elements in touched.items()
    )
    return tuple(sorted(found, key=lambda one: (one.flow_name, one.flow_id.int)))


def removed_actions(changes: Sequence[Change], arrival: Arrival, target: Target) -> Iterator[Issue]:
    """Actions that connectors lose while something outside the package still calls them."""
    arriving = {(part.kind, part.id): part for part in arrival.effective}
    calls: dict[tuple[Key, str], list[Use]] = {}
    for use in target.uses:
        if use.action is not None:
            calls.setdefault(((use.target_kind, use.target_id), use.action), []).append(use)
    for change in changes:
        theirs = target.parts.get((change.kind, change.id))
        if change.kind != kinds.SERVICE or not change.is_written or theirs is None:
            continue
        key = (change.kind, change.id)
        for action in sorted(_actions(theirs) - _actions(arriving[key])):
            if uses := calls.get((key, action)):
                yield _removed(change, action, uses, target.flows)


def _removed(change: Change, action: str, uses: Iterable[Use], flows: Mapping[UUID, str]) -> Issue:
    callers = {Concerned(use.kind, use.id, use.name): use.flow_id for use in uses}
    names = sorted(
        {shortened(flows.get(id_, str(id_))) for id_ in callers.values() if id_ is not None}
    )
    of_flows = f" of the flow {' and '.join(map(repr, names))}" if names else ""
    count = "1 element" if len(callers) == 1 else f"{len(callers)} elements"
    return Issue(
        IssueCode.REMOVED_ACTION,
        f"The {called(change.kind, change.name)} loses the action {shortened(action)!r}, "
        f"which {count}{of_flows} would still call.",
        (Concerned(change.kind, change.id, change.name), *callers),
        f"actions/{action}",
    )


def _actions(connector: Part) -> set[str]:
    actions = orjson.loads(connector.content).get("actions") or ()
    uris = (action.get("uriPart") for action in actions if type(action) is dict)
    return {uri for uri in uris if type(uri) is str}


def _users(uses: Iterable[Use]) -> dict[Key, list[Use]]:
    users: dict[Key, list[Use]] = {}
    for use in uses:
        users.setdefault((use.target_kind, use.target_id), []).append(use)
    return users


def _flows(element: Key, users: Mapping[Key, Sequence[Use]]) -> Set[UUID]:
    """Owners of what refers to the element, followed through shared elements that refer to it."""
    found: set[UUID] = set()
    seen, waiting = {element}, [element]
    while waiting:
        for use in users.get(waiting.pop(), ()):
            source = (use.kind, use.id)
            if use.flow_id is not None:
                found.add(use.flow_id)
            elif source not in seen:
                seen.add(source)
                waiting.append(source)
    return found
