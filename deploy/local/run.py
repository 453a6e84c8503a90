"""`make run`: the whole system up, a round trip through it, and where to go from there."""

import fcntl
import os
import sys
from pathlib import Path

from deploy.local.console import Console, trouble_told
from deploy.local.home import Home
from deploy.local.round_trip import look_into, round_trip
from deploy.local.supervisor import ROOT
from deploy.local.system import System
from deploy.local.trouble import Trouble

DEMO = Path(__file__).with_name("demo.package2")


def main() -> None:
    """`python -m deploy.local.run [PACKAGE]`; ends while the system goes on serving."""
    console = Console()
    with trouble_told():
        given = "".join(sys.argv[1:])
        package = look_into(Path(given).expanduser() if given else DEMO)
        home = Home(ROOT / ".sluice")
        with (home.folder / "lock").open("w") as lock:
            _alone(lock.fileno())
            system = System(home, os.environ, console)
            console.say("Starting Sluice on this machine")
            parts = system.start_parts()
            system.start_services(parts)
            console.say("\nA round trip, over the public HTTP API only")
            round_trip(system.url, system.admin_key, package, console)
        _farewell(system, console)


def _alone(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Trouble(
            "Another `make run` of this clone is at work.", "Wait until it is done."
        ) from None


def _farewell(system: System, console: Console) -> None:
    if slow := console.where_the_time_went():
        console.say(f"\nWhat took the time: {slow}.")
    console.say(
        f"""
Sluice is serving. It goes on until `make stop`; your data stay until `make clean`.
  API and its pages   {system.url}  (OpenAPI at {system.url}/docs)
  Administrator's key {system.admin_key}
                      for the root tenant; name a sub-tenant in the header manywhotenant
  For scripts         . .sluice/run.env    sets SLUICE_URL and SLUICE_ADMIN_KEY
  Logs                .sluice/log/
"""
    )


if __name__ == "__main__":
    main()
