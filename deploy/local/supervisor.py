"""The supervisor of a home: starts its programs, restarts what dies, stops them all."""

import http.client
import os
import shlex
import signal
import subprocess
import sys
import time
import xmlrpc.client
from pathlib import Path
from typing import Any

from deploy.local import leftovers
from deploy.local.home import Home, write_private
from deploy.local.probes import wait_until
from deploy.local.program import Program

ROOT = Path(__file__).parents[2]
_USER = "sluice"
_SELF = "supervisor"
_ALIVE = frozenset({"STARTING", "RUNNING"})
_PROGRAM = """[program:{name}]
command={command}
directory={directory}
priority={priority}
autorestart=true
; A part that needs several tries (a port still closing, a server recovering) is never given up.
startretries=1000000
startsecs=1
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


class Supervisor:
    """One supervisord (library of that name) per home, spoken to over XML-RPC on loopback."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.programs = home.room("programs")
        self._keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor, with no program yet."""
        for former in (*self.programs.glob("*.conf"), *self.programs.glob("*.json")):
            former.unlink()
        configuration = self.home.folder / "supervisord.conf"
        write_private(configuration, self._configuration())
        command = [sys.executable, "-W", "ignore", "-m", "supervisor.supervisord", "-n"]
        # A test run that is killed takes its parts along.
        fate = ["setpriv", "--pdeathsig", "TERM"] if self.home.throw_away else []
        keeper = [*fate, "sh", str(Path(__file__).with_name("keep.sh"))]
        with self.log("supervisor-output").open("a") as output:
            self._keeper = subprocess.Popen(
                [*keeper, *fate, *command, "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd=ROOT,
                env=os.environ | {leftovers.MARK: self._mark(_SELF)},
            )
        wait_until(self.runs, within_s=30, what="The supervisor", hint=f"See {output.name}")

    def put(self, *programs: Program) -> None:
        """Have these programs run from now on; those of the same names are stopped first."""
        names = {program.name for program in programs} & {one["name"] for one in self._processes()}
        for name in names:
            self._call("stopProcessGroup", name, False)
        while names & self.pids(alive=_ALIVE | {"STOPPING"}).keys():
            time.sleep(0.05)
        for name in names:
            self._call("removeProcessGroup", name)
        for program in programs:
            write_private(self.programs / f"{program.name}.conf", self._section(program))
        self._call("reloadConfig")
        for program in programs:
            self._call("addProcessGroup", program.name)

    def runs(self) -> bool:
        try:
            self._call("getState")
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False
        return True

    def pids(self, alive: frozenset[str] = _ALIVE) -> dict[str, int]:
        """The process of every program that runs; the others are not in it."""
        return {
            str(one["name"]): int(one["pid"])
            for one in self._processes()
            if one["statename"] in alive
        }

    def stop(self) -> int:
        """Stop everything of this home; how many programs ran. Works without a supervisor too."""
        count = 0
        if self.runs():
            count = len(self.pids())
            self._call("shutdown")
            while self.runs():
                time.sleep(0.1)
        ended = self._end_leftovers()
        if self._keeper:
            self._keeper.wait()
        return count or ended

    def _end_leftovers(self) -> int:
        """What a supervisor that was killed left behind, and the name server of RabbitMQ."""
        leftovers.end(self._mark(_SELF), signal.SIGKILL, patience_s=0)
        known = [Program.read(file) for file in self.programs.glob("*.json")]
        ended = sum(
            leftovers.end(self._mark(one.name), one.stop_signal, one.stop_seconds)
            for one in sorted(known, key=lambda one: one.order, reverse=True)
        )
        ended += leftovers.end(self._mark(""), signal.SIGKILL, patience_s=0)
        for file in (file for one in known for file in one.litter):
            Path(file).unlink(missing_ok=True)
        return ended

    def _mark(self, name: str) -> str:
        return f"{self.home.folder}:{name}"

    def log(self, name: str) -> Path:
        return self.home.room("log") / f"{name}.log"

    def _call(self, method: str, *arguments: Any) -> Any:
        account = f"{_USER}:{self.home.secret('supervisor')}"
        address = f"http://{account}@127.0.0.1:{self.home.port('supervisor')}/RPC2"
        with xmlrpc.client.ServerProxy(address) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    def _processes(self) -> list[dict[str, Any]]:
        return list(self._call("getAllProcessInfo"))

    def _configuration(self) -> str:
        head = {
            "inet_http_server": {
                "port": f"127.0.0.1:{self.home.port('supervisor')}",
                "username": _USER,
                "password": self.home.secret("supervisor"),
            },
            "rpcinterface:supervisor": {
                "supervisor.rpcinterface_factory": (
                    "supervisor.rpcinterface:make_main_rpcinterface"
                )
            },
            "supervisord": {
                "logfile": str(self.log("supervisor")),
                "pidfile": str(self.home.folder / "supervisord.pid"),
                "childlogdir": str(self.home.room("log")),
            },
            "include": {"files": "programs/*.conf"},
        }
        sections = [
            "\n".join([f"[{name}]", *(f"{key}={_plain(text)}" for key, text in lines.items())])
            for name, lines in head.items()
        ]
        return "\n\n".join(sections)

    def _section(self, program: Program) -> str:
        launcher = [sys.executable, "-m", "deploy.local.launch", str(self.home.folder)]
        launcher.append(str(program.write(self.home)))
        return _PROGRAM.format(
            name=program.name,
            command=_plain(shlex.join(launcher)),
            directory=_plain(str(ROOT)),
            priority=program.order,
            stop_signal=signal.Signals(program.stop_signal).name.removeprefix("SIG"),
            stop_seconds=program.stop_seconds,
            log=_plain(str(self.log(program.name))),
        )


def _plain(text: str) -> str:
    """Text that the supervisor's configuration takes as it is."""
    return text.replace("%", "%%")
