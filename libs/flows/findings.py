"""What a plan warns of beside secrets, requirements and other flows."""

from collections.abc import Iterator, Sequence
from typing import Final

import orjson

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key
from libs.flows.change import Change, Decision
from libs.flows.faults import shortened
from libs.flows.hosts import is_development_host
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.likely_secrets import LikelySecret
from libs.flows.masking import texts_at
from libs.flows.model import Part
from libs.flows.nouns import called
from libs.flows.overlay import apply_overlay
from libs.flows.readable import ReadablePaths
from libs.flows.shown_uri import shown_uri
from libs.flows.target import Target
from libs.flows.uris import uri_of
from libs.flows.wishes import Wishes

_OUTCOMES: Final[dict[Decision, str]] = {
    "apply": "It is overwritten.",
    "keep": "The tenant's stays.",
    "refuse": "The import is refused because of it.",
}


def conflicts(changes: Sequence[Change]) -> Iterator[Issue]:
    """Of an import into the draft: a snapshot takes the place of nothing."""
    for change in changes:
        what = f"The {called(change.kind, change.name)}"
        concerned = (Concerned(change.kind, change.id, change.name),)
        if not change.is_conflict:
            continue
        if change.own_password:
            detail = (
                f"A password of the {called(change.kind, change.name)} was set in the tenant, and "
                f"the package has another one, or no place for it. {_OUTCOMES[change.decision]}"
            )
            yield Issue(IssueCode.EDITED, detail, concerned)
        if not change.is_content_conflict:
            continue
        if change.edited:
            detail = f"{what} was made or changed in the tenant. {_OUTCOMES[change.decision]}"
            yield Issue(IssueCode.EDITED, detail, concerned)
        if change.downgrade:
            detail = f"{what} is older in the package. {_OUTCOMES[change.decision]}"
            yield Issue(IssueCode.DOWNGRADE, detail, concerned)


def standing(changes: Sequence[Change], arrival: Arrival, target: Target) -> dict[Key, Part]:
    """The package's elements as they stand after the import: the tenant's where those are kept."""
    left_out = {(change.kind, change.id) for change in changes if change.is_left_out}
    keyed = (((part.kind, part.id), part) for part in arrival.effective)
    parts = {key: part for key, part in keyed if key not in left_out}
    kept = {(change.kind, change.id) for change in changes if change.decision == "keep"}
    return parts | {key: target.parts[key] for key in kept & parts.keys() & target.parts.keys()}


def unmatched(arrival: Arrival) -> Iterator[Issue]:
    for hit in arrival.mapping_hits:
        if not hit.connectors:
            uri = shown_uri(hit.mapping.from_)
            yield Issue(IssueCode.UNMATCHED_MAPPING, f"No connector has the URI {uri}.")
    for sentence in arrival.unmatched_bindings:
        yield Issue(IssueCode.UNMATCHED_BINDING, sentence)


def kept_bindings(changes: Sequence[Change], arrival: Arrival, target: Target) -> Iterator[Issue]:
    """Of elements that have not what a binding or a mapping gives, and will not get it."""
    due = {slot for slot, source in arrival.secret_sources.items() if source == "binding"}
    bound = {slot[:2] for slot in due - target.equal_secrets}
    for key, overlay in arrival.overlays.items():
        theirs = target.parts.get(key)
        if theirs is not None and apply_overlay(theirs.content, overlay) != theirs.content:
            bound.add(key)
    for change in changes:
        if change.decision == "keep" and (change.kind, change.id) in bound:
            yield Issue(
                IssueCode.KEPT_BINDING,
                f"The {called(change.kind, change.name)} stays as it is, without what is bound.",
                (Concerned(change.kind, change.id, change.name),),
            )


def unmatched_choices(changes: Sequence[Change], wishes: Wishes) -> Iterator[Issue]:
    ids = {change.id for change in changes} | {change.merged_from for change in changes}
    for id_ in wishes.by_element:
        if id_ not in ids:
            yield Issue(
                IssueCode.UNMATCHED_CHOICE,
                f"Neither the package nor what its flows own in the tenant has the id {id_}.",
            )


def likely(found: Sequence[LikelySecret], arrival: Arrival) -> Iterator[Issue]:
    paths = ReadablePaths(arrival.effective)
    concerned = {(one.kind, one.id) for one in found}
    contents = {
        (part.kind, part.id): orjson.loads(part.content)
        for part in arrival.effective
        if (part.kind, part.id) in concerned
    }
    for one in found:
        key = (one.kind, one.id)
        place = paths.of(key, one.path)
        if any(text in place for text in texts_at(contents[key], one.path)):
            place = "/".join(map(str, one.path))  # items are called by their texts and names
        yield Issue(
            IssueCode.LIKELY_SECRET,
            f"A text of the {called(one.kind, one.name)} looks like a secret ({one.what}).",
            (Concerned(one.kind, one.id, one.name),),
            place,
        )


def development_hosts(parts: dict[Key, Part]) -> Iterator[Issue]:
    for part in parts.values():
        uri = uri_of(part) if part.kind == kinds.SERVICE else None
        if uri is not None and is_development_host(uri):
            yield Issue(
                IssueCode.DEVELOPMENT_HOST,
                f"The {called(part.kind, part.name)} has the URI {shown_uri(uri)}.",
                (Concerned(part.kind, part.id, part.name),),
                "uri",
            )


def unknown_kinds(arrival: Arrival) -> Iterator[Issue]:
    unknown: dict[str, list[Concerned]] = {}
    for part in arrival.effective:
        if part.kind not in kinds.COLLECTIONS.values():
            unknown.setdefault(part.kind, []).append(Concerned(part.kind, part.id, part.name))
    for kind, elements in unknown.items():
        detail = f"The package holds {len(elements)} under {shortened(kind)!r}."
        yield Issue(IssueCode.UNKNOWN_KIND, detail, tuple(elements))
