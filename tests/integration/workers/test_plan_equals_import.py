"""An import does exactly what its plan has listed, whatever the tenant, the package, the options.

Each seed is the history of one tenant, drawn at random: edits, plans and imports of a few flows
that share elements. In the end the imports are taken back, the latest first.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.plans import PlanDocument
from libs.flows.kinds import SERVICE, VALUE
from libs.flows.wishes import Mergeable, OnConflict
from libs.store import reverting, tenants
from tests.integration.workers.desk import Desk, failed, succeeded
from tests.integration.workers.edits import edit, set_password
from tests.integration.workers.rows import dump, row_versions
from tests.sample import Sample

STEPS = 7
Rows: TypeAlias = dict[tuple[str, UUID], str]


@dataclass
class Dice:
    """What is drawn of packages and options."""

    random: random.Random
    samples: list[Sample]
    """The latest version of each flow. Two of them share their connector and a value."""

    @classmethod
    def of(cls, seed: int) -> "Dice":
        first, apart = Sample(), Sample(name="Apart")
        sharing = Sample(connector=first.connector, value=first.value)
        return cls(random.Random(seed), [first, sharing, apart])

    def sample(self) -> Sample:
        """Another version of one of the flows."""
        place = self.random.randrange(len(self.samples))
        sample = self.samples[place]
        varied: dict[str, Any] = {
            "summary": self.random.choice(["one", "two", "three"]),
            "uri": f"https://{self.random.choice(['a', 'b'])}.example/",
            "secret": self.random.choice([None, "first", "second"]),
            "step": self.random.choice([None, uuid4()]),
            "password": self.random.choice([sample.password, uuid4()]),
        }
        names = self.random.sample(sorted(varied), k=self.random.randrange(len(varied)))
        chosen = {name: varied[name] for name in names}
        self.samples[place] = replace(sample, version=uuid4(), **chosen)
        return self.samples[place]

    def options(self, sample: Sample) -> dict[str, Any]:
        options: dict[str, Any] = {"on_conflict": self.random.choice(list(OnConflict))}
        options["is_snapshot"] = self.random.random() < 0.3
        if self.random.random() < 0.3:
            decided = self.random.choice(list(OnConflict))
            options["on_conflict_by_element"] = {sample.connector: decided}
        if self.random.random() < 0.2:
            options["merge"] = frozenset(Mergeable)
        if self.random.random() < 0.3:
            bound = {"name": "Sample Password", "value": self.random.choice(["x", "y"])}
            bindings = Bindings.model_validate({"values": [bound]})
            options |= {"given": JobInput(bindings=bindings), "keep_bindings": True}
        return options


@dataclass
class History:
    desk: Desk
    dsn: str
    done: list[tuple[UUID, dict[str, list[str]]]] = field(default_factory=list)
    """Imports that nothing stands on but later imports, and the tenant before each."""

    async def edit(self, dice: Dice) -> None:
        sample = dice.random.choice(dice.samples)
        key = dice.random.choice([(SERVICE, sample.connector), (VALUE, sample.password)])
        if key in await draft(self.dsn, self.desk):
            if key[0] == SERVICE and dice.random.random() < 0.5:
                value = dice.random.choice(["first", "our own"])
                await set_password(self.desk, *key, "httpAuthenticationPassword", value)
            else:
                await edit(self.desk, *key, developerSummary=dice.random.choice(["one", "here"]))
            self.done.clear()

    async def import_(self, data: bytes, options: dict[str, Any]) -> PlanDocument:
        """Plans and imports; what has changed is what was listed."""
        before, rows = await dump(self.dsn, self.desk.tenant_id), await draft(self.dsn, self.desk)
        plan = await self.desk.plan_ok(data, **options)
        assert await dump(self.dsn, self.desk.tenant_id) == before
        job = await self.desk.import_(data, state_hash=plan.state_hash, **options)
        after = await draft(self.dsn, self.desk)
        if plan.refused:
            assert failed(job) == "import.refused"
            assert await dump(self.dsn, self.desk.tenant_id) == before
            return plan
        result = succeeded(job)
        assert result["issues"] == plan.model_dump(mode="json")["issues"]
        expected = {} if options["is_snapshot"] else listed(plan)
        assert changed(rows, after) == expected
        self.done.append((job.id, before))
        return plan

    async def again(self, data: bytes, options: dict[str, Any]) -> None:
        """The same import once more writes nothing, neither elements nor what stands beside."""
        before = await row_versions(self.dsn, self.desk.tenant_id)
        kept = await dump(self.dsn, self.desk.tenant_id)
        job = await self.desk.import_(data, **options)
        assert (succeeded(job)["created"], succeeded(job)["updated"]) == (0, 0)
        assert await row_versions(self.dsn, self.desk.tenant_id) == before
        assert await dump(self.dsn, self.desk.tenant_id) == kept
        self.done.append((job.id, kept))

    async def take_back(self) -> None:
        for job_id, before in reversed(self.done):
            async with self.desk.transaction() as tx:
                await tenants.lock(tx, [self.desk.tenant_id])
                await reverting.revert(tx, self.desk.tenant_id, job_id, self.desk.key_id)
            assert await dump(self.dsn, self.desk.tenant_id) == before


def listed(plan: PlanDocument) -> dict[tuple[str, UUID], str]:
    return {
        (one.kind, one.id): one.verdict
        for one in plan.changes
        if one.decision == "apply" and one.verdict != "identical"
    }


def changed(before: Rows, after: Rows) -> dict[tuple[str, UUID], str]:
    """Key of each draft row that was written to what happened to it."""
    written = {key for key in before | after if before.get(key) != after.get(key)}
    return {
        key: "create" if key not in before else "update" if key in after else "remove"
        for key in written
    }


async def draft(admin_dsn: str, desk: Desk) -> Rows:
    """Each element of the draft with the transaction that wrote it."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        rows = await connection.fetch(
            "select kind, element_id, xmin::text || t::text as text "
            "from sluice.draft_element t where tenant_id = $1",
            desk.tenant_id,
        )
    finally:
        await connection.close()
    return {(row["kind"], row["element_id"]): row["text"] for row in rows}


@pytest.mark.parametrize("seed", range(8))
async def test_a_random_history_holds_what_its_plans_say_and_goes_back(
    desk: Desk, office_dsn: str, seed: int
) -> None:
    dice, history = Dice.of(seed), History(desk, office_dsn)
    for _ in range(STEPS):
        if dice.random.random() < 0.3:
            await history.edit(dice)
        sample = dice.sample()
        data, options = sample.data(), dice.options(sample)
        plan = await history.import_(data, options)
        if not plan.refused:
            await history.again(data, options)
    await history.take_back()
