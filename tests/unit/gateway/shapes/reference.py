"""The platform's own description, which lies beside the project and is no part of it."""

import json
from pathlib import Path
from typing import Any

import pytest

PLACE = Path(__file__).parents[4].parent / "shared" / "reference" / "boomi-flow-openapi.json"


def platform_description() -> dict[str, Any]:
    if not PLACE.is_file():
        pytest.skip("the platform's OpenAPI description does not lie beside the project")
    description = json.loads(PLACE.read_text(encoding="utf-8"))
    assert isinstance(description, dict)
    return description
