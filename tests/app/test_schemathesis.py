"""What the API's document promises, tried with made-up requests as a customer and as each role of the staff:
no error of ours, no answer that the document does not tell, and every answer of the form that it tells."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.app.world import ORIGIN, ROLES, world

pytestmark = pytest.mark.slow

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = {"customer": 20} | dict.fromkeys(ROLES, 12)
# A stream does not end by itself; days that jump, and going out, take the ground from under what comes next.
LEFT_OUT = ("/api/live", "/api/demo/jump")
OUT = ("/api/session", "/api/office/session", "/api/identity/sessions", "/api/office/identity/sessions")


@pytest.fixture(scope="module")
def made(home, env):
    with world(home, env, "schemes") as found:
        yield found


@pytest.mark.parametrize("who", EXAMPLES)
def test_every_answer_is_one_that_the_document_tells(made, who):
    document = schemathesis.openapi.from_asgi("/api/openapi.json", made.app)
    headers = {"origin": ORIGIN, "cookie": made.cookie(made.stranger.persona if who == "customer" else who)}
    wrong, tried, answers = [], 0, set()

    def prove(case, operation: str) -> None:
        answer = case.call(headers={**(case.headers or {}), **headers})
        answers.add(answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS)
        except Exception as error:  # all that is wrong is told together
            wrong.append(f"{operation}: {str(error)[:600]}")

    for each in document.get_all_operations():
        if isinstance(each, Err):
            raise each.err()
        operation = each.ok()
        mine = operation.path.startswith("/api/office") != (who == "customer")
        name = f"{operation.method.upper()} {operation.path}"
        ends = operation.method == "delete" and operation.path in OUT
        if operation.path in LEFT_OUT or ends or (not mine and who != "customer"):
            continue
        tried += 1

        _tell(operation, lambda case, name=name: prove(case, name), EXAMPLES[who])
    assert not wrong, "\n\n".join(dict.fromkeys(wrong))
    assert tried > 20
    assert {200, 422} <= answers or {200, 403} <= answers


def _tell(operation, prove, examples: int) -> None:
    @settings(
        max_examples=examples,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
    )
    @given(case=operation.as_strategy())
    def tell(case) -> None:
        prove(case)

    tell()
