"""Rules of the house that no linter knows. Each says why it is there when it fails."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("libs", "services", "deploy", "tests")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 40
SQL = re.compile(r"\s*(select|insert into|update|delete from|create table|alter table)\s", re.I)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_named)
def test_a_file_holds_one_noun_and_short_functions(path: Path) -> None:
    source = path.read_text()
    assert source.count("\n") <= MOST_LINES_IN_A_FILE, "more than one noun? split the file"
    for function in _functions(ast.parse(source)):
        first = function.body[0]
        body_starts = first.end_lineno if _is_docstring(first) else first.lineno - 1
        length = (function.end_lineno or 0) - (body_starts or 0)
        assert length <= MOST_LINES_IN_A_FUNCTION, f"{function.name} does more than one thing"


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if _named(p).startswith(("libs", "services"))], ids=_named
)
def test_sql_stands_in_sql_files(path: Path) -> None:
    strings = [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [s for s in strings if SQL.match(s)], "queries are named in libs/store/queries/*.sql"
