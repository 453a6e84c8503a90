"""The committed package files are what their maker makes."""

import pytest

from tests.packages.files import FILES, ROOT


@pytest.mark.parametrize("name", FILES)
def test_a_committed_package_file_is_up_to_date(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == FILES[name], "run `python -m tests.packages`"
