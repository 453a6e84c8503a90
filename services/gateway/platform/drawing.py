"""A tenant's draft as the drawing routes see it: shared elements, and the language they speak."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID, uuid5

import orjson

from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows import kinds
from libs.flows.api_elements import api_of_part
from libs.flows.api_names import Surroundings
from libs.flows.cultures import read_cultures
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Part
from libs.store import cultures, drafts, secrets
from libs.store.database import Transaction
from libs.store.secrets import DRAFT

SHARED: Final = (kinds.VALUE, kinds.TYPE, kinds.SERVICE)
"""What the routes draw with, and what texts and references name."""


@dataclass(frozen=True, slots=True)
class Drawing:
    parts: Mapping[tuple[Kind, UUID], Part]
    """The tenant's values, types and connectors, by name."""
    around: Surroundings
    culture: Culture
    """The tenant's default: texts are shown and said in it."""
    filled: frozenset[UUID]
    """Elements with a secret."""

    @classmethod
    async def read(cls, tx: Transaction, tenant_id: UUID) -> Self:
        parts = await drafts.of_kinds(tx, tenant_id, SHARED)
        # A large tenant's types are parsed in a thread: nobody else waits for it.
        around = await asyncio.to_thread(Surroundings.of, parts)
        spoken = default_culture(tenant_id, (await cultures.of_tenant(tx, tenant_id)).values())
        held = await secrets.slots(tx, tenant_id, DRAFT)
        filled = frozenset(element_id for _, element_id, _ in held)
        return cls({(part.kind, part.id): part for part in parts}, around, spoken, filled)

    def of_kind(self, kind: Kind) -> list[Part]:
        return [part for part in self.parts.values() if part.kind == kind]

    def get(self, kind: Kind, element_id: UUID) -> Part:
        """Raises element.not-found."""
        part = self.parts.get((kind, element_id))
        if part is None:
            detail = f"The tenant has no {kind} {element_id} in its draft."
            raise ProblemError(ErrorCode.ELEMENT_NOT_FOUND, detail)
        return part

    def said(self, part: Part) -> dict[str, Any]:
        """As the API shows it; that there is a password is all that is told of one."""
        said = api_of_part(part, self.around, self.culture)
        if part.kind == kinds.VALUE and part.id in self.filled:
            said["hasValue"] = True
        return said

    async def all_said(self, parts: Sequence[Part]) -> list[dict[str, Any]]:
        return await asyncio.to_thread(lambda: [self.said(part) for part in parts])


def default_culture(tenant_id: UUID, of_tenant: Iterable[Culture]) -> Culture:
    """The one that says it is, else the first by key; what the platform starts with, where a
    tenant has none yet.
    """
    known = [*of_tenant]
    marked = [one for one in known if orjson.loads(one.body).get("isDefault") is True]
    return next(iter(marked or known), None) or _first_culture(tenant_id)


def _first_culture(tenant_id: UUID) -> Culture:
    body = {
        "compositeId": {"guid": str(uuid5(tenant_id, "culture EN/USA"))},
        "developerName": "United States of America",
        "developerSummary": "",
        "isDefault": True,
        "brand": None,
        "country": "USA",
        "language": "EN",
        "variant": None,
    }
    (culture,) = read_cultures([body])
    return culture
