"""`python -m services.gateway`: the gateway, until SIGTERM or SIGINT."""

import sys
from types import FrameType

import uvicorn

from libs.runtime import logging
from libs.runtime.settings import Settings
from services.gateway.app import create_app, stop_waiting

BACKLOG = 1024
"""Connections that may stand in line while the loop is busy; callers come by the hundred."""

IDLE_SECONDS = 75
"""How long an idle connection is kept: longer than clients and proxies keep one, so that it is
they who close it and none sends a request into a connection that is just being closed."""


class Server(uvicorn.Server):
    """Stops when a part of the gateway fails, and lets nobody wait when it is told to stop."""

    def __init__(self, settings: Settings) -> None:
        self.failed = False
        self.app = create_app(settings, when_failed=self.fail)
        config = uvicorn.Config(
            self.app,
            host=settings.http_host,
            port=settings.http_port,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            backlog=BACKLOG,
            timeout_keep_alive=IDLE_SECONDS,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=int(settings.grace_seconds),
        )
        super().__init__(config)

    def fail(self) -> None:
        self.failed = self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        stop_waiting(self.app)


def main() -> int:
    settings = Settings.from_environment()
    logging.configure("gateway", settings.log_level)
    server = Server(settings)
    server.run()
    return 1 if server.failed or not server.started else 0


if __name__ == "__main__":
    sys.exit(main())
