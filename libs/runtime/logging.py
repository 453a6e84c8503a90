"""Logs: one JSON object a line on standard output, without secrets.

`structlog.contextvars.bind_contextvars(job_id=..., tenant_id=...)` puts ids on every line that a
task logs. The libraries' own logs take the same way.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any, Final

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from libs.runtime.credentials import CredentialKind

REDACTED: Final = "[redacted]"

_SECRET_NAME: Final = re.compile(
    r"(^|[_-])(password|passwd|secret|secrets|token|tokens|authorization|api[_-]?key|access[_-]?key"
    r"|secret[_-]?key|sealing[_-]?keys?|signing[_-]?key|data[_-]?key|passphrase|identity|dsn)$",
    re.IGNORECASE,
)
_CREDENTIAL: Final = re.compile(f"({'|'.join(CredentialKind)})[0-9A-Za-z]+")
_URL_PASSWORD: Final = re.compile(r"(://[^\s:/@]*:)[^\s@]*(@)")


def configure(service: str, level: str) -> None:
    """Sets up logging for this process. `service` stands on every line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        _named(service),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("aio_pika", "aiormq", "botocore", "boto3", "urllib3", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def where(error: BaseException) -> dict[str, str]:
    """What kind of error it is and where it was raised, to be logged in place of `exc_info`.

    The error's own words are left out: a library's may quote the data it worked on.
    """
    frames = traceback.format_tb(error.__traceback__)
    return {"error": type(error).__qualname__, "traceback": "".join(frames)}


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replaces values that are named like a secret, and credentials inside any text."""
    return {name: _without_secrets(name, value) for name, value in event.items()}


def _without_secrets(name: str, value: Any) -> Any:
    if value is not None and _SECRET_NAME.search(name):
        return REDACTED
    if isinstance(value, str):
        value = _CREDENTIAL.sub(rf"\1{REDACTED}", value)
        return _URL_PASSWORD.sub(rf"\1{REDACTED}\2", value)
    if isinstance(value, Mapping):
        return {key: _without_secrets(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets("", inner) for inner in value]
    return value


def _named(service: str) -> Processor:
    def add(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {**event, "service": service}

    return add


def _json(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
