"""Pages for people: where to begin, and what an error means. They load nothing from elsewhere."""

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from libs.contracts.problems import ErrorCode, ProblemError

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto;
padding: 0 1rem }} code {{ background: #eee; padding: 0 .2em }}</style>
<h1>{title}</h1>
{body}
</html>
"""
_LINKS = {
    "/openapi.json": "the HTTP API, as OpenAPI",
    "/asyncapi.json": "the messages, as AsyncAPI",
    "/problems": "every error and what to do about it",
    "/health": "whether every part answers",
    "/metrics": "what was counted, for Prometheus",
}
_CODES = {code.value: code for code in ErrorCode}
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


@router.get("/")
@router.get("/docs")
async def index() -> HTMLResponse:
    links = "".join(
        f'<li><a href="{path}"><code>{path}</code></a>: {what}</li>'
        for path, what in _LINKS.items()
    )
    body = (
        "<p>Sluice moves flows between tenants. Send your API key in the header "
        f"<code>x-boomi-flow-api-key</code>.</p><ul>{links}</ul>"
    )
    return _page("Sluice", body)


@router.get("/problems")
async def list_problems(request: Request) -> Response:
    if not _wants_html(request):
        return JSONResponse([_said(code) for code in ErrorCode])
    rows = "".join(
        f'<li><a href="/problems/{code}"><code>{code}</code></a>: {escape(code.title)}</li>'
        for code in ErrorCode
    )
    return _page("Problems", f"<ul>{rows}</ul>")


@router.get("/problems/{code}")
async def show_problem(request: Request, code: str) -> Response:
    """What the `type` of a problem document leads to."""
    known = _CODES.get(code)
    if known is None:
        raise ProblemError(ErrorCode.REQUEST_NO_SUCH_ADDRESS, "There is no problem of this code.")
    said = _said(known)
    if not _wants_html(request):
        return JSONResponse(said)
    lines = (said["title"], said["effect"], said["advice"])
    body = "".join(f"<p>{escape(str(line))}</p>" for line in lines)
    return _page(code, f"<p>HTTP status {said['status']}</p>{body}")


def _said(code: ErrorCode) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "code": code.value,
        "status": code.status,
        "title": code.title,
        "effect": code.effect,
        "advice": code.advice,
    }


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=escape(title), body=body), headers=_HEADERS)
