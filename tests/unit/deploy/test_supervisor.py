"""The supervisor keeps programs running, whatever is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local import leftovers
from deploy.local.home import Home
from deploy.local.program import Program
from deploy.local.supervisor import Supervisor


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(Home(tmp_path / "home", throw_away=True))
    supervisor.start()
    yield supervisor
    supervisor.stop()


def sleeper(supervisor: Supervisor, name: str = "sleeper") -> Program:
    return Program(name, ["sleep", "1000"], str(supervisor.home.folder))


def until(what: Callable[[], bool]) -> None:
    """Wait for what has to come; a test that waits for ever is ended from outside."""
    while not what():
        time.sleep(0.05)


def running(supervisor: Supervisor, name: str = "sleeper") -> int:
    """The process, once it has become the program: the launcher before it has no mark."""
    found: list[int] = []

    def alone() -> bool:
        found[:] = leftovers.find(f"{supervisor.home.folder}:{name}")
        return len(found) == 1

    until(alone)
    return found[0]


def test_a_killed_program_comes_back(supervisor: Supervisor) -> None:
    supervisor.put(sleeper(supervisor))
    first = running(supervisor)
    os.kill(first, signal.SIGKILL)
    until(lambda: supervisor.pids().get("sleeper") not in (None, first))
    assert running(supervisor) != first


def test_a_program_that_is_put_again_starts_anew_with_its_new_environment(
    supervisor: Supervisor,
) -> None:
    supervisor.put(sleeper(supervisor))
    first = running(supervisor)
    odd = {"ODD": "100% \"quoted\" 'twice' ; $HOME \\ end"}
    program = sleeper(supervisor)
    supervisor.put(Program(program.name, program.command, program.directory, odd))
    assert running(supervisor) != first
    variables = Path(f"/proc/{running(supervisor)}/environ").read_text().split("\0")
    assert f"ODD={odd['ODD']}" in variables


def test_a_child_left_behind_ends_before_its_successor_starts(supervisor: Supervisor) -> None:
    program = Program("parent", ["sh", "-c", "sleep 1000; true"], str(supervisor.home.folder))
    supervisor.put(program)
    mark = f"{supervisor.home.folder}:parent"
    until(lambda: len(leftovers.find(mark)) == 2)
    before = set(leftovers.find(mark))
    os.kill(supervisor.pids()["parent"], signal.SIGKILL)
    until(lambda: len(leftovers.find(mark)) == 2 and not before & set(leftovers.find(mark)))


def test_a_killed_supervisor_comes_back_with_its_programs(supervisor: Supervisor) -> None:
    supervisor.put(sleeper(supervisor))
    first, pid_file = running(supervisor), supervisor.home.folder / "supervisord.pid"
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    until(lambda: running(supervisor) != first)
    until(supervisor.runs)


def test_stop_ends_what_is_left_when_supervisor_and_keeper_were_killed(
    supervisor: Supervisor,
) -> None:
    supervisor.put(sleeper(supervisor, "one"), sleeper(supervisor, "two"))
    running(supervisor, "one")
    running(supervisor, "two")
    leftovers.end(f"{supervisor.home.folder}:supervisor", signal.SIGKILL, patience_s=0)
    assert not supervisor.runs()
    assert supervisor.stop() == 2
    assert leftovers.find(f"{supervisor.home.folder}:") == []


def test_stopping_twice_is_no_error(supervisor: Supervisor) -> None:
    supervisor.put(sleeper(supervisor))
    running(supervisor)
    assert supervisor.stop() == 1
    assert supervisor.stop() == 0


def test_leftovers_of_another_home_are_left_alone(supervisor: Supervisor) -> None:
    supervisor.put(sleeper(supervisor))
    pid = running(supervisor)
    assert leftovers.end("/some/other/home:", signal.SIGKILL, patience_s=0) == 0
    assert running(supervisor) == pid
