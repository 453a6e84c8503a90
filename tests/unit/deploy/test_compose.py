"""docker-compose.yml says the same as the rest of the project."""

import re
from pathlib import Path

from deploy.local.part import PARTS
from deploy.local.seaweedfs import FLAGS, JWT_VARIABLES
from deploy.make_env import settings
from libs.runtime.credentials import Credential, CredentialKind

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def test_every_secret_it_asks_for_is_made() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+):\?", COMPOSE))
    assert asked == set(settings())


def test_secrets_differ_from_one_another_and_from_run_to_run() -> None:
    first, second = settings(), settings()
    assert len(set(first.values()) | set(second.values())) == 2 * len(first)


def test_the_administrator_s_key_is_well_formed() -> None:
    Credential.parse(settings()["ADMIN_KEY"], CredentialKind.KEY)


def test_the_object_store_runs_with_the_same_flags_as_the_local_one() -> None:
    for flag in (*FLAGS, *JWT_VARIABLES):
        assert flag in COMPOSE


def test_the_ladder_finds_the_images_that_it_builds() -> None:
    for part in PARTS:
        assert f"image: {part.container.images[0]}" in COMPOSE


def test_every_image_has_its_file() -> None:
    files = set(re.findall(r"dockerfile: (\S+)", COMPOSE.replace("}", "")))
    assert files == {
        str(p.relative_to(ROOT)) for p in (ROOT / "deploy/images").glob("*.Dockerfile")
    }


def test_only_the_gateway_is_published_and_only_to_this_machine() -> None:
    assert re.findall(r"ports: \[(.*)\]", COMPOSE) == ['"127.0.0.1:${GATEWAY_PORT:-8080}:8080"']
