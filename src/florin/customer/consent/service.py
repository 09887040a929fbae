"""Consents are given, revoked and run out; each change is an event, and what was derived goes with an end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from florin.customer.consent.basis import PICTURE
from florin.customer.consent.rules import (
    SOURCES,
    Source,
    Wish,
    last_day,
    longest_day,
    purposes,
    text_hash,
    wording,
)
from florin.kernel.errors import FieldError, IdempotencyMismatch, InvalidInput, NotFound
from florin.kernel.ids import new_id
from florin.kernel.work import Work
from florin.ports.environment import Environment

MOST = 200  # consents that a list shows, ended ones included

# Two pages of one customer consent one after the other.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('consent ' || cast(:customer as text), 0))")
_OF_KEY = text("select * from consent where customer_id = :customer and key_code = :code order by id")
_ACCOUNTS = text("""
select id, here from account
 where customer_id = :customer and id = any(:ids) and kind not in ('external', 'internal') and closed is null
""")
_SAY = text("""
insert into consent_text (hash, language, said)
select * from unnest(cast(:hashes as bytea[]), cast(:languages as text[]), cast(:said as text[]))
on conflict do nothing
""")
_REPLACE = text("""
update consent k set ended = :today,
       ended_as = case when k.expires < :today then 'expired' else 'replaced' end
  from unnest(cast(:purposes as text[]), cast(:sources as text[]), cast(:accounts as uuid[]))
    as w(purpose, source, account)
 where k.customer_id = :customer and k.ended is null and k.purpose = w.purpose and k.source = w.source
   and k.account_id is not distinct from w.account
""")
_ADD = text("""
insert into consent (id, customer_id, purpose, source, account_id, collected, text_hash, given, expires,
                     recorded, key_code)
select id, customer, purpose, source, account, :collected, hash, given, expires, :now, :code
  from unnest(cast(:ids as uuid[]), cast(:customers as uuid[]), cast(:purposes as text[]),
              cast(:sources as text[]), cast(:accounts as uuid[]), cast(:hashes as bytea[]),
              cast(:givens as date[]), cast(:expires as date[]))
       as t(id, customer, purpose, source, account, hash, given, expires)
""")
_LIST = text("""
select * from consent where customer_id = :customer
 order by (ended is null) desc, recorded desc, purpose, source desc, id limit :most
""")
_ONE = text("select * from consent where customer_id = :customer and id = :id")
_LOCKED = text("select * from consent where customer_id = :customer and id = :id for update")
_END = text("""
update consent set ended = :today, ended_as = :how, revoked = :now where id = :id and ended is null
""")
_SAID = text("select said, language from consent_text where hash = :hash")
_LIVE = text("""
select p from unnest(cast(:purposes as text[])) p
 where exists (select from consent k where k.customer_id = :customer and k.purpose = p and k.ended is null
                  and k.expires >= :today)
""")
# Whoever plays one of the demo's people does not want to be asked anew every other hour.
_RUN_OUT = text("""
select * from consent where ended is null and collected = 'demo' and expires < :day
   and customer_id = any(:customers) order by customer_id, id
""")
_REPLACED = text("update consent set ended = :day, ended_as = 'replaced' where id = any(:ids)")


def give(
    work: Work, env: Environment, wishes: Sequence[Wish], *, key: str | None, collected: str = "customer"
) -> list[Any]:
    """Records the consents of the work's customer from today; the same `key` again changes nothing.

    One that is given again takes the place of the old one.

    Raises:
        InvalidInput: a purpose, source or account that there is not, or a day that is too far; `fields`
          names it. IdempotencyMismatch: the key belongs to other consents.
    """
    work.run(_LOCK, customer=work.customer)
    today = work.today(env.clock)
    code = env.vault(work.customer).code(key) if key else None
    before = work.all(_OF_KEY, customer=work.customer, code=code) if code else []
    if before:
        return _same(before, wishes)
    if problems := list(_problems(work, wishes, today)):
        raise InvalidInput("this cannot be consented to", fields=problems)
    work.run(
        _REPLACE,
        customer=work.customer,
        today=today,
        purposes=[w.purpose for w in wishes],
        sources=[w.source for w in wishes],
        accounts=[w.account for w in wishes],
    )
    made = _record(
        work, env, [(work.customer, today, w) for w in wishes], work.language, collected=collected, code=code
    )
    _tell(work)
    found = {row.id: row for row in work.all(_LIST, customer=work.customer, most=MOST)}
    return [found[identifier] for identifier in made]


def revoke(work: Work, env: Environment, identifier: UUID, *, at: datetime | None = None) -> Any:
    """Ends a consent at once; with it goes what was derived. Nothing changes where it has ended already.

    `at`: when it was taken back, where a restored backup is from before that; else now.

    Raises:
        NotFound: the work's customer has no such consent.
    """
    row = work.first(_LOCKED, customer=work.customer, id=identifier)
    if row is None:
        raise NotFound("there is no such consent", reason="consent")
    if row.ended is None:
        today = work.today(env.clock)
        how, now = ("expired", None) if row.expires < today else ("revoked", at or env.clock.now())
        work.run(_END, id=identifier, today=today, how=how, now=now)
        name = "ConsentRevoked" if how == "revoked" else "ConsentExpired"
        work.emit(name, work.customer, {"consents": [_told(row)]})
        _tell(work)
    return work.first(_ONE, customer=work.customer, id=identifier)


def listed(work: Work) -> list[Any]:
    """The consents of the work's customer, those that hold first, then newest first."""
    return work.all(_LIST, customer=work.customer, most=MOST)


def one(work: Work, identifier: UUID) -> Any:
    """One consent; NotFound where it is not the caller's."""
    row = work.first(_ONE, customer=work.customer, id=identifier)
    if row is None:
        raise NotFound("there is no such consent", reason="consent")
    return row


