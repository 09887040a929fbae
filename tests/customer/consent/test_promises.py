"""Nothing is worked out without consent, and an end takes it away at once: each promise by itself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from florin.app.worker import expire
from florin.customer.consent import service
from florin.customer.consent.rules import Wish, everything, longest_day, purposes
from florin.customer.facts import service as facts
from florin.customer.recurring import service as recurring
from florin.customer.suggestions import service as suggestions
from florin.kernel.errors import Conflict, IdempotencyMismatch, InvalidInput, NotFound
from florin.kernel.work import Caller, Work, work

TODAY = date(2026, 11, 23)
NOTHING = {"facts": 0, "upcoming": 0, "own_transfers": 0, "suggestions": 0}
EVENTS = "select name, body from event_log where customer_id = :c and name like 'Consent%' order by id"


def told(person):
    with person.work() as unit:
        stored = facts.stored(unit, person.env)
        coming = recurring.coming(unit, person.env, currency="USD")
        return stored, coming.expected, suggestions.listed(unit, person.env)


# Nothing without it


def test_a_new_customer_has_consented_to_nothing_and_nothing_is_worked_out(una):
    assert una.rows("select * from consent where customer_id = :c") == []
    assert una.derived() == NOTHING
    assert una.rows("select from derived.transaction where customer_id = :c limit 1"), "lists are the service"


def test_accounts_that_no_consent_covers_are_not_even_read(una, monkeypatch):
    read = []
    whole = Work.all

    def spy(self, statement, /, **values):
        found = whole(self, statement, **values)
        read.extend(found)
        return found

    monkeypatch.setattr(Work, "all", spy)
    una.give(Wish("picture", "here"))
    read.clear()
    una.settle()
    accounts = {row.id for row in read if "counted_in" in getattr(row, "_fields", ())}
    lines = {row.account_id for row in read if {"account_id", "booked"} <= {*getattr(row, "_fields", ())}}
    assert accounts - {None} == lines == {una.accounts["current"]}


def test_a_consent_for_one_source_shows_that_source_alone(una):
    una.give(Wish("picture", "here"))
    una.settle()
    accounts = {
        row.account_id for row in una.rows("select account_id from derived.recurring where customer_id = :c")
    }
    assert accounts == {una.accounts["current"]}
    evidence = una.rows("select distinct unnest(evidence) as entry from derived.fact where customer_id = :c")
    elsewhere = una.rows("""select entry_id from derived.transaction t join account a on a.id = t.account_id
                             where t.customer_id = :c and not a.here""")
    assert {row.entry for row in evidence}
    assert not {row.entry for row in evidence} & {row.entry_id for row in elsewhere}
    stored, _, _ = told(una)
    balance = una.rows(
        "select amount from balance where customer_id = :c and account_id = '"
        + str(una.accounts["current"])
        + "'"
    )
    assert stored["net_worth"].value == balance[0].amount


def test_a_consent_may_name_one_account(una):
    savings = una.open("savings", 500_00)
    una.give(Wish("picture", "here", savings))
    una.settle()
    stored, expected, _ = told(una)
    assert stored["net_worth"].value == 500_00
    assert expected == ()


def test_without_the_purpose_nothing_is_suggested(una):
    una.give(Wish("picture", "here"), Wish("picture", "elsewhere"))
    una.settle()
    assert una.derived()["facts"]
    assert una.derived()["suggestions"] == 0
    una.give(Wish("suggestions", "elsewhere"))
    una.settle()
    assert una.derived()["suggestions"]


def test_suggestions_need_the_picture(una):
    una.give(*everything("suggestions"))
    una.settle()
    assert una.derived() == NOTHING


def test_a_rebuild_brings_back_nothing_that_is_not_consented_to(una):
    from florin.customer.service import rebuild

    with work(una.database.worker, Caller.worker("test", una.id)) as unit:
        rebuild(unit, una.env)
    una.settle()
    assert una.derived() == NOTHING


# An end takes it away at once


def test_revoking_removes_what_was_derived_before_any_worker_comes(asked):
    assert all(asked.derived().values()), asked.derived()
    asked.revoke_all("picture")
    assert asked.derived() == NOTHING
    assert told(asked) == ({}, (), [])
    asked.settle()
    assert asked.derived() == NOTHING


def test_revoking_one_purpose_leaves_the_other(asked):
    before = asked.derived()
    asked.revoke_all("suggestions")
    assert asked.derived() == {**before, "suggestions": 0}
    asked.settle()
    assert asked.derived() == {**before, "suggestions": 0}


def test_revoking_one_source_leaves_a_picture_of_the_other(asked):
    asked.revoke_all("picture", "elsewhere")
    assert asked.derived()["facts"] == 0, "at once"
    asked.settle()
    assert {
        row.account_id
        for row in asked.rows("select account_id from derived.recurring where customer_id = :c")
    } == {asked.accounts["current"]}
    stored, _, _ = told(asked)
    only_here = asked.rows(
        "select sum(b.amount) as n from balance b join account a on a.id = b.account_id and a.here "
        "where a.customer_id = :c"
    )
    assert stored["net_worth"].value == only_here[0].n


def test_every_kind_that_a_purpose_derives_goes_when_it_ends(asked):
    for purpose in purposes().values():
        asked.give()
        asked.settle()
        before = asked.derived()
        assert all(before[kind] for kind in purpose.derives)
        asked.revoke_all(purpose.id)
        after = asked.derived()
        assert [kind for kind in purpose.derives if after[kind]] == []


def test_what_was_decided_stays_and_what_was_not_goes(asked):
    with asked.work() as unit:
        first, *_ = suggestions.listed(unit, asked.env)
        suggestions.dismiss(unit, asked.env, first.id, mute=False)
    asked.revoke_all()
    states = [row.state for row in asked.rows("select state from suggestion where customer_id = :c")]
    assert states == ["dismissed"]


def test_a_worker_that_began_before_cannot_bring_it_back(una):
    """It read under the consent, the customer revokes, it writes and commits: nothing of it is shown."""
    una.give()
    with work(una.database.worker, Caller.worker("slow", una.id)) as slow:
        facts.refresh(slow, una.env)
        recurring.refresh(slow, una.env)
        suggestions.refresh(slow, una.env)
        una.revoke_all()
    assert una.derived()["facts"], "it was written"
    assert told(una) == ({}, (), [])
    una.settle()
    assert una.derived() == NOTHING


def test_revoking_does_not_wait_for_a_worker(asked):
    with work(asked.database.worker, Caller.worker("slow", asked.id)) as slow:
        slow.run(text("update derived.fact set as_of = as_of where customer_id = :c"), c=asked.id)
        slow.run(text("update suggestion set rank = rank where customer_id = :c"), c=asked.id)
        with asked.work() as unit:
            unit.run(text("set local lock_timeout = '2s'"))
            for row in service.listed(unit):
                service.revoke(unit, asked.env, row.id)
        assert told(asked) == ({}, (), [])
    asked.settle()
    assert asked.derived() == NOTHING


def test_a_suggestion_whose_consent_ended_cannot_be_accepted(una):
    una.give()
    with work(una.database.worker, Caller.worker("slow", una.id)) as slow:
        suggestions.refresh(slow, una.env)
        una.revoke_all("suggestions")
    (row, *_) = una.rows("select id from suggestion where customer_id = :c and state = 'open'")
    with una.work() as unit, pytest.raises(NotFound):
        suggestions.accept(unit, una.env, row.id, "key-00000001")


def test_a_consent_that_has_run_out_is_none(asked):
    asked.wall.turn(179)
    with asked.work() as unit:
        assert service.missing(unit, asked.env, list(purposes())) == []
        assert facts.stored(unit, asked.env)
    asked.wall.turn(1)  # the 180 days for data from elsewhere are over; no one has begun the day yet
    with asked.work() as unit:
        assert facts.stored(unit, asked.env) == {}
        assert recurring.coming(unit, asked.env, currency="USD").expected == ()
        assert suggestions.listed(unit, asked.env) == []
        found = facts.snapshot(unit, asked.env)
        assert found is not None
        assert {a.here for a in found.books.accounts} == {True}


def test_the_day_that_begins_ends_what_ran_out_and_takes_it_away(asked):
    day = TODAY + timedelta(days=180)
    with work(asked.database.worker, Caller.worker("housekeeping")) as unit:
        unit.scalar(text("select expire_consents(:day)"), day=day)
    assert asked.derived() == NOTHING
    ended = asked.rows(
        "select source, ended_as, ended, revoked from consent where customer_id = :c and ended is not null"
    )
    assert {tuple(row) for row in ended} == {("elsewhere", "expired", day, None)}
    names = [row.name for row in asked.rows(EVENTS)]
    assert names == ["ConsentGiven", "ConsentExpired"]
    asked.wall.turn(180)
    asked.settle()
    assert asked.derived()["facts"], "accounts here are still consented to"


def test_once_all_has_run_out_it_is_as_if_all_were_revoked(asked, monkeypatch):
    """By the workers' own housekeeping: rows go with the day, and what happens later is not looked at."""
    before = asked.derived()
    assert all(before.values()), before
    longest = max(each.most for purpose in purposes().values() for each in purpose.longest.values())
    asked.wall.turn(longest)
    expire(asked.database.worker, asked.env)
    assert asked.derived() == NOTHING, "with the day, before any worker comes to the event"
    read: list[str] = []
    real = Work.all

    def spy(self, statement, /, **values):
        if "derived.transaction" in str(statement) and values.get("customer") == asked.id:
            read.append(str(statement))
        return real(self, statement, **values)

    asked.pay(asked.accounts["current"], -55_00, TODAY + timedelta(days=longest), "LATE SHOP")
    with monkeypatch.context() as patch:
        patch.setattr(Work, "all", spy)
        asked.settle()
    assert not [query for query in read if "own_transfer" in query], "no movement is read"
    assert asked.derived() == NOTHING
    assert told(asked) == ({}, (), [])
    assert {row.ended_as for row in asked.rows("select ended_as from consent where customer_id = :c")} == {
        "expired"
    }
    asked.give()
    asked.settle()
    assert asked.derived()["facts"], "given anew, it is worked out anew"


