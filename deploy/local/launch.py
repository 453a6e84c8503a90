"""What the supervisor starts for each program: clear the way, then become the program.

`python -m deploy.local.launch HOME PROGRAM.json`. A child that survived the kill of its parent
still holds the ports and the data; it has to go before its successor can live.
"""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local import leftovers
from deploy.local.program import Program


def main() -> None:
    """Never returns: the program takes this process over, so the supervisor watches it."""
    home, description = sys.argv[1:]
    program = Program.read(Path(description))
    mark = f"{home}:{program.name}"
    leftovers.end(mark, program.stop_signal, program.stop_seconds)
    if program.before:
        subprocess.run(
            program.before, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    os.chdir(program.directory)
    environment = os.environ | program.environment | {leftovers.MARK: mark}
    os.execvpe(program.command[0], program.command, environment)  # noqa: S606 - no shell wanted


if __name__ == "__main__":
    main()
