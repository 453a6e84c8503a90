"""The one folder that a local system lives in: ports, secrets, data, logs."""

import json
import os
import secrets
import socket
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

# Below the range from which the kernel gives ports to outgoing connections, so that a port
# kept from the last run is not taken by a browser in between.
PORTS = range(20000, 32768)
# Each home takes its ports from one stretch: two that start at the same time seldom meet.
_STRETCH = 32


class Home:
    """State that outlives a run stands in `state.json` (mode 0600); everything else beside it.

    A throw-away home belongs to one test run: its processes are killed and its folder removed.
    """

    def __init__(self, folder: Path, *, throw_away: bool = False) -> None:
        self.folder = folder.absolute()
        self.throw_away = throw_away
        # A service user (PostgreSQL refuses to run as root) has to pass through, not to read.
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._file = self.folder / "state.json"
        self._state: dict[str, Any] = (
            json.loads(self._file.read_text()) if self._file.exists() else {}
        )

    @property
    def short_name(self) -> str:
        """A name for this home where a path cannot stand, such as a container's."""
        return sha256(str(self.folder).encode()).hexdigest()[:8]

    def room(self, name: str, mode: int = 0o700) -> Path:
        """A folder of its own for one part or purpose."""
        path = self.folder / name
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        return path

    def port(self, name: str) -> int:
        """The port this name had before, or a free one that is kept from now on."""
        ports: dict[str, int] = self._state.setdefault("ports", {})
        if name not in ports:
            ports[name] = _free_port(self._stretch(), taken=set(ports.values()))
            self._save()
        return ports[name]

    def release_busy_ports(self) -> list[str]:
        """Forget the ports somebody else listens on now; to be called while nothing runs here."""
        ports: dict[str, int] = self._state.get("ports", {})
        busy = [name for name, port in ports.items() if not is_free(port)]
        for name in busy:
            del ports[name]
        self._save()
        return busy

    def secret(self, name: str) -> str:
        """The secret of this name: 256 random bits in hexadecimal, made once."""
        return self.remember(f"secret.{name}", secrets.token_hex(32))

    def remember(self, name: str, value: str) -> str:
        """The value kept under this name; `value` becomes it when there is none yet."""
        if name not in self._state:
            self._state[name] = value
            self._save()
        return str(self._state[name])

    def recall(self, name: str) -> str | None:
        value = self._state.get(name)
        return None if value is None else str(value)

    def _stretch(self) -> range:
        starts = PORTS[::_STRETCH]
        start = int(self.remember("ports-from", str(starts[secrets.randbelow(len(starts))])))
        return range(start, start + _STRETCH)

    def _save(self) -> None:
        write_private(self._file, json.dumps(self._state, indent=1))


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner may read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port(stretch: range, taken: set[int]) -> int:
    elsewhere = [PORTS[secrets.randbelow(len(PORTS))] for _ in range(200)]
    for port in chain(stretch, elsewhere):
        if port not in taken and is_free(port):
            return port
    raise RuntimeError(f"no free port found between {PORTS.start} and {PORTS.stop - 1}")