def test_the_banks_day_and_a_persons_own_day_end_only_their_own(someone, database):
    own = someone(*everything())
    with work(database.worker, Caller.worker("life", own.id)) as unit:
        unit.run(text("select live_from(:day)"), day=TODAY)
        unit.scalar(text("select expire_consents(:day)"), day=TODAY + timedelta(days=400))
    assert own.rows("select from consent where customer_id = :c and ended is not null") == []
    with work(database.worker, Caller.worker("life", own.id)) as unit:
        unit.scalar(text("select begin_life_day(:day)"), day=TODAY + timedelta(days=180))
    ended = own.rows("select source from consent where customer_id = :c and ended_as = 'expired'")
    assert {row.source for row in ended} == {"elsewhere"}
    with work(
        database.worker, Caller.worker("life", own.id)
    ) as unit:  # others of these tests live by the real day
        unit.run(text("update customer set business_day = null where id = :c"), c=own.id)


# Given and taken back


def test_giving_and_revoking_are_events_of_ids_and_codes(una):
    (row,) = una.give(Wish("picture", "here", una.accounts["current"]))
    una.revoke(row.id)
    body = {"consents": [{"consent": str(row.id), "purpose": "picture", "source": "here",
                          "account": str(una.accounts["current"])}]}  # fmt: skip
    assert [tuple(e) for e in una.rows(EVENTS)] == [("ConsentGiven", body), ("ConsentRevoked", body)]


