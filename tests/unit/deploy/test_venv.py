"""When the virtual environment is made anew."""

from pathlib import Path

import pytest

from deploy.local import venv
from deploy.local.console import Console


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock without packages, for an environment in a folder of the test."""
    monkeypatch.setattr(venv, "FOLDER", tmp_path / "venv")
    monkeypatch.setattr(venv, "PYTHON", tmp_path / "venv" / "bin" / "python")
    lock = tmp_path / "lock.txt"
    lock.write_text("")
    return lock


def test_a_broken_environment_is_made_anew(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venv.PYTHON.parent.mkdir(parents=True)
    venv.PYTHON.symlink_to("/nowhere/python")
    venv.provide(lock, Console())
    assert venv.PYTHON.resolve().exists()
    assert "Making a Python environment" in capsys.readouterr().out


def test_nothing_is_done_while_the_lock_is_the_one_installed(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    venv.provide(lock, Console())
    capsys.readouterr()
    venv.provide(lock, Console())
    assert capsys.readouterr().out == ""


def test_a_lock_that_holds_more_satisfies_one_that_holds_less() -> None:
    local, dev = (venv.ROOT / f"requirements-{name}.txt" for name in ("local", "dev"))
    assert venv.pins(local) < venv.pins(dev)


def test_a_new_hash_of_the_same_version_is_another_pin(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("one==1.0 \\\n    --hash=sha256:aa\ntwo==2 ; sys_platform == 'win32' \\\n")
    new.write_text("one==1.0 \\\n    --hash=sha256:bb\ntwo==2 ; sys_platform == 'win32' \\\n")
    assert len(venv.pins(old)) == 2
    assert len(venv.pins(old) & venv.pins(new)) == 1
