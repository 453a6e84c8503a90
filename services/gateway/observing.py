"""One log line and two metrics for every request. Neither holds a body, a header or a query."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.runtime.clock import new_id
from libs.runtime.metrics import HTTP_REQUESTS, HTTP_SECONDS

log = structlog.get_logger()
UNMATCHED = "none"


class Observing:
    """ASGI middleware, the outermost: the answer to an unexpected error is counted as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        request_id = str(new_id())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, watched)
        finally:
            _note(scope, status, time.perf_counter() - began)


def _note(scope: Scope, status: int, seconds: float) -> None:
    # The template, not the path: a path holds ids, and a label with ids never ends.
    route = getattr(scope.get("route"), "path", UNMATCHED)
    HTTP_REQUESTS.labels(method=scope["method"], route=route, status=status).inc()
    HTTP_SECONDS.labels(method=scope["method"], route=route).observe(seconds)
    log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        seconds=round(seconds, 4),
    )
