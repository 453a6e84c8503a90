"""How an import or its plan is asked for: options out of a query, a form or a JSON body."""

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import Field, SecretStr

from libs.contracts.bindings import Bindings, JobInput
from libs.contracts.jobs import MappedUri
from libs.contracts.problems import ErrorCode, ProblemError
from libs.flows.wishes import Mergeable, OnConflict
from services.gateway.importing import Options, check_uris, checked, mappings_of
from services.gateway.multipart import BINDINGS_FIELD
from services.gateway.native.base import Camel, read

CONFIDENTIAL: Final = frozenset({"token", "passphrase", "bindings"})
"""Never in an address, where logs and proxies keep them."""

_MAPPING: Final = "urimapping"
_MERGE: Final = "merge"
_BY_ELEMENT: Final = "onConflictByElement"
_ON_CONFLICT_OF: Final = re.compile(r"onConflict\[(?P<element>[^\]]*)\]")


class OptionsAsked(Camel):
    """How to apply the package. Without options it overwrites the draft of the same flow, unless
    that would lose an edit made in the tenant or go back to older content."""

    is_snapshot: bool = False
    """Make a snapshot instead of overwriting the draft."""
    is_active: bool = False
    """Make the snapshot active."""
    is_default: bool = False
    """Make the snapshot the default."""
    overwrite_existing: bool = True
    """Overwrite what the tenant has; otherwise refuse with 409."""
    on_conflict: OnConflict = OnConflict.FAIL
    """What becomes of elements that were edited in the tenant, or would go back in time."""
    on_conflict_by_element: dict[UUID, OnConflict] = Field(default_factory=dict)
    """The same for single elements, by id."""
    merge: frozenset[Mergeable] = frozenset()
    """Map connectors (by end-point) or types (by name) to those the tenant has under other ids."""
    state_hash: str | None = Field(None, pattern=r"^[0-9a-f]+$")
    """Of a plan: refuse when the tenant has changed since."""
    bindings: Bindings = Bindings()
    """The tenant's own values for what the package leaves open."""
    keep_bindings: bool = False
    """Keep these bindings for the tenant's next imports."""
    passphrase: SecretStr | None = Field(None, min_length=1)
    """Opens a package that is sealed to it."""
    uri_mapping: tuple[MappedUri, ...] = ()

    def options(self, mappings: tuple[MappedUri, ...]) -> Options:
        """`mappings` come before those of the body.

        Raises `Fault` for unusable ones, and binding.malformed.
        """
        check_uris(self.bindings)
        secret = self.bindings != Bindings() or self.passphrase is not None
        return Options(
            is_snapshot=self.is_snapshot,
            is_active=self.is_active,
            is_default=self.is_default,
            overwrite_existing=self.overwrite_existing,
            uri_mappings=checked((*mappings, *self.uri_mapping)),
            on_conflict=self.on_conflict,
            on_conflict_by_element=self.on_conflict_by_element,
            merge=self.merge,
            state_hash=self.state_hash,
            keep_bindings=self.keep_bindings,
            given=JobInput(bindings=self.bindings, passphrase=self.passphrase) if secret else None,
        )


class TokenAsked(OptionsAsked):
    token: str = Field(repr=False)


class SnapshotWanted(Camel):
    """The latest snapshot, unless a version or an environment is named."""

    tenant_id: UUID | None = None
    """The tenant that has it; the one that the request is about when left out."""
    flow_id: UUID
    version_id: UUID | None = None
    environment_id: UUID | None = None
    include_passwords: bool = False
    """Needs the scope `secrets:read`."""
    include_subflows: bool = False
    """Also the flows that this one calls, and those that they call."""


class SnapshotAsked(OptionsAsked):
    snapshot: SnapshotWanted


def check_address(pairs: Sequence[tuple[str, str]]) -> None:
    """Raises request.malformed for a query that holds what has to be confidential."""
    for name, _ in pairs:
        if name.lower() in CONFIDENTIAL:
            raise ProblemError(
                ErrorCode.REQUEST_MALFORMED,
                f"The address holds `{name}`, where logs and proxies keep it. Send it in the body, "
                "and have this one replaced.",
            )


def options_of(pairs: Sequence[tuple[str, str]]) -> Options:
    """Options out of a query and a form. Raises `RequestValidationError`, or `Fault`."""
    return read(OptionsAsked, said_in(pairs), "option").options(mappings_of(pairs))


def said_in(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The options that are not URI mappings, spelt as in a JSON body."""
    said: dict[str, Any] = {}
    for name, value in pairs:
        if name.lower().startswith(_MAPPING):
            continue
        if match := _ON_CONFLICT_OF.fullmatch(name):
            said.setdefault(_BY_ELEMENT, {})[match["element"]] = value
        elif name == _MERGE:
            said.setdefault(_MERGE, []).extend(value.split(","))
        else:
            said[name] = _bindings(value) if name == BINDINGS_FIELD else value
    return said


def _bindings(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        wrong = {"loc": ("option", BINDINGS_FIELD), "msg": "this is not valid JSON"}
        raise RequestValidationError([wrong]) from None
