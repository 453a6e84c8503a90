"""Where each part comes from: a given address, else a container, else a process of our own."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from deploy.local import debian, docker
from deploy.local.console import Console
from deploy.local.home import Home
from deploy.local.part import PARTS, Part
from deploy.local.trouble import Trouble


class Rung(StrEnum):
    """The steps of the ladder, in the order they are tried."""

    ADDRESS = "address from the environment"
    CONTAINER = "container"
    PROCESS = "private process"


@dataclass(frozen=True)
class Choice:
    """The rung a part took; `image` is set for a container."""

    rung: Rung
    why: str
    image: str | None = None


def choose(environment: Mapping[str, str], home: Home, console: Console) -> dict[str, Choice]:
    """The rung of every part by its name, said aloud; installs what processes need.

    A home that has data keeps its rung: its data would not be found on another one.
    """
    engine = _Engine()
    choices = {part.name: _choose(part, environment, home, engine) for part in PARTS}
    for part in PARTS:
        choice = choices[part.name]
        console.detail(f"{part.title}: {choice.rung} ({choice.why})")
        if choice.rung is not Rung.ADDRESS:
            home.remember(f"rung.{part.name}", choice.rung)
    processes = [part for part in PARTS if choices[part.name].rung is Rung.PROCESS]
    debian.provide([p.package for p in processes if p.package and not p.installed()], console)
    return choices


class _Engine:
    """The Docker engine, asked only when a part needs it, and given one minute in all to pull."""

    @cached_property
    def unusable(self) -> str | None:
        return docker.unusable()

    @cached_property
    def deadline(self) -> float:
        return time.monotonic() + docker.PULL_WITHIN_S

    def image(self, part: Part[Any]) -> str | None:
        return docker.image_at_hand(part.container.images, self.deadline - time.monotonic())


def _choose(part: Part[Any], environment: Mapping[str, str], home: Home, engine: _Engine) -> Choice:
    before = home.recall(f"rung.{part.name}")
    if part.named(environment) is not None:
        return Choice(Rung.ADDRESS, "its variables are set")
    if before == Rung.PROCESS:
        return Choice(Rung.PROCESS, "its data is here from the last time")
    why_not = engine.unusable
    if why_not is None:
        if image := engine.image(part):
            return Choice(Rung.CONTAINER, f"image {image}", image)
        why_not = f"its image is not here and did not come within {docker.PULL_WITHIN_S} s"
    if before == Rung.CONTAINER:
        raise Trouble(
            f"The data of {part.title} is in a Docker volume, and {why_not}.",
            "Start the Docker engine, or `make clean` to begin again with empty data.",
        )
    return Choice(Rung.PROCESS, why_not)
