import re

import pytest

from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.flows.faults import Fault, FaultCode


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_says_what_happened_what_became_of_the_data_and_what_to_do(
    code: ErrorCode,
) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", code.value)
    assert 400 <= code.status <= 599
    assert not code.title.endswith(".")
    assert code.advice.endswith(".")
    assert code.effect.endswith(".")


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_of_the_core_is_told_as_a_problem(code: FaultCode) -> None:
    problem = Problem.from_fault(Fault(code, "what is wrong", ("a", "b", 3, "c")))
    assert problem.code.value == code.value
    assert problem.document()["path"] == "a.b[3].c"
    assert problem.document()["detail"] == "what is wrong"


def test_a_fault_without_a_place_names_none() -> None:
    assert "path" not in Problem.from_fault(Fault(FaultCode.TRUNCATED, "cut")).document()


def test_a_problem_has_the_members_of_rfc_9457_and_its_own_extensions() -> None:
    error = ProblemError(ErrorCode.IMPORT_CONFLICT, "It exists.", existingElements=[{"id": "1"}])
    assert error.problem.document() == {
        "type": "/problems/import.conflict",
        "title": "The tenant has the flow or some of its elements",
        "status": 409,
        "detail": "It exists.",
        "code": "import.conflict",
        "effect": "Nothing was changed.",
        "advice": "Import with `overwriteExisting=true` to overwrite them.",
        "existingElements": [{"id": "1"}],
    }


def test_a_problem_is_read_back_from_its_document() -> None:
    problem = Problem.of(ErrorCode.JOB_FAILED, "It broke.", instance="/v1/jobs/1", step=2)
    assert Problem.model_validate(problem.document()) == problem