def said(work: Work, row: Any) -> tuple[str, str]:
    """What was agreed to, word for word, and its language."""
    found = work.first(_SAID, hash=row.text_hash)
    return ("", "") if found is None else (found.said, found.language)


def missing(work: Work, env: Environment, wanted: Sequence[str] = PICTURE) -> list[str]:
    """Which of these purposes the work's customer has no consent for at all."""
    today = work.today(env.clock)
    live = {row.p for row in work.all(_LIVE, customer=work.customer, purposes=list(wanted), today=today)}
    return [purpose for purpose in wanted if purpose not in live]


def enter(
    work: Work, env: Environment, told: Iterable[tuple[UUID, Sequence[Wish]]], *, collected: str, day: date
) -> None:
    """Records the consents that new customers come with, in a few statements for all of them."""
    each = [(customer, day, wish) for customer, wishes in told for wish in wishes]
    if each:
        _record(work, env, each, env.bank.languages[0], collected=collected, code=None)


def renew(work: Work, env: Environment, day: date) -> int:
    """Renews, for the demo's people that the work is for, what they came with and what would run out before
    `day`; how many. What someone gave or revoked by hand is left alone."""
    due = work.all(_RUN_OUT, day=day, customers=list(work.caller.customers))
    if due:
        work.run(_REPLACED, day=day, ids=[row.id for row in due])
        again = [(row.customer_id, day, Wish(row.purpose, row.source, row.account_id)) for row in due]
        _record(work, env, again, env.bank.languages[0], collected="demo", code=None)
    return len(due)


def _record(
    work: Work,
    env: Environment,
    told: Sequence[tuple[UUID, date, Wish]],
    language: str,
    *,
    collected: str,
    code: bytes | None,
) -> list[UUID]:
    """Adds the consents with their wordings and one event for each customer; their ids."""
    words: set[tuple[str, Source, bool]] = {(w.purpose, w.source, w.account is not None) for _, _, w in told}
    texts = {(p, s, one): wording(p, s, one, language) for p, s, one in words}
    work.run(
        _SAY,
        hashes=[text_hash(each) for each in texts.values()],
        languages=[language] * len(texts),
        said=list(texts.values()),
    )
    hashes = {each: text_hash(said) for each, said in texts.items()}
    ids = [new_id() for _ in told]
    work.run(
        _ADD,
        ids=ids,
        customers=[customer for customer, _, _ in told],
        purposes=[w.purpose for _, _, w in told],
        sources=[w.source for _, _, w in told],
        accounts=[w.account for _, _, w in told],
        hashes=[hashes[w.purpose, w.source, w.account is not None] for _, _, w in told],
        givens=[day for _, day, _ in told],
        expires=[last_day(w, day) for _, day, w in told],
        collected=collected,
        now=env.clock.now(),
        code=code,
    )
    bodies: dict[UUID, list[dict[str, str]]] = {}
    for identifier, (customer, _, wish) in zip(ids, told, strict=True):
        bodies.setdefault(customer, []).append(_body(identifier, wish.purpose, wish.source, wish.account))
    work.emit_each("ConsentGiven", list(bodies), [{"consents": body} for body in bodies.values()])
    return ids


def _told(row: Any) -> dict[str, str]:
    return _body(row.id, row.purpose, row.source, row.account_id)


def _body(identifier: UUID, purpose: str, source: str, account: UUID | None) -> dict[str, str]:
    """A consent as its events tell it: ids and codes."""
    body = {"consent": str(identifier), "purpose": purpose, "source": source}
    return body if account is None else {**body, "account": str(account)}


def _tell(work: Work) -> None:
    for topic in ("consents", "picture", "suggestions"):
        work.wake("florin_live", f"{work.customer}:{topic}")


def _same(before: Sequence[Any], wishes: Sequence[Wish]) -> list[Any]:
    """The consents that a request gave when it came first."""
    had = {(row.purpose, row.source, row.account_id) for row in before}
    days = {(row.purpose, row.source, row.account_id): row.expires for row in before}
    wanted = {(w.purpose, w.source, w.account): w.until for w in wishes}
    if had != wanted.keys() or any(until and days[each] != until for each, until in wanted.items()):
        raise IdempotencyMismatch("this idempotency key was used for other consents")
    return list(before)


def _problems(work: Work, wishes: Sequence[Wish], today: date) -> Iterable[FieldError]:
    ids = [w.account for w in wishes if w.account]
    rows = work.all(_ACCOUNTS, customer=work.customer, ids=ids) if ids else []
    own: Mapping[UUID, Source] = {row.id: "here" if row.here else "elsewhere" for row in rows}
    seen: set[tuple[str, str, UUID | None]] = set()
    for n, wish in enumerate(wishes):
        yield from _wrong(f"items.{n}", wish, own, today)
        if (each := (wish.purpose, wish.source, wish.account)) in seen:
            yield FieldError(f"items.{n}", "is asked for twice", "twice")
        seen.add(each)


def _wrong(at: str, wish: Wish, own: Mapping[UUID, Source], today: date) -> Iterable[FieldError]:
    if wish.purpose not in purposes() or wish.source not in SOURCES:
        field = "purpose" if wish.purpose not in purposes() else "source"
        yield FieldError(f"{at}.{field}", "is not offered", "not-offered")
        return
    if wish.account is not None and own.get(wish.account) != wish.source:
        yield FieldError(f"{at}.account", "is no account of this source", "no-such-account")
    latest = longest_day(wish.purpose, wish.source, today)
    if wish.until is not None and not today <= wish.until <= latest:
        slots = {"first": today, "last": latest}
        yield FieldError(f"{at}.until", f"must be from {today} to {latest}", "not-within", slots)
