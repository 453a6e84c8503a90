"""A private PostgreSQL from Debian's package: one cluster in the home, TCP on loopback only."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.local.container import Container
from deploy.local.home import Home, write_private
from deploy.local.program import Program
from deploy.local.trouble import Trouble

OLDEST = 15
USER = "sluice_admin"
DATABASE = "postgres"
_DEBIAN = Path("/usr/lib/postgresql")
# Tests make a database each and crash the server on purpose; their data need not survive power
# loss, only the death of a process, and that the page cache does.
_THROW_AWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
CONTAINER = Container(
    images=("sluice/postgres:local", "postgres:17"),
    ports={5432: "postgres"},
    data="/var/lib/postgresql/data",
    environment=lambda home: {
        "POSTGRES_USER": USER,
        "POSTGRES_PASSWORD": home.secret("postgres"),
        "POSTGRES_DB": DATABASE,
    },
)


def binaries() -> Path | None:
    """The folder of the newest server here that is new enough."""
    found = {int(p.name): p / "bin" for p in _DEBIAN.glob("[0-9]*") if p.name.isdecimal()}
    usable = [v for v, folder in found.items() if v >= OLDEST and (folder / "postgres").exists()]
    return found[max(usable)] if usable else None


def dsn(home: Home) -> str:
    """The administrator's address of this cluster."""
    password = home.secret("postgres")
    return f"postgresql://{USER}:{password}@127.0.0.1:{home.port('postgres')}/{DATABASE}"


def prepare(home: Home) -> Program:
    """Make the cluster where there is none yet; PostgreSQL never runs as root."""
    room = home.room("postgres")
    data = room / "data"
    prefix = _as_service_user(room)
    if not (data / "PG_VERSION").exists():
        _initialise(home, room, prefix)
    version = (data / "PG_VERSION").read_text().strip()
    server = _DEBIAN / version / "bin" / "postgres"
    if not server.exists():
        raise Trouble(
            f"The data in {data} was written by PostgreSQL {version}, which is not installed.",
            f"apt-get install postgresql-{version}, or `make clean` to start with empty data.",
        )
    options = ["-p", str(home.port("postgres")), "-c", "listen_addresses=127.0.0.1"]
    # No socket: its path may be longer than the kernel takes (107 bytes).
    options += ["-c", "unix_socket_directories=", "-c", "max_connections=300"]
    return Program(
        name="postgres",
        command=[*prefix, str(server), "-D", str(data), *options]
        + (_THROW_AWAY if home.throw_away else []),
        directory=str(room),
        stop_signal=signal.SIGQUIT if home.throw_away else signal.SIGINT,
    )


def _initialise(home: Home, room: Path, prefix: list[str]) -> None:
    folder = binaries()
    if folder is None:
        raise Trouble(f"No PostgreSQL {OLDEST} or newer is here.", "apt-get install postgresql")
    fresh, password = room / "data.new", room / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    write_private(password, home.secret("postgres"))
    shutil.chown(password, room.owner())
    command = [*prefix, str(folder / "initdb"), "-D", str(fresh), "-U", USER, "-E", "UTF8"]
    command += ["--no-locale", "--auth=scram-sha-256", f"--pwfile={password}"]
    try:
        _run([*command, "--no-sync"] if home.throw_away else command, room)
    finally:
        password.unlink()
    fresh.rename(room / "data")


def _run(command: list[str], room: Path) -> None:
    done = subprocess.run(command, check=False, cwd=room, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"PostgreSQL could not be set up: {done.stderr.strip()}", "See above.")


def _as_service_user(room: Path) -> list[str]:
    """How to drop root: a command that goes in front, empty where we are not root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(room, user.pw_uid, user.pw_gid)
    drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    reach = subprocess.run([*drop, "test", "-x", str(room)], check=False, cwd="/")
    if reach.returncode == 0:
        return drop
    # A clone below /root or another closed home: the server may pass through closed folders,
    # and nothing outside its own is opened up for it.
    return [*drop, f"--inh-caps=+{_pass()}", f"--ambient-caps=+{_pass()}"]


def _pass() -> str:
    """The smaller of the two capabilities that let a process pass; containers drop the first."""
    status = Path("/proc/self/status").read_text()
    held = int(next(line.split()[1] for line in status.splitlines() if line[:6] == "CapPrm"), 16)
    return "dac_read_search" if held & 1 << 2 else "dac_override"
