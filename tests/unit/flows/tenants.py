"""A tenant in memory: what the store keeps of a draft, as far as a plan sees it."""

from dataclasses import dataclass, field, replace

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key
from libs.flows.digest import element_digest
from libs.flows.model import Digest, Json, Part
from libs.flows.overlay import apply_overlay
from libs.flows.plan import Plan
from libs.flows.references import references
from libs.flows.restamping import unstamped
from libs.flows.secret_slots import SecretSlot
from libs.flows.target import Neighbour, Target, TargetElement, Use
from libs.flows.uris import uri_of


@dataclass(frozen=True)
class Row:
    part: Part
    overlay: Json | None
    imported: Digest | None

    @property
    def key(self) -> Key:
        return self.part.kind, self.part.id

    @property
    def effective(self) -> Part:
        if self.overlay is None:
            return self.part
        content = apply_overlay(self.part.content, self.overlay)
        return replace(self.part, content=content, digest=element_digest(content))

    @property
    def element(self) -> TargetElement:
        part = self.effective
        return TargetElement(
            kind=part.kind,
            id=part.id,
            digest=part.digest,
            imported=self.imported,
            name=part.name,
            flow_id=part.flow_id,
            modified=part.modified,
            version_id=part.version_id,
            base=self.part.digest,
        )


@dataclass
class Tenant:
    rows: dict[Key, Row] = field(default_factory=dict)
    history: set[tuple[Key, Digest]] = field(default_factory=set)
    secrets: dict[SecretSlot, str] = field(default_factory=dict)
    own: set[SecretSlot] = field(default_factory=set)
    """Those of the secrets that were set in the tenant."""

    def set_password(self, slot: SecretSlot, value: str) -> None:
        self.secrets[slot] = value
        self.own.add(slot)

    def edit(self, part: Part) -> None:
        """A save in the tenant: of a new element, or of one that is there."""
        key = (part.kind, part.id)
        imported = self.rows[key].imported if key in self.rows else None
        self.rows[key] = Row(part, None, imported)
        self.history.add((key, part.digest))

    def delete(self, key: Key) -> None:
        del self.rows[key]
        self.forget({slot for slot in self.secrets if slot[:2] == key})

    def forget(self, gone: set[SecretSlot]) -> None:
        self.secrets = {slot: value for slot, value in self.secrets.items() if slot not in gone}
        self.own -= gone

    def target(self, arrival: Arrival) -> Target:
        keys = set(arrival.keys)
        flows = {part.id for part in arrival.package.parts if part.kind == kinds.FLOW}
        ours = {
            key: row
            for key, row in self.rows.items()
            if key in keys or (key[0] in kinds.FLOW_SCOPED and row.part.flow_id in flows)
        }
        arriving = {(part.kind, part.id): part for part in arrival.effective}
        bases = {(part.kind, part.id): part.digest for part in arrival.package.parts}
        others = [row.effective for key, row in self.rows.items() if key not in ours]
        brought = {(one.kind, one.element_id, one.slot): one.value for one in arrival.secrets}
        held = self.secrets.keys() & arrival.slots
        return Target(
            elements=tuple(row.element for row in ours.values()),
            parts={
                key: row.effective
                for key, row in ours.items()
                if key in keys and row.effective.digest != arriving[key].digest
            },
            had_before=frozenset(
                key
                for key, row in ours.items()
                if key in keys
                and bases[key] != row.part.digest
                and (key, bases[key]) in self.history
            ),
            neighbours=self._neighbours(arrival, others),
            uses=self._uses(others),
            flows={one.id: one.name for one in others if one.kind == kinds.FLOW},
            secrets=frozenset(held),
            equal_secrets=frozenset(s for s in held if brought.get(s) == self.secrets[s]),
            own_secrets=frozenset(slot for slot in self.own if slot[:2] in keys),
            unstamped=self._unstamped(arrival),
            outside=self._outside(arrival, others),
        )

    def _unstamped(self, arrival: Arrival) -> frozenset[Key]:
        digests = {(part.kind, part.id): part.digest for part in arrival.effective}
        held = [self.rows[key] for key in arrival.secret_keys if key in self.rows]
        same = [row.part for row in held if row.effective.digest == digests[row.key]]
        return unstamped(arrival, same)

    @staticmethod
    def _outside(arrival: Arrival, others: list[Part]) -> tuple[Part, ...]:
        needs = arrival.needs
        return tuple(
            one
            for one in others
            if (one.kind, one.id) in needs.elements
            or (one.kind == kinds.VALUE and one.name in needs.values)
        )

    @staticmethod
    def _neighbours(arrival: Arrival, others: list[Part]) -> tuple[Neighbour, ...]:
        names = {(part.kind, part.name) for part in arrival.effective}
        uris = {uri_of(part) for part in arrival.effective if part.kind == kinds.SERVICE}
        found = []
        for one in others:
            endpoint = uri_of(one) if one.kind == kinds.SERVICE else None
            if (one.kind, one.name) in names or (endpoint and endpoint in uris):
                found.append(Neighbour(one.kind, one.id, one.name, endpoint))
        return tuple(found)

    @staticmethod
    def _uses(others: list[Part]) -> tuple[Use, ...]:
        parts = {(one.kind, one.id): one for one in others}
        found = []
        for one in references(others):
            source = parts[one.kind, one.source_id]
            if one.target_kind is None or one.target_id is None:
                continue
            action = one.name if one.how == "action" else None
            found.append(
                Use(
                    source.kind,
                    source.id,
                    source.name,
                    source.flow_id,
                    one.target_kind,
                    one.target_id,
                    action,
                )
            )
        return tuple(found)

    def apply(self, plan: Plan, arrival: Arrival) -> None:
        if plan.refused:
            return
        for change in plan.changes:
            key = (change.kind, change.id)
            if change.is_removed:
                self.delete(key)
            elif change.is_written and change.part is not None:
                self.rows[key] = Row(change.part, change.overlay, change.digest)
                self.history.add((key, change.part.digest))
                held = {slot for slot in self.secrets if slot[:2] == key}
                self.forget(held - arrival.slots)
        values = {(one.kind, one.element_id, one.slot): one.value for one in arrival.secrets}
        for fate in plan.secrets:
            if fate.is_written:
                slot = (fate.kind, fate.id, fate.slot)
                self.secrets[slot] = values[slot]
                self.own.discard(slot)
