"""What passes by itself, whoever meets it: the database or the object store is away for a while."""

from typing import Final

from libs.objects.store import StoreUnreachable
from libs.store.database import TRANSIENT

OUTAGE: Final[tuple[type[Exception], ...]] = (StoreUnreachable, *TRANSIENT)
