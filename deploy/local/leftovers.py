"""Processes that outlived the supervisor that started them, found by a mark they carry.

Every process below a supervisor has `SLUICE_LOCAL_MARK=<home>:<name>` in its environment, so
what belongs to one home can be told from everything else on the machine (Linux: /proc).
"""

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "SLUICE_LOCAL_MARK"


def find(mark: str) -> list[int]:
    """The processes whose mark begins with `mark`, this one left out."""
    wanted = f"{MARK}={mark}".encode()
    return [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if int(entry.name) != os.getpid() and _carries(entry, wanted)
    ]


def end(mark: str, stop_signal: int, patience_s: float) -> int:
    """Ask them to stop, kill those that are still there after `patience_s`; how many there were."""
    found = find(mark)
    deadline = time.monotonic() + patience_s
    _send(found, stop_signal)
    while (left := find(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _send(left, signal.SIGKILL)
    while find(mark):
        time.sleep(0.05)
    return len(found)


def _carries(entry: Path, wanted: bytes) -> bool:
    try:
        variables = (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return False
    return any(variable.startswith(wanted) for variable in variables)


def _send(pids: list[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
