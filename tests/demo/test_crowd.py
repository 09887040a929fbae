"""Generated customers come by batches: whole or not at all, each once, with everything that follows."""

import io

import pytest
from sqlalchemy import text

from florin.demo.crowd import Manner, load
from florin.kernel.work import operator_work
from florin.ledger.service import verify

_CAME = text("""
select c.id, c.country, c.currency, count(distinct a.id) as accounts, count(distinct f.name) as facts
  from customer c join account a on a.customer_id = c.id and a.kind <> 'external'
  left join derived.fact f on f.customer_id = c.id and f.known
 where c.persona is null group by c.id
""")
_LINES = text("""
select s.reference, e.booked, p.amount from seen s join entry e on e.id = s.entry_id
  join posting p on p.entry_id = e.id join account a on a.id = p.account_id
 where s.reference like 'h%' and a.kind <> 'external' order by 1, 3
""")


def test_a_crowd_comes_in_by_batches_and_is_known(town):
    out = io.StringIO()
    assert load(town.database.app, town.env, 12, Manner(batch=300, out=out)) == 12
    assert "12 of 12 are here" in out.getvalue().splitlines()[-1]
    assert len(out.getvalue().splitlines()) > 1
    town.drain()
    came = town.asked(_CAME)
    assert len(came) == 12
    assert all(row[3] >= 1 and row[4] >= 5 for row in came)
    with operator_work(town.database.app, "test") as unit:
        assert verify(unit).breaks == ()


def test_a_load_that_was_stopped_goes_on_where_it_was_and_more_can_come(new_town):
    whole, stopped = new_town(), new_town()
    load(whole.database.app, whole.env, 9, Manner(batch=200, out=io.StringIO()))
    turns = iter([True, True])
    few = Manner(batch=200, out=io.StringIO(), ready=lambda: next(turns, False))
    first = load(stopped.database.app, stopped.env, 6, few)
    assert 0 < first < 6
    out = io.StringIO()
    assert first + load(stopped.database.app, stopped.env, 9, Manner(batch=350, out=out)) == 9
    assert load(stopped.database.app, stopped.env, 9, Manner(out=out)) == 0
    assert whole.asked(_LINES) == stopped.asked(_LINES)
    assert len(stopped.asked(_LINES)) > 9 * 30


def test_a_batch_that_fails_leaves_nothing(town, monkeypatch):
    from florin.ledger import service as ledger

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "record_all", broken)
    with pytest.raises(KeyboardInterrupt):
        load(town.database.app, town.env, 3, Manner(out=io.StringIO()))
    assert town.asked(_CAME) == []
    monkeypatch.undo()
    assert load(town.database.app, town.env, 3, Manner(out=io.StringIO())) == 3
