"""One edit of a tenant's draft: a transaction under the tenant's lock."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows import kinds
from libs.flows.api_elements import Edited, Saving, new_start, part_of_api
from libs.flows.api_names import Surroundings
from libs.flows.api_writing import Unusable, is_nothing
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.flows.references import references
from libs.flows.stamps import platform_time
from libs.objects.sealing import Sealer
from libs.runtime.clock import new_id, now
from libs.runtime.tenant_secrets import new_secret
from libs.store import cultures, drafts, secrets, tenants, uses
from libs.store.database import Transaction
from libs.store.secrets import DRAFT
from services.gateway.auth import Acting
from services.gateway.parts import Parts
from services.gateway.platform.drawing import Drawing


@dataclass(slots=True)
class Desk:
    tx: Transaction
    tenant_id: UUID
    revision: int
    sealer: Sealer
    saving: Saving
    drawing: Drawing
    """As it was when the edit began."""

    async def save(self, kind: Kind, said: dict[str, Any], existing: Part | None) -> Edited:
        """Writes the element and its secrets; a new one under its own id or a fresh one.

        Raises request.malformed.
        """
        if existing is None:
            said = _as_new(said)
        around = self.drawing.around
        edited = await self._part(kind, said, existing, around)
        await self.write([edited, *await self._now_secret(edited.part)])
        return edited

    async def _part(
        self, kind: Kind, said: dict[str, Any], existing: Part | None, around: Surroundings
    ) -> Edited:
        try:
            return await asyncio.to_thread(
                part_of_api, kind, said, existing=existing, around=around, saving=self.saving
            )
        except Unusable as wrong:
            raise ProblemError(ErrorCode.REQUEST_MALFORMED, f"In the body, {wrong}") from None

    async def _now_secret(self, type_: Part) -> list[Edited]:
        """Values with objects of a type, of which the edit has made a property a password."""
        if type_.kind != kinds.TYPE:
            return []
        parts = {**self.drawing.parts, (type_.kind, type_.id): type_}.values()
        after = await asyncio.to_thread(Surroundings.of, parts)
        new = [p.encode() for p in after.secret_properties - self.drawing.around.secret_properties]
        values = [
            value
            for value in self.drawing.of_kind(kinds.VALUE)
            if any(property_ in value.content for property_ in new)
        ]
        return [await self._part(kinds.VALUE, {}, value, after) for value in values]

    async def write(self, edited: Sequence[Edited]) -> None:
        tx, tenant_id = self.tx, self.tenant_id
        parts = [one.part for one in edited]
        found = await asyncio.to_thread(references, parts)
        await drafts.write(tx, tenant_id, self.revision, parts, found)
        await self._keep_secrets(edited)
        await cultures.merge(tx, tenant_id, [self.saving.culture])

    async def _keep_secrets(self, edited: Sequence[Edited]) -> None:
        """Seals what is given, and forgets what a field held that the element no longer has."""
        tx, tenant_id = self.tx, self.tenant_id
        keys = {(one.part.kind, one.part.id) for one in edited}
        slots = frozenset[tuple[Kind, UUID, str]]().union(*(one.slots for one in edited))
        held = await secrets.slots(tx, tenant_id, DRAFT)
        stale = {slot for slot in held if slot[:2] in keys} - slots
        if stale:
            await secrets.drop(tx, tenant_id, DRAFT, stale)
        given = [
            new_secret(self.sealer, tenant_id, secret, "tenant")
            for one in edited
            for secret in one.secrets
        ]
        if given:
            await secrets.put(tx, tenant_id, DRAFT, given)

    async def create_flow(self, said: dict[str, Any]) -> Part:
        """The flow with the element that it starts with."""
        edited = await self._part(kinds.FLOW, _as_new(said), None, self.drawing.around)
        parts = [edited.part, new_start(edited.part, self.saving)]
        tx, tenant_id = self.tx, self.tenant_id
        await cultures.merge(tx, tenant_id, [self.saving.culture])
        await drafts.create_flow(tx, tenant_id, self.revision, parts, references(parts))
        return edited.part

    async def delete(self, part: Part) -> None:
        """Raises element.in-use."""
        users = await self._users(part)
        if users:
            named = ", ".join(f"{one['kind']} '{one['name']}'" for one in users[:5])
            raise ProblemError(
                ErrorCode.ELEMENT_IN_USE,
                f"{len(users)} elements refer to the {part.kind} '{part.name}': {named}.",
                elements=users,
            )
        await drafts.delete(self.tx, self.tenant_id, [(part.kind, part.id)])

    async def _users(self, part: Part) -> list[dict[str, str]]:
        """Who refers to it. That a flow lists it among what it was last packed with does not count:
        that list is made anew with every snapshot.
        """
        key = (part.kind, part.id)
        found = await uses.used_by(self.tx, self.tenant_id, [key])
        others = {(use.kind, use.id): use.name for use in found if use.flow_id != part.id}
        flows = [key for key in others if key[0] == kinds.FLOW]
        for flow in await drafts.parts(self.tx, self.tenant_id, flows):
            real = (r for r in references([flow]) if r.path[0] not in kinds.MANIFESTS)
            if not any((r.target_kind, r.target_id) == key for r in real):
                del others[flow.kind, flow.id]
        return [
            {"kind": kind, "id": str(id_), "name": name} for (kind, id_), name in others.items()
        ]


def _as_new(said: dict[str, Any]) -> dict[str, Any]:
    if not said.get("developerName"):
        detail = "The body has no `developerName`: nothing can be made without a name."
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, detail)
    return {**said, "id": str(new_id())} if is_nothing(said.get("id")) else said


@asynccontextmanager
async def editing(parts: Parts, acting: Acting) -> AsyncIterator[Desk]:
    tenant_id = acting.tenant_id
    async with parts.database.transaction([tenant_id]) as tx:
        revision = (await tenants.lock(tx, [tenant_id]))[tenant_id]
        drawing = await Drawing.read(tx, tenant_id)
        saving = Saving(drawing.culture, new_id(), platform_time(now()), acting.caller.builder_id)
        yield Desk(tx, tenant_id, revision, parts.sealer, saving, drawing)
