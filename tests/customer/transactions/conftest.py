"""A customer with a statement, signed in over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from florin.app.api import create_app
from florin.app.parts import chosen
from florin.customer.consent.rules import everything
from florin.customer.service import add_customer

PARTS_HERE = chosen("identity,ledger,customer")
STATEMENT = b"""Date,Description,Counterparty,Amount
2026-11-20,Weekly shop,Corner Grocer,-84.20
2026-11-19,Team lunch,Luna Cafe,-31.50
2026-11-18,Salary November,Northwind Payroll,2400.00
2026-10-02,Rent October,Harbor Homes,-1150.00
2026-09-30,Train to Porto,Iberia Rail,-46.00
"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who looks at their own transactions."""

    id: UUID
    http: TestClient
    bring: Callable[[bytes], str]
    settle: Callable[[], None]

    def transactions(self, **filters: Any) -> list[dict[str, Any]]:
        """The list that a filter finds."""
        answer = self.http.get("/api/transactions", params=filters)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def find(self, query: str) -> str:
        """The id of the one transaction that a search finds."""
        (found,) = self.transactions(q=query)
        return found["id"]

    def detail(self, identifier: str) -> dict[str, Any]:
        """One transaction whole."""
        answer = self.http.get(f"/api/transactions/{identifier}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def write(self, identifier: str, **written: Any) -> dict[str, Any]:
        """Notes or tags on a transaction; the transaction as it then is."""
        answer = self.http.patch(f"/api/transactions/{identifier}", json=written)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def attach(self, identifier: str, name: str, content: bytes) -> Any:
        """The answer to a file that is attached."""
        return self.http.post(f"/api/transactions/{identifier}/attachments", files={"file": (name, content)})


@pytest.fixture
def visit(database, env, drain) -> Iterator[Callable[[], Visitor]]:
    """Makes customers of their own, each signed in and without an account yet."""
    opened = []

    def visitor() -> Visitor:
        persona = f"pat-{uuid4()}"
        customer = add_customer(
            database.app,
            env,
            name="Pat Reed",
            country="US",
            currency="USD",
            persona=persona,
            consents=everything(),
        )
        http = TestClient(create_app(database, env, PARTS_HERE), headers={"origin": "http://testserver"})
        http.__enter__()
        opened.append(http)
        assert http.post("/api/session", json={"persona": persona}).status_code == 201

        def bring(content: bytes) -> str:
            answer = http.post("/api/imports", files={"file": ("statement.csv", content, "text/csv")})
            (shown,) = answer.json()["items"]
            assert http.post(f"/api/imports/{shown['id']}/confirm").status_code == 202
            drain()
            return shown["id"]

        return Visitor(customer, http, bring, drain)

    yield visitor
    for http in opened:
        http.__exit__(None, None, None)


@pytest.fixture
def pat(visit) -> Visitor:
    """A customer with five transactions in dollars."""
    made = visit()
    made.bring(STATEMENT)
    return made
