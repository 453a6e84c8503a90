"""Writing a package to the draft: the plan is computed and carried out in one transaction."""

from collections import Counter

from libs.flows.plan import plan_draft
from libs.store import drafts
from libs.store.database import Transaction
from services.importer.applied import Applied, changed_connector
from services.importer.staged import Staged


async def write(tx: Transaction, staged: Staged) -> Applied:
    """The tenant must be locked."""
    tenant_id, flow_id = staged.tenant_id, staged.package.flow.id
    target = await drafts.target_state(tx, tenant_id, staged.keys)
    plan = plan_draft(staged.package, target, staged.overlays)
    await drafts.apply(tx, tenant_id, flow_id, staged.manifest, plan.changes)
    verdicts = Counter(change.verdict for change in plan.changes)
    return Applied(
        version_id=None,
        created=verdicts["create"],
        updated=verdicts["update"],
        identical=verdicts["identical"],
        removed=verdicts["remove"],
        written={
            (change.kind, change.id)
            for change in plan.changes
            if change.verdict in ("create", "update")
        },
        connectors=tuple(
            changed_connector(change.part, change.overlay, known=change.verdict == "update")
            for change in plan.connectors
            if change.part is not None
        ),
    )
