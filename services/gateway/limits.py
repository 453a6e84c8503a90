"""How much body a request may carry, checked while it is read and before anything is kept.

Starlette has such a limit too, but answers it in plain text; here every error is a problem.
"""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from libs.contracts.problems import ErrorCode, ProblemError

SMALL_BODY = 1 << 20
"""Bytes. No JSON request but a package comes near it."""


@dataclass(slots=True)
class Budget:
    """What is left of a request's allowance, in bytes; routes that take packages raise it."""

    limit: int
    used: int = 0

    def spend(self, size: int) -> None:
        self.used += size
        if self.used > self.limit:
            raise too_large(self.limit)


def too_large(limit: int) -> ProblemError:
    return ProblemError(
        ErrorCode.REQUEST_TOO_LARGE,
        f"The body is larger than the {limit} bytes this address takes. Nothing was kept of it.",
        limit=limit,
    )


class BodyLimit:
    """ASGI middleware. It refuses on the first read: a handler that reads none is not held."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        budget = Budget(SMALL_BODY)
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["budget"] = budget

        async def counted() -> Message:
            if budget.used == 0:
                _check_headers(headers, budget.limit)
            message = await receive()
            if message["type"] == "http.request":
                budget.spend(len(message.get("body", b"")))
            return message

        await self.app(scope, counted, send)


def _check_headers(headers: Headers, limit: int) -> None:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise ProblemError(
            ErrorCode.REQUEST_UNSUPPORTED_MEDIA_TYPE,
            "The body has a Content-Encoding. Send it as it is, without compression.",
        )
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > limit:
        raise too_large(limit)


def allow(request: Request, limit: int) -> None:
    """Give this request a larger allowance; to be called before its body is read."""
    budget: Budget = request.state.budget
    budget.limit = limit
