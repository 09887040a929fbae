"""A debit that was sent back counts for nothing, and one that was asked for again is the same bill."""

from datetime import date, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from florin.customer.facts.rules.calendar import months_later
from florin.customer.recurring.rules import BankDays, Payment, find, occurrences

BANK = BankDays("target")
DAY = timedelta(days=1)
ENTRIES = count(1)
START = date(2023, 1, 1)


def line(day, amount, *, kind="direct_debit", name="CITY GRID", account="a"):
    return Payment(next(ENTRIES), account, day, amount, "EUR", name, kind)


def bills(number, of_month, amounts):
    """One bill a month, booked on the first open day from `of_month` on."""
    days = [months_later(START, n).replace(day=of_month) for n in range(number)]
    return [line(BANK.around(d)[1], -a) for d, a in zip(days, amounts, strict=True)]


def sent_back(bill, after=0, **changes):
    return line(bill.day + after * DAY, -bill.amount, **{"kind": "refund", **changes})


def again(bill, after):
    return line(BANK.around(bill.day + after * DAY)[1], bill.amount)


steady = st.integers(5_00, 900_00).map(lambda a: lambda n: [a] * n)
varying = st.lists(st.integers(60_00, 140_00), min_size=30, max_size=30, unique=True).map(
    lambda many: lambda n: many[:n]
)


@given(
    number=st.integers(12, 30),
    of_month=st.integers(1, 28),
    amounts=st.one_of(steady, varying),
    back=st.sets(st.integers(0, 28), min_size=1, max_size=28),
    returned=st.integers(0, 6),
    retried=st.integers(8, 20),
)
def test_each_returned_bill_that_was_asked_for_again_is_one_bill_a_month(
    number, of_month, amounts, back, returned, retried
):
    asked = bills(number, of_month, amounts(number))
    back = {n for n in back if n < number - 1}
    returns = [sent_back(asked[n], returned) for n in back]
    retries = {n: again(asked[n], retried) for n in back}
    (series,) = find([*asked, *returns, *retries.values()], BANK)
    assert (series.cadence, series.count, series.expected) == ("monthly", number, number)
    stood = [retries.get(n, bill).entry for n, bill in enumerate(asked)]
    assert series.evidence == tuple(reversed(stood)), "a bill rests on the debit that stood"
    assert abs((BANK.shifted(series.due, series.shift) - asked[-1].day).days - 30) <= 5


@given(number=st.integers(12, 30), back=st.sets(st.integers(3, 28), min_size=1, max_size=2))
def test_a_returned_bill_that_nobody_asked_for_again_was_not_paid(number, back):
    asked = bills(number, 5, [80_00] * number)
    back = {n for n in back if n < number - 1}
    (series,) = find([*asked, *(sent_back(asked[n], 2) for n in back)], BANK)
    assert (series.cadence, series.count, series.expected) == ("monthly", number - len(back), number)
    assert not {asked[n].entry for n in back} & set(series.evidence)


def test_a_retry_that_comes_back_again_settles_nothing_and_the_next_one_does():
    asked = bills(14, 11, [78_40] * 14)
    first, last = again(asked[6], 6), again(asked[6], 14)
    lines = [*asked, sent_back(asked[6]), first, sent_back(first), last]
    (series,) = find(lines, BANK)
    assert (series.cadence, series.count, series.expected) == ("monthly", 14, 14)
    assert last.entry in series.evidence
    assert first.entry not in series.evidence


def test_a_retry_after_the_next_bill_still_belongs_to_its_own_month():
    asked = bills(20, 11, [78_40] * 20)
    late = [line(asked[n + 1].day + 17 * DAY, -78_40) for n in (4, 9, 14)]
    (series,) = find([*asked, *(sent_back(asked[n]) for n in (4, 9, 14)), *late], BANK)
    assert (series.cadence, series.count, series.expected) == ("monthly", 20, 20)
    assert {each.entry for each in late} <= set(series.evidence)


def test_a_return_whose_line_names_the_biller_differently_still_cancels():
    asked = [
        line(b.day, b.amount, name="CITY GRID AUTOPAY PPD ID: 1276055") for b in bills(12, 5, [60_00] * 12)
    ]
    back = sent_back(asked[7], 1, name="RETURNED ITEM CITY GRID MUNICIPA")
    (series,) = find([*asked, back], BANK)
    assert (series.count, series.expected) == (11, 12)


def test_money_back_from_a_shop_and_money_of_a_friend_cancel_nothing_else():
    asked = bills(12, 5, [60_00] * 12)
    other = [
        line(asked[3].day, 59_00, kind="refund"),  # another amount
        line(asked[4].day + 30 * DAY, 60_00, kind="refund", name="LUNA WEAR"),  # another payee
        line(asked[5].day, 60_00, kind="transfer"),  # somebody paid
        line(asked[6].day, 60_00, kind="refund", account="b"),  # another account
        line(asked[7].day - DAY, 60_00, kind="refund"),  # before it
    ]
    (series,) = find([*asked, *other], BANK)
    assert (series.direction, series.count, series.expected) == ("out", 12, 12)


@given(number=st.integers(8, 24), back=st.integers(0, 7))
def test_two_subscriptions_at_one_merchant_stay_two_when_one_is_sent_back(number, back):
    one = [line(b.day, -9_99, kind="card") for b in bills(number, 3, [9_99] * number)]
    two = [line(b.day, -15_49, kind="card") for b in bills(number, 19, [15_49] * number)]
    lines = [*one, *two, sent_back(two[back], 1), again(two[back], 6)]
    assert sorted((s.cadence, s.typical, s.count) for s in find(lines, BANK)) == [
        ("monthly", 9_99, number),
        ("monthly", 15_49, number),
    ]


def test_what_was_sent_back_and_not_paid_yet_is_still_expected():
    asked = bills(12, 5, [60_00] * 12)
    (series,) = find([*asked, sent_back(asked[-1], 1)], BANK)
    today = asked[-1].day + 2 * DAY
    coming = occurrences(series, today=today, until=today + 20 * DAY, seen_to=today, bank=BANK)
    assert [(each.day, each.late) for each in coming] == [(asked[-1].day, True)]
    assert series.returned == asked[-1].day
    later = asked[-1].day + 20 * DAY
    still = occurrences(series, today=later, until=later + 20 * DAY, seen_to=later, bank=BANK)
    assert [each.day.month for each in still] == [12, 1]


def test_what_was_sent_back_long_ago_is_not_owed_now():
    asked = bills(12, 5, [60_00] * 12)
    (series,) = find([*asked, sent_back(asked[6], 1)], BANK)
    assert series.returned is None
