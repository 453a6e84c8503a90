"""Which rung a part takes, and what is said about it."""

import os
from pathlib import Path

import pytest

from deploy.local import debian, docker, ladder
from deploy.local.addresses import S3, Amqp, amqp_from, as_environment, postgres_from, s3_from
from deploy.local.console import Console
from deploy.local.home import Home
from deploy.local.ladder import Rung
from deploy.local.trouble import Trouble

IMAGES = ("sluice/postgres:local", "postgres:17")
NAMED = as_environment(
    "postgresql://admin@db/postgres",
    Amqp("amqp://me:secret@mq:5673/vhost", "http://mq:15673"),
    S3("http://store:8333", "key", "secret", "eu-west-1"),
)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of the PATH, for scripts that answer as a test wants."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    return tmp_path


def _command(folder: Path, script: str, name: str = "docker") -> None:
    command = folder / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def test_addresses_survive_the_way_through_the_environment() -> None:
    assert postgres_from(NAMED) == "postgresql://admin@db/postgres"
    assert amqp_from(NAMED) == Amqp("amqp://me:secret@mq:5673/vhost", "http://mq:15673")
    assert s3_from(NAMED) == S3("http://store:8333", "key", "secret", "eu-west-1")


def test_the_management_address_is_the_usual_one_where_none_is_given() -> None:
    amqp = amqp_from({"SLUICE_AMQP_URL": "amqp://mq:5673/"})
    assert amqp == Amqp("amqp://mq:5673/", "http://mq:15672")


def test_a_named_part_is_taken_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choices = ladder.choose(NAMED, Home(tmp_path), Console())
    assert {choice.rung for choice in choices.values()} == {Rung.ADDRESS}
    assert capsys.readouterr().out.count("its variables are set") == 3


def test_there_is_no_container_without_a_docker_command(commands: Path) -> None:
    assert docker.unusable() == "there is no docker command"


def test_there_is_no_container_without_an_engine(commands: Path) -> None:
    _command(commands, "exit 1")
    assert docker.unusable() == "no Docker engine answers"


def test_an_engine_elsewhere_is_not_used(commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _command(commands, "exit 0")
    monkeypatch.setenv("DOCKER_HOST", "tcp://far.example:2375")
    assert "elsewhere" in str(docker.unusable())


def test_the_image_built_here_comes_before_the_official_one(commands: Path) -> None:
    _command(commands, "exit 0")
    assert docker.image_at_hand(IMAGES, 60) == "sluice/postgres:local"


def test_only_the_official_image_is_pulled(commands: Path) -> None:
    _command(commands, 'test "$1" = pull')
    assert docker.image_at_hand(IMAGES, 60) == "postgres:17"


def test_an_image_that_does_not_come_is_none(commands: Path) -> None:
    _command(commands, "exit 1")
    assert docker.image_at_hand(IMAGES, 60) is None


def test_an_image_that_would_take_too_long_is_not_waited_for(commands: Path) -> None:
    _command(commands, 'test "$1" = pull')
    assert docker.image_at_hand(IMAGES, pull_within_s=0) is None


def test_data_in_a_docker_volume_are_not_silently_left_behind(
    commands: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.remember("rung.postgres", Rung.CONTAINER)
    with pytest.raises(Trouble, match="Docker volume"):
        ladder.choose({}, home, Console())


def test_who_is_not_root_is_told_the_exact_line(
    commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _command(commands, "exit 1", name="apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Trouble) as told:
        debian.provide(["postgresql", "rabbitmq-server"], Console())
    line = "apt-get install --no-install-recommends postgresql rabbitmq-server"
    assert line in told.value.next_step


def test_a_machine_without_apt_is_told_the_other_ways(commands: Path) -> None:
    with pytest.raises(Trouble, match="SLUICE_POSTGRES_DSN"):
        debian.provide(["postgresql"], Console())
