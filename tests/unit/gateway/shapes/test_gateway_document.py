"""The gateway's own OpenAPI document against the table of compatible routes."""

import base64

from pydantic import SecretStr

from libs.runtime.settings import Settings
from services.gateway.app import create_app
from services.gateway.platform_routes import load_table
from tests.unit.gateway.shapes.matching import assert_matches
from tests.unit.gateway.shapes.models import described_shapes

NOWHERE = Settings(
    database_dsn=SecretStr("postgresql://nowhere"),
    amqp_url=SecretStr("amqp://nowhere"),
    s3_endpoint="http://nowhere",
    s3_access_key="none",
    s3_secret_key=SecretStr("none"),
    sealing_keys=SecretStr("nowhere:" + base64.b64encode(bytes(32)).decode()),
)
"""The document is made without a connection to anything."""


def test_the_gateway_offers_the_compatible_routes_as_the_platform_describes_them() -> None:
    assert_matches(create_app(NOWHERE).openapi(), load_table(), described_shapes())