def test_the_same_request_again_gives_nothing_twice(una):
    first = una.give(Wish("picture", "here"), key="key-00000001")
    again = una.give(Wish("picture", "here"), key="key-00000001")
    assert [row.id for row in again] == [row.id for row in first]
    assert len(una.rows(EVENTS)) == 1
    with pytest.raises(IdempotencyMismatch):
        una.give(Wish("picture", "elsewhere"), key="key-00000001")


def test_the_key_of_a_request_is_kept_as_a_code_that_is_the_customers_own(una, someone):
    other = someone()
    kept = []
    for person in (una, other):
        person.give(Wish("picture", "here"), key="zqkey words of somebody")
        (row,) = person.rows("select k::text as said, key_code from consent k where customer_id = :c")
        assert "zqkey" not in row.said
        assert b"zqkey".hex() not in row.said
        kept.append(bytes(row.key_code))
    assert kept[0] != kept[1], "the same key of two customers is not known to be the same"


def test_giving_again_takes_the_place_of_the_old_one_and_loses_nothing(asked):
    before = asked.derived()
    asked.wall.turn(1)
    asked.give()
    assert asked.derived() == before
    stored, _, listed = told(asked)
    assert stored
    assert listed
    rows = asked.rows(
        "select ended_as, expires from consent where customer_id = :c and purpose = 'picture' "
        "and source = 'elsewhere' order by given"
    )
    assert [tuple(row) for row in rows] == [
        ("replaced", longest_day("picture", "elsewhere", TODAY)),
        (None, longest_day("picture", "elsewhere", TODAY + timedelta(days=1))),
    ]
    asked.revoke_all()
    assert asked.derived() == NOTHING
    assert told(asked) == ({}, (), [])


