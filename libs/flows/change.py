"""One element's fate in an import."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from uuid import UUID

from libs.flows.difference import Difference
from libs.flows.kinds import Kind
from libs.flows.model import Digest, Json, Part

Verdict: TypeAlias = Literal["create", "update", "identical", "remove"]
Decision: TypeAlias = Literal["apply", "keep", "refuse"]


@dataclass(frozen=True, slots=True)
class Change:
    """`part`, `overlay` and `digest` are None for an element that is removed."""

    kind: Kind
    id: UUID
    name: str
    verdict: Verdict
    edited: bool
    """The target's content is not the one last imported: made or changed in the tenant. Its
    passwords are no content: see `own_password`."""
    downgrade: bool
    """The package's content is one that the element had before, or is older by date."""
    decision: Decision = "apply"
    """`keep`: the target's row and secrets stay, and where it has none, none is created. `refuse`:
    the import as a whole is refused."""
    part: Part | None = None
    """As the package has it, before the overlay."""
    overlay: Json | None = field(default=None, repr=False)
    """It can hold what a binding gives."""
    digest: Digest | None = None
    """Effective, overlay applied."""
    differences: tuple[Difference, ...] = ()
    """Of an update: from the target's effective content to the package's. Likely secrets are
    masked."""
    merged_from: UUID | None = None
    """The id that the element has in the package, where it was mapped to one of the tenant's."""
    own_password: bool = False
    """An update would replace or drop a password that was set in the tenant."""

    @property
    def is_conflict(self) -> bool:
        """Something of the tenant's would be lost."""
        return self.own_password or self.is_content_conflict

    @property
    def is_content_conflict(self) -> bool:
        """Not only a password would be lost. Merging only adds to what content there is."""
        is_lost = self.verdict in ("update", "remove") and self.merged_from is None
        return is_lost and (self.edited or self.downgrade)

    @property
    def is_written(self) -> bool:
        """By an import that goes through, as one with a refused change does not."""
        return self.verdict in ("create", "update") and self.decision != "keep"

    @property
    def is_left_out(self) -> bool:
        """The package has the element, and the tenant will not."""
        return self.verdict == "create" and self.decision == "keep"

    @property
    def is_removed(self) -> bool:
        """As `is_written`."""
        return self.verdict == "remove" and self.decision != "keep"
