from base64 import b64encode

import pytest

from libs.runtime.credentials import Credential, CredentialKind
from services.gateway.bootstrap import main


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_DSN", "AMQP_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"):
        monkeypatch.setenv(f"SLUICE_{name}", "nowhere")
    monkeypatch.setenv("SLUICE_SEALING_KEYS", "test:" + b64encode(bytes(32)).decode())


@pytest.mark.usefixtures("surroundings")
def test_a_text_that_is_no_key_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = Credential.make(CredentialKind.TOKEN).reveal()
    monkeypatch.setenv("SLUICE_ADMIN_KEY", token)
    with pytest.raises(SystemExit) as ended:
        main()
    assert "SLUICE_ADMIN_KEY" in str(ended.value)
    assert token not in str(ended.value)
