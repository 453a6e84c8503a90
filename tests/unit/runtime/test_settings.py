import base64

import pytest
from pydantic import ValidationError

from libs.objects.sealing import Sealer
from libs.runtime.settings import Settings

SECRETS = {
    "SLUICE_DATABASE_DSN": "postgresql://sluice_service:dsn-pass@localhost/sluice",
    "SLUICE_AMQP_URL": "amqp://guest:amqp-pass@localhost/",
    "SLUICE_S3_SECRET_KEY": "s3-pass",
    "SLUICE_SEALING_KEYS": "k1:" + base64.b64encode(b"sealing-pass-sealing-pass-seali!").decode(),
    "SLUICE_SIGNING_KEY": base64.b64encode(b"signing-pass-signing-pass-signi!").decode(),
}
REST = {"SLUICE_S3_ENDPOINT": "http://localhost:8333", "SLUICE_S3_ACCESS_KEY": "access"}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in {**SECRETS, **REST}.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_no_setting_that_is_secret_is_shown(settings: Settings) -> None:
    shown = f"{settings!r} {settings} {settings.object_store!r} {settings.model_dump()}"
    assert "pass" not in shown
    assert SECRETS["SLUICE_SEALING_KEYS"] not in shown
    assert SECRETS["SLUICE_SIGNING_KEY"] not in shown


def test_the_sealing_keys_make_a_sealer(settings: Settings) -> None:
    assert Sealer.from_text(settings.sealing_keys.get_secret_value())


def test_the_signing_key_makes_a_signer_and_without_one_nothing_is_signed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.signer.sign(b"a statement")
    monkeypatch.delenv("SLUICE_SIGNING_KEY")
    assert Settings().signer.sign(b"a statement") is None


@pytest.mark.parametrize("name", ["SLUICE_SIGNING_KEY", "SLUICE_TRUSTED_KEYS"])
def test_a_signing_key_that_cannot_be_read_is_named_without_its_value(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "hunter2")
    with pytest.raises(SystemExit) as ended:
        Settings.from_environment()
    assert str(ended.value).startswith(f"{name}: ")
    assert "hunter2" not in str(ended.value)


def test_a_setting_that_is_wrong_is_named_without_its_value(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLUICE_HTTP_PORT", "hunter2")
    with pytest.raises(ValidationError, match="http_port") as raised:
        Settings()
    assert "hunter2" not in str(raised.value)


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_a_process_without_its_settings_ends_with_a_line_for_each(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLUICE_AMQP_URL")
    monkeypatch.setenv("SLUICE_SEALING_KEYS", "hunter2")
    with pytest.raises(SystemExit) as ended:
        Settings.from_environment()
    amqp, sealing = str(ended.value).splitlines()
    assert amqp.startswith("SLUICE_AMQP_URL: ")
    assert sealing.startswith("SLUICE_SEALING_KEYS: ")
    assert "hunter2" not in sealing
