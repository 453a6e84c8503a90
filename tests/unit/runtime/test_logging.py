import logging as stdlib_logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from libs.runtime import logging
from libs.runtime.credentials import Credential, CredentialKind

SECRET = "correct-horse-battery"


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    root = stdlib_logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def configured() -> structlog.stdlib.BoundLogger:
    """Called by the test itself: pytest sets its own handlers between fixture and test."""
    logging.configure("exporter", "INFO")
    logger: structlog.stdlib.BoundLogger = structlog.get_logger()
    return logger


def test_a_line_is_a_json_object_with_time_level_service_and_the_tasks_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = configured()
    structlog.contextvars.bind_contextvars(job_id="j", tenant_id="t")
    log.info("done", elements=3)
    line = orjson.loads(capsys.readouterr().out)
    assert line.pop("timestamp").endswith("Z")
    line.pop("logger")
    assert line == {
        "event": "done",
        "level": "info",
        "service": "exporter",
        "job_id": "j",
        "tenant_id": "t",
        "elements": 3,
    }


@pytest.mark.parametrize("kind", CredentialKind)
def test_no_credential_reaches_the_log_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], kind: CredentialKind
) -> None:
    log = configured()
    text = Credential.make(kind).reveal()
    log.info(f"key {text}", given=[{"deep": (text, {text})}], url=f"/v1?key={text}&x=1")
    stdlib_logging.getLogger("uvicorn").warning("header %s", text)
    log.error("refused", exc_info=ValueError(text))
    out = capsys.readouterr().out
    assert out.count("\n") == 3
    assert text.removeprefix(kind) not in out
    assert f"{kind}[redacted]" in out


@pytest.mark.parametrize(
    "name",
    [
        "password", "db_password", "secret", "client-secret", "token", "Authorization",
        "x-boomi-flow-api-key", "api_key", "s3_secret_key", "sealing_keys", "database_dsn",
    ],
)  # fmt: skip
def test_what_is_named_like_a_secret_is_not_shown(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    log = configured()
    log.info("settings", **{name: SECRET}, headers={name: SECRET})
    stdlib_logging.getLogger("other").warning("settings", extra={name: SECRET})
    out = capsys.readouterr().out
    assert out.count("\n") == 2
    assert SECRET not in out


def test_the_password_of_an_address_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    log = configured()
    log.info("no answer", reason=f"amqp://guest:{SECRET}@127.0.0.1:5672/ refused")
    out = capsys.readouterr().out
    assert SECRET not in out
    assert "amqp://guest:[redacted]@127.0.0.1:5672/" in out


def test_ids_of_tokens_and_names_of_keys_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    log = configured()
    log.info("issued", token_id="t-1", key_name="ci")
    assert {"t-1", "ci"} <= set(orjson.loads(capsys.readouterr().out).values())
