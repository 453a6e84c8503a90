"""The Docker engine, as far as the ladder asks for it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterable

PULL_WITHIN_S = 60
"""For all images together."""


def unusable() -> str | None:
    """Why no container can be started here, in words; None when an engine answers."""
    if shutil.which("docker") is None:
        return "there is no docker command"
    if not os.environ.get("DOCKER_HOST", "unix://").startswith("unix://"):
        return "DOCKER_HOST names an engine elsewhere, whose ports are not here"
    return None if _succeeds(["info"], within_s=15) else "no Docker engine answers"


def is_here(image: str) -> bool:
    """Whether the engine has this image."""
    return _succeeds(["image", "inspect", image], within_s=15)


def image_at_hand(images: Iterable[str], pull_within_s: float) -> str | None:
    """The first of these images that is here, else the first that comes in the given time."""
    names = list(images)
    deadline = time.monotonic() + pull_within_s
    if here := next(filter(is_here, names), None):
        return here
    # What only docker-compose.yml builds is in no registry.
    for official in (one for one in names if not one.startswith("sluice/")):
        left = deadline - time.monotonic()
        if left > 0 and _succeeds(["pull", official], within_s=left):
            return official
    return None


def remove_volumes(names: Iterable[str]) -> None:
    """Remove these volumes where they exist."""
    for name in names:
        _succeeds(["volume", "rm", "--force", name], within_s=30)


def _succeeds(arguments: list[str], within_s: float) -> bool:
    try:
        done = subprocess.run(
            ["docker", *arguments],
            check=False,
            timeout=within_s,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0
