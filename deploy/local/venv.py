"""The virtual environment, made from a hash-pinned lock: `python3 -m deploy.local.venv LOCK`.

Standard library only. Nothing is installed while the lock is the one installed last.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from deploy.local import debian
from deploy.local.console import Console, trouble_told
from deploy.local.trouble import Trouble

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
_PIN = re.compile(r"^([A-Za-z0-9._-]+==\S+)", re.MULTILINE)


def main() -> None:
    """Make or update the environment so that it holds what the given lock names."""
    lock = ROOT / sys.argv[1]
    with trouble_told():
        provide(lock, Console())


def provide(lock: Path, console: Console) -> None:
    """Install `lock` unless it, or a lock with the same pins and more, is what is installed."""
    if PYTHON.exists() and _runs() and pins(lock) <= _installed():
        return
    if not (PYTHON.exists() and _runs()):
        if find_spec("ensurepip") is None:  # Debian leaves it out until python3-venv is there
            debian.provide(["python3-venv"], console)
        with console.step("Making a Python environment in .venv"):
            _make()
    with console.step(f"Installing {len(pins(lock))} locked Python packages into .venv"):
        _install(lock)
    _stamp().write_text("\n".join(sorted(pins(lock))))


def _make() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(FOLDER)],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise Trouble(
            f"Python could not make a virtual environment:\n{made.stdout}{made.stderr}".strip(),
            "On Debian: apt-get install python3-venv, then try again.",
        )


def _install(lock: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
    command += ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    done = subprocess.run(
        [*command, "--requirement", str(lock)],
        check=False,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    if done.returncode:
        raise Trouble(
            f"The packages of {lock.name} could not be installed:\n{done.stderr.strip()}",
            "Check that this machine reaches the Python package index, then try again.",
        )


def _runs() -> bool:
    """Whether the environment still works: its interpreter may have been removed or moved."""
    done = subprocess.run([str(PYTHON), "-m", "pip", "--version"], check=False, capture_output=True)
    return done.returncode == 0


def pins(lock: Path) -> set[str]:
    """`name==version digest` of every package the lock names."""
    entries = _PIN.split(lock.read_text())[1:]
    pairs = zip(entries[::2], entries[1::2], strict=True)
    return {f"{pin} {hashlib.sha256(rest.encode()).hexdigest()[:12]}" for pin, rest in pairs}


def _stamp() -> Path:
    return FOLDER / "sluice-installed"


def _installed() -> set[str]:
    return set(_stamp().read_text().splitlines()) if _stamp().exists() else set()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
