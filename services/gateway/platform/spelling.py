"""Query names of the compatible routes, in whatever case a script writes them.

The platform's own framework does not tell `overwriteexisting` from `overwriteExisting`. Taken for
an unknown name it would be ignored, and a script that asks not to overwrite would overwrite.
"""

from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.platform_routes import load_table

PREFIX = "/api/"


class QuerySpelling:
    """ASGI middleware: names that the table of routes knows get the spelling it has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        names = {name for route in load_table().routes for name in route.in_query}
        self._spelling = {name.lower(): name for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"] and scope["path"].startswith(PREFIX):
            scope = {**scope, "query_string": self._respelled(scope["query_string"])}
        await self.app(scope, receive, send)

    def _respelled(self, query: bytes) -> bytes:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        return urlencode([(self._name(name), value) for name, value in pairs]).encode()

    def _name(self, name: str) -> str:
        """`uriMapping[0][from]` is spelt by what stands before its first bracket."""
        head, bracket, rest = name.partition("[")
        return self._spelling.get(head.lower(), head) + bracket + rest.lower()
