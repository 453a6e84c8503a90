"""How a tenant wants a package: what may be overwritten, which URIs are mapped, what is merged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from libs.flows.uris import UriMapping


class OnConflict(StrEnum):
    """What becomes of an element that holds an edit, or that the package would take back in time.

    Asked for a single element, it also decides over an update that is neither.
    """

    OVERWRITE = "overwrite"
    FAIL = "fail"
    KEEP_TARGET = "keep-target"


class Mergeable(StrEnum):
    """Kinds that can be mapped to an element the tenant has under another id."""

    CONNECTORS = "connectors"
    """By end-point."""
    TYPES = "types"
    """By name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    is_snapshot: bool = False
    on_conflict: OnConflict = OnConflict.OVERWRITE
    by_element: Mapping[UUID, OnConflict] = field(default_factory=dict)
    uri_mappings: tuple[UriMapping, ...] = ()
    merge: frozenset[Mergeable] = frozenset()
