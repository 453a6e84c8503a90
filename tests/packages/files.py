"""The package files of this project: made here, committed, and held against this by a test."""

import json
from pathlib import Path
from typing import Any, Final

from tests.packages.generations import older
from tests.packages.order_intake import OrderIntake
from tests.packages.secret_places import SecretPlaces

ROOT: Final = Path(__file__).parents[2]
HERE: Final = "tests/packages"
MARK: Final = "not-a-real-secret"
"""In every secret of the secret-places files: it must turn up nowhere else."""


def newer(package: dict[str, Any]) -> str:
    return json.dumps(package, separators=(",", ":"), ensure_ascii=False)


FILES: Final[dict[str, str]] = {
    "deploy/local/demo.package2": newer(OrderIntake(1).package()),
    f"{HERE}/order-intake-1.package2": newer(OrderIntake(1).package()),
    f"{HERE}/order-intake-1.package": older(OrderIntake(1).package()),
    f"{HERE}/order-intake-2.package2": newer(OrderIntake(2).package()),
    f"{HERE}/secret-places.package2": newer(SecretPlaces(MARK).package()),
    f"{HERE}/secret-places.package": older(SecretPlaces(MARK).package()),
}
"""Path in the repository to text."""
