"""A connector's refresh: what it would change in the draft, and the change itself."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.difference import Difference
from libs.flows.kinds import SERVICE, TYPE
from libs.flows.masking import shown_differences
from libs.flows.model import Json, Part
from libs.flows.references import Reference, references
from libs.flows.refreshing import reconcile
from libs.flows.stamps import platform_time, restamp
from libs.flows.target import Use
from libs.store import drafts, uses
from libs.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Refreshable:
    """A connector of the draft, the tenant's types, and what refers to the connector."""

    connector: Part
    types: tuple[Part, ...]
    uses: tuple[Use, ...]

    @property
    def state_hash(self) -> str:
        """Of all that a refresh is computed from, in hexadecimal."""
        parts = [f"{one.kind} {one.id} {one.digest.hex()}" for one in (self.connector, *self.types)]
        used = [f"{use.kind} {use.id} {use.action} {use.flow_id} {use.name}" for use in self.uses]
        return hashlib.sha256(orjson.dumps(sorted([*parts, *used]))).hexdigest()

    def users_of(self, action: str) -> list[Use]:
        return [use for use in self.uses if use.action == action]


@dataclass(frozen=True, slots=True)
class Changed:
    part: Part
    is_new: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a description of the connector makes of it."""

    changes: tuple[Changed, ...]
    removed_actions: tuple[str, ...]
    unnamed_types: tuple[str, ...]


async def read(tx: Transaction, tenant_id: UUID, connector_id: UUID) -> Refreshable:
    """Raises connector.not-found."""
    key = (SERVICE, connector_id)
    found = await drafts.parts(tx, tenant_id, [key])
    if not found:
        raise ProblemError(
            ErrorCode.CONNECTOR_NOT_FOUND, f"The tenant's draft has no connector {connector_id}."
        )
    types = await drafts.of_kinds(tx, tenant_id, [TYPE])
    return Refreshable(found[0], tuple(types), tuple(await uses.used_by(tx, tenant_id, [key])))


async def planned(present: Refreshable, description: Json) -> Refresh:
    """Raises Fault for a description that is none. In a thread: a connector may have many types."""
    return await asyncio.to_thread(_planned, present, description)


def _planned(present: Refreshable, description: Json) -> Refresh:
    refreshed = reconcile(present.connector, present.types, description)
    before = {(part.kind, part.id): part for part in (present.connector, *present.types)}
    return Refresh(
        changes=tuple(_changed(part, before.get((part.kind, part.id))) for part in refreshed.parts),
        removed_actions=refreshed.removed_actions,
        unnamed_types=refreshed.unnamed_types,
    )


def _changed(part: Part, before: Part | None) -> Changed:
    if before is None:
        return Changed(part, is_new=True, differences=())
    return Changed(part, is_new=False, differences=shown_differences(before, part, ()))


@dataclass(frozen=True, slots=True)
class Save:
    """Who changes the tenant's draft, and when."""

    revision: int
    """The tenant's, raised when it was locked."""
    version_id: UUID
    """A fresh one, for every element that is saved."""
    moment: datetime
    by: UUID


async def apply(tx: Transaction, tenant_id: UUID, refresh: Refresh, save: Save) -> None:
    """Writes the draft. The tenant is locked by the caller."""
    parts, named = await asyncio.to_thread(_saved, refresh, save)
    if parts:
        await drafts.write(tx, tenant_id, save.revision, parts, named)


def _saved(refresh: Refresh, save: Save) -> tuple[list[Part], list[Reference]]:
    modified = platform_time(save.moment)
    parts = [
        restamp(change.part, version_id=save.version_id, modified=modified, by=save.by)
        for change in refresh.changes
    ]
    return parts, references(parts)