def test_revoking_twice_is_revoking_once(una):
    (row,) = una.give(Wish("picture", "here"))
    first = una.revoke(row.id)
    again = una.revoke(row.id)
    assert tuple(first) == tuple(again)
    assert [e.name for e in una.rows(EVENTS)] == ["ConsentGiven", "ConsentRevoked"]


@pytest.mark.parametrize(
    ("wish", "field", "code"),
    [
        (Wish("sale", "here"), "items.0.purpose", "not-offered"),
        (Wish("picture", "moon"), "items.0.source", "not-offered"),  # pyright: ignore[reportArgumentType]
        (Wish("picture", "here", uuid4()), "items.0.account", "no-such-account"),
        (Wish("picture", "elsewhere", until=TODAY + timedelta(days=180)), "items.0.until", "not-within"),
        (Wish("picture", "here", until=TODAY - timedelta(days=1)), "items.0.until", "not-within"),
    ],
)
def test_what_cannot_be_consented_to_names_its_field_and_changes_nothing(una, wish, field, code):
    with pytest.raises(InvalidInput) as error:
        una.give(wish, Wish("suggestions", "here", until=TODAY))
    assert [(each.field, each.code) for each in error.value.fields] == [(field, code)]
    assert una.rows("select from consent where customer_id = :c") == []


def test_an_account_of_the_other_source_or_of_someone_else_is_none(una, someone):
    stranger = someone()
    theirs = stranger.open("current")
    for wish in (Wish("picture", "elsewhere", una.accounts["current"]), Wish("picture", "here", theirs)):
        with pytest.raises(InvalidInput) as error:
            una.give(wish)
        assert [each.code for each in error.value.fields] == ["no-such-account"]


def test_someone_elses_consent_is_not_there(una, someone):
    (row,) = una.give(Wish("picture", "here"))
    stranger = someone()
    with pytest.raises(NotFound):
        stranger.revoke(row.id)
    with stranger.work() as unit, pytest.raises(NotFound):
        service.one(unit, row.id)
    assert stranger.rows("select from consent") == [], "row-level security, whatever is asked"
    assert una.rows("select from consent where customer_id = :c and ended is null")


def test_a_consent_is_evidence_nobody_changes_it(asked):
    with pytest.raises(ProgrammingError, match="permission denied"):
        asked.rows("update consent set expires = '2040-01-01' where customer_id = :c returning id")
    with pytest.raises(ProgrammingError, match="permission denied"):
        asked.rows("delete from consent where customer_id = :c returning id")
    asked.revoke_all()
    with pytest.raises(DBAPIError, match="a consent ends once"):
        asked.rows(
            "update consent set ended = null, ended_as = null, revoked = null where customer_id = :c "
            "returning id"
        )


def test_an_open_suggestion_of_a_lapsed_consent_is_refused(asked):
    with asked.work() as unit:
        first, *_ = suggestions.listed(unit, asked.env)
        unit.run(text("update suggestion set expires = '2028-01-01' where id = :id"), id=first.id)
    asked.wall.turn(200)
    with asked.work() as unit, pytest.raises(Conflict):
        suggestions.accept(unit, asked.env, first.id, "key-00000001")


def test_a_consent_that_the_bank_collected_says_so(someone):
    person = someone(*everything("picture"))
    rows = person.rows(
        "select collected, purpose, source from consent where customer_id = :c order by source"
    )
    assert [tuple(row) for row in rows] == [("bank", "picture", "elsewhere"), ("bank", "picture", "here")]


def test_the_demos_people_renew_what_they_came_with_and_nothing_else(someone):
    person = someone()
    with person.work() as unit:
        told = [(person.id, everything())]
        service.enter(unit, person.env, told, collected="demo", day=TODAY)
    person.revoke_all("suggestions", "elsewhere")
    (by_hand,) = person.give(Wish("suggestions", "elsewhere", until=TODAY + timedelta(days=1)))
    day = TODAY + timedelta(days=180)
    with person.work() as unit:
        assert service.renew(unit, person.env, day) == 1
        assert service.renew(unit, person.env, day) == 0
    rows = person.rows("select * from consent where customer_id = :c and ended is null order by given, id")
    assert [(r.purpose, r.source, r.given) for r in rows if r.given == day] == [("picture", "elsewhere", day)]
    assert by_hand.id in {row.id for row in rows}, "it runs out by itself"
