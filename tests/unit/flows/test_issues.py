"""No kind of issue is documented that nothing raises."""

from pathlib import Path

import pytest

from libs.flows.issues import IssueCode

_LIBS = Path(__file__).parents[3] / "libs"
_SOURCE = "".join(
    file.read_text() for file in sorted(_LIBS.rglob("*.py")) if file.name != "issues.py"
)


@pytest.mark.parametrize("code", IssueCode)
def test_every_code_is_raised_somewhere(code: IssueCode) -> None:
    assert f"IssueCode.{code.name}" in _SOURCE
