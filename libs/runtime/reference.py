"""Writes the reference pages from the declarations: `python -m libs.runtime.reference`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic_core import PydanticUndefined

from libs.contracts.asyncapi import asyncapi
from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.events import (
    CloudEvent,
    ConnectorRefreshRequested,
    EventData,
    FlowPackageExported,
    FlowPackageImported,
    FlowPackageReverted,
    FlowPackageShared,
)
from libs.contracts.problems import ErrorCode
from libs.contracts.topology import BINDINGS, COMMAND_KEYS, EXCHANGES, QUEUES
from libs.contracts.values import Value
from libs.flows.issues import IssueCode
from libs.runtime.metrics import REGISTRY
from libs.runtime.settings import Settings

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
GENERATED = "<!-- Made by `python -m libs.runtime.reference`; edit the declarations instead. -->"

COMMANDS: tuple[type[Command], ...] = (ExportCommand, ImportCommand)
EVENTS: tuple[type[EventData], ...] = (
    FlowPackageExported,
    FlowPackageShared,
    FlowPackageImported,
    FlowPackageReverted,
    ConnectorRefreshRequested,
)


def pages() -> dict[str, str]:
    """File name -> content of every page."""
    return {
        "messages.md": _page("Messages", _messages()),
        "errors.md": _page("Errors", _errors()),
        "issues.md": _page("Issues", _issues()),
        "settings.md": _page("Settings", _settings()),
        "metrics.md": _page("Metrics", _metrics()),
        "asyncapi.json": orjson.dumps(asyncapi(), option=orjson.OPT_INDENT_2).decode() + "\n",
    }


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join((f"# {title}", "", GENERATED, "", *lines)) + "\n"


def _messages() -> Iterator[str]:
    yield (
        "Commands wake workers, events tell what happened. Both are sent at least once and in no "
        "promised order. [asyncapi.json](asyncapi.json) says the same for machines; the gateway "
        "serves it too."
    )
    yield from ("", "## Commands", "")
    for command in COMMANDS:
        yield f"### `{command.__name__}`"
        yield from ("", f"{_doc(command)} Routing key `{COMMAND_KEYS[command]}`.", "")
        yield from _fields(command)
    yield from ("## Events", "", f"CloudEvents 1.0 as JSON. {_doc(CloudEvent)}", "")
    yield from _fields(CloudEvent[FlowPackageExported], skip="data")
    for event in EVENTS:
        yield f"### `{event.type}`"
        yield from ("", f"{_doc(event)} `data` holds:", "")
        yield from _fields(event)
    yield from ("## Exchanges, bindings and queues", "")
    yield from _table(("exchange", "type"), ((f"`{e.name}`", e.type.value) for e in EXCHANGES))
    yield from _table(
        ("queue", "bound to", "by"),
        (
            (f"`{queue.name}`", f"`{exchange.name}`", _code(key))
            for queue, exchange, key in BINDINGS
        ),
    )
    yield from _table(
        ("queue", "arguments"),
        (
            (f"`{q.name}`", ", ".join(f"`{k}: {v}`" for k, v in sorted(q.arguments.items())))
            for q in QUEUES
        ),
    )


def _errors() -> Iterator[str]:
    yield (
        "Every error is a problem document (RFC 9457) with the members `type`, `title`, `status`, "
        "`detail`, `code`, `effect` (what became of the data) and `advice` (what to do next)."
    )
    yield ""
    yield from _table(
        ("code", "status", "title", "effect", "advice"),
        ((f"`{c.value}`", str(c.status), c.title, c.effect, c.advice) for c in ErrorCode),
    )


def _issues() -> Iterator[str]:
    yield (
        "What a plan warns of, all at once, each with the elements that it concerns. An error "
        "refuses the import unless the request says otherwise (see its advice); a warning and an "
        "information do not."
    )
    yield ""
    yield from _table(
        ("code", "severity", "meaning", "what to do"),
        ((f"`{c.value}`", c.severity.value, c.meaning, c.advice) for c in IssueCode),
    )


def _settings() -> Iterator[str]:
    yield "Every process reads these from its environment."
    yield ""
    yield from _table(
        ("variable", "default", "meaning"),
        (
            (f"`SLUICE_{name.upper()}`", _default(field.get_default()), field.description or "")
            for name, field in Settings.model_fields.items()
        ),
    )
    yield (
        "Two commands that set things up read more, and say so when it is missing: `python -m "
        "libs.store.migrate` and `python -m services.gateway.bootstrap`."
    )


def _metrics() -> Iterator[str]:
    yield "Prometheus metrics. Labels never hold an id."
    yield ""
    yield from _table(
        ("metric", "type", "meaning"),
        (
            (f"`{m.name}{'_total' if m.type == 'counter' else ''}`", m.type, m.documentation)
            for m in REGISTRY.collect()
        ),
    )


def _fields(model: type[Value], skip: str = "") -> Iterator[str]:
    schema = model.model_json_schema(mode="serialization")
    yield from _table(
        ("field", "type"),
        (
            (f"`{name}`", _type(field))
            for name, field in schema["properties"].items()
            if name != skip
        ),
    )


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "$ref" in field:
        return "one of the types below"
    return str(field.get("format", field["type"]))


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _doc(declared: type[Any]) -> str:
    return " ".join((declared.__doc__ or "").split())


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "required"
    return "unset" if value is None else f"`{value}`"


def _code(text: str) -> str:
    return f"`{text}`" if text else "anything"


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in pages().items():
        (folder / name).write_text(content)


if __name__ == "__main__":
    write()
