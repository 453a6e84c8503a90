"""Named SQL: `queries/<noun>.sql` holds statements under `-- name: xyz`, known as `<noun>.xyz`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FOLDER = Path(__file__).parent / "queries"
_MARKER = re.compile(r"^-- name: ([a-z_]+)\n", re.MULTILINE)


def load(folder: Path) -> dict[str, str]:
    """Every statement of every file of the folder. Raises ValueError for a name given twice."""
    statements: dict[str, str] = {}
    for file in sorted(folder.glob("*.sql")):
        _, *pieces = _MARKER.split(file.read_text())
        for name, statement in zip(pieces[::2], pieces[1::2], strict=True):
            full_name = f"{file.stem}.{name}"
            if full_name in statements:
                raise ValueError(f"{full_name} is written twice")
            statements[full_name] = statement.strip()
    return statements


QUERIES: Final[Mapping[str, str]] = load(_FOLDER)
