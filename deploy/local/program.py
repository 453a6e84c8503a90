"""One process of the local system, as the supervisor and the launcher need to know it."""

import json
import signal
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.local.home import Home, write_private


@dataclass(frozen=True)
class Program:
    """What to start and how to stop it.

    `before` is run ahead of every start and may fail. `stop_seconds` is how long a stop may take
    until the process is killed; programs of a higher `order` (services) stop first. `litter` are
    files outside the home that the program leaves behind.
    """

    name: str
    command: list[str]
    directory: str
    environment: dict[str, str] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    stop_signal: int = signal.SIGTERM
    stop_seconds: int = 20
    order: int = 1
    litter: list[str] = field(default_factory=list)

    def write(self, home: Home) -> Path:
        """Keep the description where the launcher reads it; it may hold secrets."""
        path = home.room("programs") / f"{self.name}.json"
        write_private(path, json.dumps(asdict(self), indent=1))
        return path

    @classmethod
    def read(cls, path: Path) -> "Program":
        return cls(**json.loads(path.read_text()))
