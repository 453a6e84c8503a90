"""Where the three parts answer, whoever started them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit


@dataclass(frozen=True)
class S3:
    """An object store: `endpoint` is an http(s) URL without a path."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"


@dataclass(frozen=True)
class Amqp:
    """A RabbitMQ node: `url` with user, password and virtual host, `management` the HTTP API."""

    url: str
    management: str

    def in_vhost(self, name: str) -> str:
        """The URL of another virtual host of the same node."""
        return urlunsplit(urlsplit(self.url)._replace(path="/" + quote(name, safe="")))

    def credentials(self) -> tuple[str, str]:
        address = urlsplit(self.url)
        return address.username or "guest", address.password or "guest"


def postgres_from(environment: Mapping[str, str]) -> str | None:
    """The administrator's DSN, where the environment names one."""
    return environment.get("SLUICE_POSTGRES_DSN") or None


def amqp_from(environment: Mapping[str, str]) -> Amqp | None:
    """The node the environment names; its HTTP API is looked for on RabbitMQ's usual port."""
    url = environment.get("SLUICE_AMQP_URL")
    if not url:
        return None
    usual = f"http://{urlsplit(url).hostname}:15672"
    return Amqp(url, environment.get("SLUICE_AMQP_MANAGEMENT_URL") or usual)


def s3_from(environment: Mapping[str, str]) -> S3 | None:
    """The object store the environment names, with its keys."""
    endpoint = environment.get("SLUICE_S3_ENDPOINT")
    if not endpoint:
        return None
    return S3(
        endpoint,
        environment.get("SLUICE_S3_ACCESS_KEY", ""),
        environment.get("SLUICE_S3_SECRET_KEY", ""),
        environment.get("SLUICE_S3_REGION") or "us-east-1",
    )


def as_environment(postgres: str, amqp: Amqp, s3: S3) -> dict[str, str]:
    """The variables that name these parts; the three readers above read them back."""
    return {
        "SLUICE_POSTGRES_DSN": postgres,
        "SLUICE_AMQP_URL": amqp.url,
        "SLUICE_AMQP_MANAGEMENT_URL": amqp.management,
        "SLUICE_S3_ENDPOINT": s3.endpoint,
        "SLUICE_S3_ACCESS_KEY": s3.access_key,
        "SLUICE_S3_SECRET_KEY": s3.secret_key,
        "SLUICE_S3_REGION": s3.region,
    }
