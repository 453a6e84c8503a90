import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from services.gateway.filters import NameFilter, parse_filter


@pytest.mark.parametrize("expression", [None, "", "  "])
def test_no_expression_admits_every_name(expression: str | None) -> None:
    wanted = parse_filter(expression)
    assert wanted.admits("anything")
    assert wanted.admits(None)
    assert wanted.contained is None


@pytest.mark.parametrize(
    ("expression", "means"),
    [
        ("developerName eq 'My Flow'", NameFilter("My Flow", whole=True)),
        ("substringof(developerName,'Flow')", NameFilter("Flow", whole=False)),
        ("substringof( developerName , 'it''s' )", NameFilter("it's", whole=False)),
    ],
)
def test_the_two_forms_of_the_platform_are_read(expression: str, means: NameFilter) -> None:
    assert parse_filter(expression) == means


def test_names_are_compared_without_regard_to_case() -> None:
    assert NameFilter("my flow", whole=True).admits("My Flow")
    assert NameFilter("LOW", whole=False).admits("My Flow")
    assert not NameFilter("flow", whole=True).admits("My Flow")
    assert not NameFilter("flow", whole=False).admits(None)


@pytest.mark.parametrize(
    "expression", ["developerName", "name eq 'x'", "developerName eq 'a' or 1 eq 1", "'"]
)
def test_any_other_expression_is_malformed(expression: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_filter(expression)
    assert caught.value.problem.code is ErrorCode.REQUEST_MALFORMED
