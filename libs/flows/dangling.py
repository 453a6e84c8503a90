"""References of a package to what will be neither in it nor in the tenant."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key
from libs.flows.change import Change
from libs.flows.faults import shortened
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.flows.nouns import called, noun
from libs.flows.readable import ReadablePaths
from libs.flows.references import Reference, references, unresolved
from libs.flows.target import Target

_INSIDE: Final = frozenset({"property", "binding", "nested"})
"""References to things inside an element."""


def dangling(
    changes: Sequence[Change], parts: Mapping[Key, Part], arrival: Arrival, target: Target
) -> Iterator[Issue]:
    """One for each element and thing that it misses. `parts` are the package's elements as they
    will stand.
    """
    kept = {key for key, part in parts.items() if part is target.parts.get(key)}
    found: Sequence[Reference] = arrival.needs.dangling
    if kept or len(parts) < len(arrival.effective):
        found = references(parts.values())
    if found:
        found = unresolved(found, [*target.outside, *parts.values()])
    if kept:
        found = _without_the_tenants(found, kept, changes, target)
    open_ended = _open_ended(found, parts, target)
    paths = ReadablePaths(parts.values())
    seen = set()
    for reference in found:
        source = (reference.kind, reference.source_id)
        what = (source, reference.how, reference.target_id, reference.name)
        if what in seen or (source in open_ended and reference.how in _INSIDE):
            continue
        seen.add(what)
        part = parts[source]
        yield Issue(
            IssueCode.DANGLING_REFERENCE,
            f"The {called(part.kind, part.name)} refers to {_target(reference, parts)}.",
            (Concerned(part.kind, part.id, part.name),),
            paths.of(source, reference.path),
        )


def _without_the_tenants(
    found: Sequence[Reference], kept: Set[Key], changes: Sequence[Change], target: Target
) -> Sequence[Reference]:
    """An element that is kept may use anything of the tenant's, which is not read for it: it misses
    only what the import takes away.
    """
    removed = {(change.kind, change.id) for change in changes if change.is_removed}
    theirs = [one for one in found if (one.kind, one.source_id) in kept]
    not_taken = {
        one
        for one in unresolved(theirs, list(target.parts.values()))
        if (one.target_kind, one.target_id) not in removed
    }
    return [one for one in found if one not in not_taken]


def _open_ended(found: Sequence[Reference], parts: Mapping[Key, Part], target: Target) -> Set[Key]:
    """Elements that use the tenant's own: what they name inside of those cannot be judged here."""
    outside = {part.id for part in target.outside}
    if not outside or not found:
        return frozenset()
    return {
        (one.kind, one.source_id) for one in references(parts.values()) if one.target_id in outside
    }


def _target(reference: Reference, parts: Mapping[Key, Part]) -> str:
    id_ = reference.target_id
    name = shortened(reference.name or "")
    if reference.how == "name" or id_ is None:
        return f"a value named {name!r}, which is neither in the package nor in the tenant"
    if reference.how == "action":
        connector = parts.get((kinds.SERVICE, id_))
        its_name = id_ if connector is None else repr(shortened(connector.name))
        return f"the action {name!r}, which the connector {its_name} does not have"
    if reference.how in _INSIDE:
        return f"the {reference.how} {id_}, which nothing has"
    what = noun(reference.target_kind or Kind("element"))
    return f"the {what} {id_}, which is neither in the package nor in the tenant"
