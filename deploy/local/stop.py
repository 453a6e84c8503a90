"""`make stop` and `make clean`: `python -m deploy.local.stop [--with-data]`."""

import os
import shutil
import sys

from deploy.local import docker
from deploy.local.console import Console, trouble_told
from deploy.local.container import volume
from deploy.local.home import Home
from deploy.local.ladder import Rung
from deploy.local.part import PARTS
from deploy.local.supervisor import ROOT, Supervisor


def main() -> None:
    """Stop every process of this clone's system; with the option, remove its data too."""
    console = Console()
    folder = ROOT / ".sluice"
    if not folder.exists():
        console.say("Nothing runs, and there are no data.")
        return
    with trouble_told():
        home = Home(folder)
        stopped = Supervisor(home).stop()
        console.say(f"Stopped {stopped} processes." if stopped else "Nothing was running.")
        if "--with-data" not in sys.argv[1:]:
            console.say("The data stay in .sluice; `make run` goes on with them.")
            return
        rungs = {part.name: home.recall(f"rung.{part.name}") for part in PARTS}
        docker.remove_volumes(
            volume(home, name) for name, rung in rungs.items() if rung == Rung.CONTAINER
        )
        shutil.rmtree(folder)
        console.say("Removed .sluice with all data.")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
