"""Settings of every process, from the environment: `SLUICE_` and the name in capitals.

Each is declared here once, with its description; docs/reference/settings.md is made from it.
"""

from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStoreSettings
from libs.runtime.signing import Signer

MEBIBYTE = 2**20


class Settings(BaseSettings):
    """What the four services read. Secrets are never shown by `repr`."""

    model_config = SettingsConfigDict(env_prefix="SLUICE_", frozen=True, hide_input_in_errors=True)

    database_dsn: SecretStr = Field(
        description="PostgreSQL, as the role `sluice_service`: "
        "`postgresql://user:password@host:port/database`."
    )
    amqp_url: SecretStr = Field(
        description="RabbitMQ: `amqp://user:password@host:port/vhost`; `amqps` for TLS."
    )
    s3_endpoint: str = Field(description="Address of the object store.")
    s3_bucket: str = Field("sluice", description="Bucket; made at start unless it is there.")
    s3_access_key: str = Field(description="Access key of the object store.")
    s3_secret_key: SecretStr = Field(description="Secret key of the object store.")
    s3_region: str = Field("us-east-1", description="Region of the object store.")
    sealing_keys: SecretStr = Field(
        description="Master keys for sealing, `id:base64` of 32 bytes, separated by commas. The "
        "first seals; all open. A key that is removed makes what it sealed unreadable: see "
        "docs/how-to/rotate-keys.md."
    )
    signing_key: SecretStr | None = Field(
        None,
        description="Ed25519 seed that signs exported packages, base64 of 32 bytes. Unset, they "
        "carry their digests without a signature.",
    )
    trusted_keys: str = Field(
        "",
        description="Public keys of others whose signatures on packages are trusted, base64, "
        "separated by commas.",
    )
    http_host: str = Field("127.0.0.1", description="Where the gateway listens.")
    http_port: int = Field(8080, ge=0, le=65535, description="Port the gateway listens on.")
    public_url: str = Field(
        "http://127.0.0.1:8080", description="Address of the gateway as its callers see it."
    )
    wait_seconds: float = Field(
        55, gt=0, description="How long a compatible route waits for its job before it answers 504."
    )
    body_limit: int = Field(
        32 * MEBIBYTE, gt=0, description="Bytes of a request's body beyond which it is refused."
    )
    lease_seconds: float = Field(
        15,
        gt=0,
        description="How long a worker's claim on a job holds without being renewed; it is "
        "renewed three times in that time.",
    )
    grace_seconds: float = Field(
        15, gt=0, description="How long a process that was told to stop may finish its work."
    )
    worker_concurrency: int = Field(
        4,
        ge=1,
        le=64,
        description="Messages that one worker process handles at a time. Each "
        "process opens up to twice as many connections to PostgreSQL, and four more.",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on loopback where a worker serves Prometheus metrics; none when unset. "
        "The gateway serves its own at `/metrics`.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least urgent level that is logged."
    )

    @classmethod
    def from_environment(cls) -> Self:
        """Ends the process with a line for each setting that is missing or wrong."""
        try:
            return cls()
        except ValidationError as error:
            prefix = cls.model_config["env_prefix"]
            lines = (
                f"{prefix}{one['loc'][0]}".upper() + f": {one['msg']}" for one in error.errors()
            )
            raise SystemExit("\n".join(lines)) from None

    @field_validator("sealing_keys")
    @classmethod
    def _sealing_keys_can_be_read(cls, keys: SecretStr) -> SecretStr:
        Sealer.from_text(keys.get_secret_value())
        return keys

    @field_validator("signing_key")
    @classmethod
    def _signing_key_can_be_read(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            Signer.from_text(key.get_secret_value())
        return key

    @field_validator("trusted_keys")
    @classmethod
    def _trusted_keys_can_be_read(cls, keys: str) -> str:
        Signer.from_text(None, keys)
        return keys

    @property
    def signer(self) -> Signer:
        seed = None if self.signing_key is None else self.signing_key.get_secret_value()
        return Signer.from_text(seed, self.trusted_keys)

    @property
    def object_store(self) -> ObjectStoreSettings:
        return ObjectStoreSettings(
            endpoint=self.s3_endpoint,
            bucket=self.s3_bucket,
            access_key=self.s3_access_key,
            secret_key=self.s3_secret_key.get_secret_value(),
            region=self.s3_region,
        )
