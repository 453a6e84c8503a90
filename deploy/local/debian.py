"""Servers from Debian's packages, installed so that none of them starts, now or at boot."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy.local.console import Console
from deploy.local.trouble import Trouble

# Read by invoke-rc.d; 101 means: the action is not allowed.
_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_START = "#!/bin/sh\nexit 101\n"
# PostgreSQL's package makes a cluster of its own unless it is told not to.
_CLUSTER = Path("/etc/postgresql-common/createcluster.d/sluice.conf")
_NO_CLUSTER = "create_main_cluster = false\n"
_WANTED_AT_BOOT = Path("/etc/systemd/system")
_BOOT_SCRIPTS = Path("/etc/init.d")


def provide(packages: list[str], console: Console) -> None:
    """Install these packages as root; Trouble with the line to type for everybody else."""
    if not packages:
        return
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise Trouble(
            f"This machine lacks {' and '.join(packages)}, and has no apt-get to install with.",
            "Start a Docker engine, or set SLUICE_POSTGRES_DSN, SLUICE_AMQP_URL and "
            "SLUICE_S3_ENDPOINT to servers you have (see README.md).",
        )
    if os.geteuid() != 0:
        raise Trouble(
            f"This machine lacks {' and '.join(packages)}, and only root may install packages.",
            f"sudo {line}\nthen the same command again. README.md names other ways.",
        )
    with console.step(f"Installing {' and '.join(packages)} from Debian"), ExitStack() as stack:
        stack.enter_context(_in_place(_POLICY, _NO_START, 0o755))
        stack.enter_context(_in_place(_CLUSTER, _NO_CLUSTER, 0o644))
        stack.enter_context(_nothing_more_at_boot())
        _apt(["update"])
        _apt(["install", "--yes", "--no-install-recommends", *packages])


@contextmanager
def _in_place(path: Path, text: str, mode: int) -> Iterator[None]:
    """Have this file there for a moment, unless the machine has one of its own."""
    if path.exists():
        yield
        return
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    try:
        yield
    finally:
        path.unlink()
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def _apt(arguments: list[str]) -> None:
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *arguments]
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_SUSPEND": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=os.environ | quiet,
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Trouble(f"{' '.join(command)} failed:\n{last}", "Repair that, then try again.")


@contextmanager
def _nothing_more_at_boot() -> Iterator[None]:
    """Undo what the packages' scripts enable for the next boot, with systemd or without."""
    links, scripts = _boot_links(), set(_BOOT_SCRIPTS.glob("*"))
    yield
    for link in _boot_links() - links:
        link.unlink()
    for script in set(_BOOT_SCRIPTS.glob("*")) - scripts:
        subprocess.run(["update-rc.d", script.name, "disable"], check=False, capture_output=True)


def _boot_links() -> set[Path]:
    return set(_WANTED_AT_BOOT.glob("*.wants/*"))
