"""What a home keeps between two runs."""

import socket
from pathlib import Path

from deploy.local.home import PORTS, Home


def test_ports_and_secrets_are_the_same_in_the_next_run(tmp_path: Path) -> None:
    first, second = Home(tmp_path / "home"), Home(tmp_path / "home")
    port, secret = first.port("gateway"), first.secret("s3")
    again = Home(tmp_path / "home")
    assert (again.port("gateway"), again.secret("s3")) == (port, secret)
    assert second.folder == again.folder


def test_every_name_has_its_own_port_and_its_own_secret(tmp_path: Path) -> None:
    home = Home(tmp_path)
    ports = {home.port(str(number)) for number in range(20)}
    assert len(ports) == 20
    assert all(port in PORTS for port in ports)
    assert home.secret("one") != home.secret("two")


def test_a_port_that_somebody_else_took_is_given_up(tmp_path: Path) -> None:
    home = Home(tmp_path)
    taken, kept = home.port("taken"), home.port("kept")
    with socket.create_server(("127.0.0.1", taken)):
        assert home.release_busy_ports() == ["taken"]
        assert home.port("taken") != taken
    assert home.port("kept") == kept


def test_only_the_owner_reads_the_secrets(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.secret("s3")
    assert (home.folder / "state.json").stat().st_mode & 0o777 == 0o600
    assert home.room("data").stat().st_mode & 0o777 == 0o700


def test_homes_in_other_folders_have_other_short_names(tmp_path: Path) -> None:
    assert Home(tmp_path / "a").short_name != Home(tmp_path / "b").short_name
