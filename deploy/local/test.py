"""`make test`: parts by the ladder with throw-away data, then pytest on them."""

import os
import subprocess
import sys

from deploy.local.addresses import as_environment
from deploy.local.console import Console, trouble_told
from deploy.local.supervisor import ROOT
from deploy.local.throw_away import ThrowAwayParts


def main() -> int:
    """`python -m deploy.local.test [pytest's arguments]`; pytest's exit code."""
    console = Console()
    with trouble_told(), ThrowAwayParts(os.environ, console) as parts:
        console.say("Parts for this test run, with data of their own")
        addresses = as_environment(parts.postgres, parts.amqp, parts.s3)
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]],
            check=False,
            cwd=ROOT,
            env=os.environ | addresses,
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
