import pytest

from libs.runtime.reference import FOLDER, pages


@pytest.mark.parametrize("name", pages())
def test_the_reference_says_what_the_declarations_say(name: str) -> None:
    stale = "run `python -m libs.runtime.reference`"
    assert (FOLDER / name).read_text() == pages()[name], stale
