"""No table with a customer is forgotten: each is exported and erased, or a reason is stated."""

import pytest
from sqlalchemy import text

from florin.app.leaving.tables import STAYS, UNTOLD, gone, kinds
from florin.language.composer import LANGUAGES, compose
from tests.app.leaving.conftest import administered, customer_tables


@pytest.fixture
def tables(database, env) -> list[str]:
    return customer_tables(administered(env))


def test_every_table_with_a_customer_is_exported_or_says_why_not(tables):
    exported = {table for kind in kinds() for table in kind.tables}
    assert [t for t in tables if t not in exported and t not in UNTOLD] == []
    assert exported.isdisjoint(UNTOLD)


def test_every_table_with_a_customer_is_erased_or_says_why_not(tables):
    erased = set(gone())
    assert [t for t in tables if t not in erased and t not in STAYS] == []
    assert erased.isdisjoint(STAYS)
    assert len(gone()) == len(erased), "named twice"


def test_nothing_is_declared_that_is_not_there(tables, env):
    declared = {*gone(), *STAYS, *UNTOLD, *(t for kind in kinds() for t in kind.tables)}
    with administered(env).connect() as connection:
        missing = [t for t in declared if not connection.execute(text(f"select to_regclass('{t}')")).scalar()]
    assert missing == []


def test_a_table_that_somebody_forgets_is_found(env):
    engine = administered(env)
    with engine.begin() as connection:
        connection.execute(
            text("create table florin.forgotten (customer_id uuid references florin.customer)")
        )
    try:
        assert "florin.forgotten" in customer_tables(engine)
        assert "florin.forgotten" not in {*gone(), *STAYS}
    finally:
        with engine.begin() as connection:
            connection.execute(text("drop table florin.forgotten"))


def test_every_kind_is_said_in_every_language_and_has_a_name_of_its_own():
    names = [kind.name for kind in kinds()]
    assert len(names) == len(set(names))
    for name in names:
        texts = {language: compose(language, f"export.{name}", {}) for language in LANGUAGES}
        assert len(set(texts.values())) == len(LANGUAGES)
