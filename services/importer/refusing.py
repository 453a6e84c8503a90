"""Whether an import may go through: nothing in the way, and nothing that has moved."""

from collections.abc import Sequence

from libs.contracts.plans import PlanDocument
from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import elements
from libs.store.database import Transaction
from libs.store.elements import Existing
from services.importer.document import document
from services.importer.planned import Planned
from services.importer.received import Received


async def told(tx: Transaction, received: Received, planned: Sequence[Planned]) -> PlanDocument:
    """The plans as a document, which says whether the import would be refused."""
    in_the_way = await _in_the_way(tx, received, planned)
    refused = bool(in_the_way) or any(one.plan.refused for one in planned)
    return document(received, planned, refused=refused)


async def check(tx: Transaction, received: Received, planned: Sequence[Planned]) -> None:
    """Raises import.conflict, import.state-moved and import.refused; these two hold the plan."""
    if existing := await _in_the_way(tx, received, planned):
        raise ProblemError(
            ErrorCode.IMPORT_CONFLICT,
            f"{len(existing)} of the package's elements are in the tenant.",
            existingElements=[
                {"kind": one.kind, "id": str(one.id), "name": one.name} for one in existing
            ],
        )
    expected = received.request.state_hash
    if expected is None and not any(one.plan.refused for one in planned):
        return
    fresh = await told(tx, received, planned)
    if expected is not None and expected.lower() != fresh.state_hash:
        raise _problem(
            ErrorCode.IMPORT_STATE_MOVED,
            f"The request names the state {expected}, and the tenant's is {fresh.state_hash}.",
            fresh,
        )
    if fresh.refused:
        refused = [change for change in fresh.changes if change.decision == "refuse"]
        raise _problem(
            ErrorCode.IMPORT_REFUSED,
            f"{len(refused)} elements were edited in the tenant or would go back to older content.",
            fresh,
        )


def _problem(code: ErrorCode, detail: str, plan: PlanDocument) -> ProblemError:
    return ProblemError(code, detail, plan=plan.model_dump(mode="json"))


async def _in_the_way(
    tx: Transaction, received: Received, planned: Sequence[Planned]
) -> list[Existing]:
    if received.request.overwrite_existing:
        return []
    keys = dict.fromkeys(key for one in planned for key in one.arrival.keys)
    return await elements.existing(tx, received.tenant_id, keys)
