"""Named SQL: every statement is one that PostgreSQL takes, and is called from somewhere."""

import re
from pathlib import Path

import pytest

from libs.store.database import Database
from libs.store.queries import QUERIES, load

STORE = Path(__file__).parents[3] / "libs" / "store"
NAME = re.compile(r'"([a-z_]+\.[a-z_]+)(?<!\.sql)"')
BEFORE_THE_SCHEMA = {name for name in QUERIES if name.startswith("migrations.")}


def test_every_statement_is_called_and_every_call_has_a_statement() -> None:
    called = {name for file in STORE.glob("*.py") for name in NAME.findall(file.read_text())}
    assert called == set(QUERIES)


async def test_the_services_role_may_run_every_statement(database: Database) -> None:
    async with database.transaction() as tx:
        for name in QUERIES.keys() - BEFORE_THE_SCHEMA:
            assert await tx.connection.prepare(QUERIES[name], name=name)


def test_a_name_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noun.sql").write_text("-- name: same\nselect 1\n\n-- name: same\nselect 2\n")
    with pytest.raises(ValueError, match=r"noun\.same is written twice"):
        load(tmp_path)
