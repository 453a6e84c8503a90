"""What becomes of the places for passwords, and what the tenant still has to supply."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key, SecretSource
from libs.flows.binding_places import PASSWORD, USERNAME
from libs.flows.change import Change
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.kinds import Kind
from libs.flows.nouns import called
from libs.flows.secret_slots import SecretSlot
from libs.flows.target import Target

Fate: TypeAlias = Literal["set", "replace", "same", "keep", "missing", "empty"]

_ENCRYPTED: Final = "__ENCRYPTED__"
_CONFIGURATION: Final = "configurationValues"


@dataclass(frozen=True, slots=True)
class SecretFate:
    kind: Kind
    id: UUID
    name: str
    """Kind, id and name of the element."""
    slot: str
    fate: Fate
    """`keep`: the tenant's own stays. `missing`: empty in both, and needed. `empty`: in both."""
    source: SecretSource | None = None

    @property
    def is_written(self) -> bool:
        return self.fate in ("set", "replace")


@dataclass(frozen=True, slots=True)
class MissingBinding:
    kind: Kind
    id: UUID
    name: str
    field: str
    """Of a binding: `value` or `password`."""
    slot: str


def secret_fates(
    changes: Sequence[Change], arrival: Arrival, target: Target
) -> tuple[SecretFate, ...]:
    """Every place for a secret in the package's elements, in its order, then by slot."""
    names = {(part.kind, part.id): part.name for part in arrival.effective}
    places = {key: place for place, key in enumerate(names)}
    kept = {(c.kind, c.id) for c in changes if c.decision == "keep"}
    left_out = {(c.kind, c.id) for c in changes if c.is_left_out}
    standing = (slot for slot in arrival.slots if slot[:2] not in left_out)
    slots = sorted(standing, key=lambda slot: (places.get(slot[:2], -1), slot[2]))
    sources = {s: source for s, source in arrival.secret_sources.items() if s[:2] not in kept}
    needed = _needed(arrival, slots)
    filled = {_field(slot) for slot in (*sources, *target.secrets)}
    found = []
    for slot in slots:
        fate: Fate = "missing" if slot in needed and _field(slot) not in filled else "empty"
        if slot in sources:
            fate = "set"
            if slot in target.secrets:
                fate = "same" if slot in target.equal_secrets else "replace"
        elif slot in target.secrets:
            fate = "keep"
        name = names.get(slot[:2], "")
        found.append(SecretFate(slot[0], slot[1], name, slot[2], fate, sources.get(slot)))
    return tuple(found)


def replaced_secrets(arrival: Arrival, target: Target) -> Set[SecretSlot]:
    """Slots that the tenant has filled with something else than the package has for them."""
    others = target.secrets - target.equal_secrets
    return {slot for slot in others if arrival.secret_sources.get(slot) == "package"}


def replacements(fates: Sequence[SecretFate], target: Target) -> Iterator[Issue]:
    """Of the package's alone: a binding is meant to replace what is there. Where it is the tenant's
    own, that is a conflict.
    """
    concerned = {
        Concerned(one.kind, one.id, one.name): _field_of(one)[2]
        for one in fates
        if one.fate == "replace"
        and one.source == "package"
        and (one.kind, one.id, one.slot) not in target.own_secrets
    }
    for element, field in concerned.items():
        yield Issue(
            IssueCode.REPLACED_SECRET,
            f"A password of the {called(element.kind, element.name)} differs in the package.",
            (element,),
            field,
        )


def _field(slot: SecretSlot) -> SecretSlot:
    """The slot in whatever culture: a password in one of them is not missing in the others."""
    return slot[0], slot[1], slot[2].partition("@")[0]


def _field_of(one: SecretFate) -> SecretSlot:
    return _field((one.kind, one.id, one.slot))


def _needed(arrival: Arrival, slots: Sequence[SecretSlot]) -> Set[SecretSlot]:
    """Passwords that a connector cannot do without. Whether any other is needed shows only when
    the flow runs.
    """
    configured = {
        reference.target_id
        for reference in arrival.references
        if reference.kind == kinds.SERVICE
        and reference.target_kind == kinds.VALUE
        and _is_configuration(str(reference.path[0]))
    }
    wanting: dict[Key, Set[str]] = {
        (part.kind, part.id): _wanting(part.content, part.stamp)
        for part in arrival.effective
        if part.kind == kinds.SERVICE
    }
    return {
        slot
        for slot in slots
        if (slot[0] == kinds.VALUE and slot[1] in configured)
        or slot[2] in wanting.get(slot[:2], ())
    }


def _is_configuration(field: str) -> bool:
    return field == _CONFIGURATION or "certificate" in field.lower()


def _wanting(content: bytes, stamp: bytes) -> Set[str]:
    """Slots of a connector where a password stood, or where a user name waits for one."""
    blanks = orjson.loads(stamp).get("blanks", {})
    wanting = {slot for slot, stood in blanks.items() if stood == _ENCRYPTED}
    return wanting | {PASSWORD} if orjson.loads(content).get(USERNAME) else wanting


def missing_bindings(fates: Sequence[SecretFate]) -> tuple[MissingBinding, ...]:
    """One for each field of a binding that would supply what is missing."""
    found: dict[tuple[Key, str], MissingBinding] = {}
    for one in fates:
        field = _binding_field(one) if one.fate == "missing" else None
        if field is not None:
            missing = MissingBinding(one.kind, one.id, one.name, field, one.slot)
            found.setdefault(((one.kind, one.id), field), missing)
    return tuple(found.values())


def _binding_field(one: SecretFate) -> str | None:
    """None where no binding can: a configuration is bound at the value that it refers to."""
    if one.kind == kinds.VALUE:
        return "value"
    return "password" if one.slot == PASSWORD else None


def empty_secrets(fates: Sequence[SecretFate]) -> Iterator[Issue]:
    """One for each field that is missing or empty, in however many cultures."""
    seen = {_field_of(one) for one in fates if one.fate not in ("missing", "empty")}
    for one in fates:
        field = _field_of(one)
        if field in seen:
            continue
        seen.add(field)
        is_missing = one.fate == "missing"
        needed = ", and a connector needs it" if is_missing else ""
        yield Issue(
            IssueCode.MISSING_SECRET if is_missing else IssueCode.EMPTY_SECRET,
            f"A password of the {called(one.kind, one.name)} is empty in the package and in the "
            f"tenant{needed}.",
            (Concerned(one.kind, one.id, one.name),),
            field[2],
        )
