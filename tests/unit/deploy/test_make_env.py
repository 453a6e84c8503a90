"""The file of secrets for the containers is made once and later only added to."""

from pathlib import Path

from deploy.make_env import complete, settings


def _values(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def test_it_is_made_with_every_secret_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert complete(file) == list(settings())
    assert set(_values(file)) == set(settings())
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_stands_there_stays_and_what_is_missing_is_added(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    complete(file)
    lines = [line for line in file.read_text().splitlines() if not line.startswith("SIGNING_KEY=")]
    file.write_text("# mine\nGATEWAY_PORT=9000\n" + "\n".join(lines))
    before = _values(file)
    assert complete(file) == ["SIGNING_KEY"]
    after = _values(file)
    assert {name: after[name] for name in before} == before
    assert file.read_text().startswith("# mine\n")
    assert complete(file) == []
