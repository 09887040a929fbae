"""What is said of each of the demo's people, sentence by sentence, asserted of what is stored of them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from statistics import median

from florin.customer.facts.rules.calendar import months_later
from tests.demo.stored import DAY, Stored

YEAR = 365 * DAY


def maya(s: Stored) -> None:
    assert s.always("home.rent"), "rents"
    put_aside = {row.month for row in s.of("money.own_transfer", "savings") if row.amount > 0}
    assert len(put_aside) >= 6, "saves when something is left"
    (came,) = s.brought("windfall")
    assert came.amount >= 4_000_00, "the inheritance"
    assert min(s.since("current", came.day)) >= 0.75 * came.amount, "still lies where it arrived"
    assert max(s.since("card", s.months()[0])) < 0, "has not been empty in years"
    charged = {row.month for row in s.of("fees.interest", "card")}
    assert charged >= set(s.months()), "costs her interest every month"
    (pay,) = [row for row in s.open if row.kind == "pay_dearest_debt"]
    assert pay.proposal["amount"] == -s.held("card")[s.day], "could clear it"
    assert "move_idle_cash" in s.kinds(), "lies idle"


def jonas(s: Stored) -> None:
    assert s.always("home.rent")
    assert s.held("foreign")[s.day] > 0, "a second account in the currency of his old home"
    sunk(s)
    assert 1 <= s.fact("overdrafts") <= 45
    assert s.fact("lowest_balance") < 0


def sunk(s: Stored) -> None:
    """One repair; before it the account was above zero, after it below, and it is what lacked."""
    (repair,) = [row for row in s.brought("car_breakdown") if row.account == "current"]
    assert repair.day >= s.day - timedelta(days=62)
    held = s.held("current")
    earlier = [held[repair.day - back * DAY] for back in range(1, 46)]
    later = [minor for day, minor in held.items() if repair.day <= day <= repair.day + 31 * DAY]
    assert min(earlier) >= 0 > min(later)
    assert min(later) - repair.amount >= 0


def aisha(s: Stored) -> None:
    weeks = [row for row in s.of("income.gig") if row.day > s.day - YEAR]
    assert len({row.party for row in weeks}) == 2, "drives for one, delivers for another"
    assert all(one.amount != other.amount for one, other in pairwise(weeks)), "no two weeks pay the same"
    assert max(r.amount for r in weeks) > 2 * min(r.amount for r in weeks)
    assert 5 <= s.fact("buffer_days") <= 35, "a few weeks at most"
    assert not s.of("income.salary")


def diego(s: Stored) -> None:
    (end,) = [row for row in s.brought("job_loss") if row.kind == "salary"]
    pay = s.of("income.salary")
    assert {row.party for row in pay} == {end.party}, "one employer"
    assert max(row.day for row in pay) == end.day, "nothing since"
    assert {row.month for row in pay} >= {month for month in s.months() if month < end.month}
    without = len([month for month in s.months() if month > end.month])
    assert without >= 2
    ends = s.at_ends(without, "current", "savings")
    assert all(later < earlier for earlier, later in pairwise(ends)), "more went out, and savings paid"
    assert s.fact("monthly_net") < 0


def hannah(s: Stored) -> None:
    assert s.always("income.salary", 2)
    born = s.brought("child")[0]
    assert months_later(s.day, -6) <= born.day <= s.day, "the first months"
    paid: dict[str, list[list[int]]] = {}
    for row in s.of("income.salary"):
        if row.day >= months_later(born.month, -3):
            paid.setdefault(row.party, [[], []])[row.day >= born.month].append(row.amount)
    assert any(before and max(after) <= 0.8 * min(before) for before, after in paid.values()), "on less"
    things = {row.month for row in s.of("shopping.toys")}
    assert min(things, default=None) == born.month, "for more"
    ends = s.at_ends(3, "current", "savings")
    assert all(later < earlier for earlier, later in pairwise(ends)), "each ended lower than it began"
    assert -2500 <= s.fact("monthly_net") <= -50


def walter(s: Stored) -> None:
    assert s.always("income.pension"), "retired"
    assert set(s.accounts) <= {"current", "foreign"}, "wary of anything with a rate"
    assert not s.of("fees.returned") + s.of("fees.overdraft") + s.of("fees.late"), "careful with every bill"
    assert min(s.since("current", s.months()[0])) >= 5_000_00, "years of savings"
    assert s.fact("idle_cash") >= 5_000
    assert "move_idle_cash" in s.kinds()


def lena(s: Stored) -> None:
    assert s.always("income.salary")
    assert s.always("home.rent")
    assert s.of("income.student_support"), "studies"
    held, short = s.held("current"), 0
    for month in s.months(6):
        first = min(row.day for row in s.of("income.salary") if row.month == month)
        short += held[first - DAY] < 0
    assert short >= 4, "mostly until the next pay comes"
    assert 30 <= s.fact("overdrafts") <= 85, "much of the month"


def priya(s: Stored) -> None:
    sales = s.of("business.sales")
    assert len({row.party for row in sales if row.day > s.day - YEAR}) >= 2, "clients"
    sums = [sum(row.amount for row in sales if row.month == month) for month in s.months(12)]
    assert max(sums) >= 1.5 * min(sums), "when they pay"
    assert not {"loan", "mortgage"} & set(s.accounts), "the dearest rate she has"
    assert {row.month for row in s.of("fees.interest", "card")} >= set(s.months(12))
    moved = s.of("money.own_transfer", "current")
    drawn = {month: sum(row.amount for row in moved if row.month == month) for month in s.months(13)}
    owed = s.held("card")
    ordered = sorted(s.months(12), key=lambda m: drawn[m] + drawn[months_later(m, -1)])
    grown = [owed[m - DAY] - owed[months_later(m, 1) - DAY] for m in ordered]
    assert sum(grown[:6]) > max(0, sum(grown[6:])), "borrows what comes late"
    assert 1500 <= s.fact("dearest_debt") <= 5500


def kofi(s: Stored) -> None:
    assert s.always("income.salary")
    assert s.always("home.rent")
    sent = s.of("money.remittance")
    assert all(row.amount < 0 for row in sent), "none came back"
    days = [row.day for row in sent]
    for pay in s.of("income.salary"):
        if pay.kind == "salary" and pay.day <= s.day - 7 * DAY:
            assert any(pay.day <= day <= pay.day + 7 * DAY for day in days), "part of every salary"
    assert 1 <= s.fact("buffer_days") <= 35, "hardly a buffer"
    assert "savings" not in s.accounts


def sofia(s: Stored) -> None:
    parted = min(row.day for row in s.brought("divorce")).replace(day=1)
    who = s.parties("income.salary")
    before = [month for month in s.months() if month < parted]
    assert all(len(who[month]) == 2 for month in before), "what two used to"
    after = [month for month in s.months() if month > parted]
    assert len(after) >= 3
    assert all(len(who[month]) == 1 for month in after), "one income now"
    assert not s.of("family.support"), "with her daughter"
    ends = s.at_ends(4, "current", "savings")
    assert sum(later < earlier for earlier, later in pairwise(ends)) >= 3
    assert -2500 <= s.fact("monthly_net") <= -50, "does not quite reach"
    assert "close_gap" in s.kinds(), "and Florin has something to say on it"


def martin(s: Stored) -> None:
    assert s.always("income.salary", 2), "two jobs"
    assert s.always("home.mortgage"), "one house"
    assert not s.brought("child"), "two children, both there before"
    card = s.held("card")
    assert -card[s.day] >= 1.1 * -card[s.months()[0]], "the card grew"
    assert dearest(s) == s.accounts["card"], "the dearest debt"
    assert s.fact("dearest_debt") >= 4000


def dearest(s: Stored) -> object:
    """The account of the dearest debt, as the fact says."""
    (account,) = [told["account"] for code, told in s.facts["dearest_debt"].figures if code == "account"]
    return next(id for id in s.accounts.values() if str(id) == account)


def grace(s: Stored) -> None:
    assert s.always("income.salary")
    pay = s.of("income.salary")
    low = [row for row in pay if row.event == "illness"]
    assert pay[-1] in low, "on sick pay"
    assert len({row.month for row in low}) >= 2, "for months"
    full = median(row.amount for row in pay if row.event is None)
    assert pay[-1].amount <= 0.9 * full
    assert s.held("savings")[s.day] > 0
    assert 14 <= s.fact("buffer_days") <= 60, "weeks, not months"


def tom(s: Stored) -> None:
    (sold,) = s.brought("windfall")
    assert sold.amount >= 9_000_00, "a workshop"
    assert min(s.since("current", sold.day)) >= 0.8 * sold.amount, "lies on his everyday account"
    assert s.fact("idle_cash") >= 2000
    assert "move_idle_cash" in s.kinds()


def nina(s: Stored) -> None:
    assert s.always("home.rent"), "first flat"
    put_aside = {row.month for row in s.of("money.own_transfer", "savings") if row.amount > 0}
    assert len(put_aside) >= 18, "everything spare goes to savings"
    sunk(s)
    held, saved = s.held("current"), s.held("savings")
    assert all(saved[day] >= -minor for day, minor in held.items() if minor < 0 and day > s.day - 62 * DAY)
    assert s.fact("lowest_balance") < 0


def omar(s: Stored) -> None:
    weeks = [row.amount for row in s.of("income.gig") if row.day > s.day - YEAR]
    assert len(weeks) > 40
    assert not s.of("income.salary"), "paid by the job"
    assert max(s.since("card", s.day - 28 * DAY)) <= -3_400_00, "close to its limit"
    interest = -sum(row.amount for row in s.of("fees.interest", "card") if row.day > s.day - YEAR)
    assert interest > median(weeks), "more than a usual week of work"
    assert "pay_dearest_debt" in s.kinds(), "and Florin has something to say on it"
    assert not s.of("debt.collection")


def mei(s: Stored) -> None:
    assert s.always("income.salary"), "a job in the lab"
    assert s.of("income.student_support")
    assert s.of("family.university"), "studies"
    assert max(s.since("loan", s.months()[0])) < -10_000_00, "a student loan"
    assert s.fact("net_worth") <= -10_000
    assert s.fact("overdrafts") <= 3
    assert s.fact("buffer_days") >= 20, "no emergency"


def claire(s: Stored) -> None:
    assert s.always("income.salary", 2), "two good salaries"
    assert not s.brought("child")
    assert not s.of("family.school"), "no children"
    assert not {"savings", "investment"} & set(s.accounts), "not even a savings account"
    held = s.held("current")
    assert held[s.day] - held[months_later(s.day, -12)] >= 3_000_00, "piles up"
    assert s.fact("idle_cash") >= 5000
    assert "move_idle_cash" in s.kinds()


def ben(s: Stored) -> None:
    assert s.always("income.salary")
    assert s.fact("monthly_net") >= 0, "earns enough"
    failed = [row for row in s.of("fees.returned") if row.day > months_later(s.day, -12)]
    assert len({row.month for row in failed}) >= 4, "keep coming"
    saved = s.held("savings")
    for fee in failed:
        back = sum(
            r.amount for r in s.rows if r.day == fee.day and r.kind == "refund" and r.account == "current"
        )
        assert saved[fee.day] >= back > 0, "a bill that he could have paid"


def rosa(s: Stored) -> None:
    assert s.always("income.pension")
    assert not {"savings", "card", "loan", "investment"} & set(s.accounts)
    assert -150 <= s.fact("monthly_net") <= 150, "just enough"
    assert s.fact("liquid") <= 1500, "nothing is left for a broken boiler"
    assert 3 <= s.fact("buffer_days") <= 30


def victor(s: Stored) -> None:
    ends = s.at_ends(12, "business")
    assert sum(later < earlier for earlier, later in pairwise(ends)) >= 3, "lean months"
    assert sum(later > earlier for earlier, later in pairwise(ends)) >= 3, "good months"
    (fall,) = [told["money"] for code, told in s.facts["idle_cash"].figures if code == "worst_fall"]
    assert s.held("current")[s.day] >= 1.5 * fall, "far more than his worst month asked for"
    assert s.fact("idle_cash") >= 500


STORIES: dict[str, Callable[[Stored], None]] = {
    story.__name__: story
    for story in (
        maya,
        jonas,
        aisha,
        diego,
        hannah,
        walter,
        lena,
        priya,
        kofi,
        sofia,
        martin,
        grace,
        tom,
        nina,
        omar,
        mei,
        claire,
        ben,
        rosa,
        victor,
    )
}
