"""Six months of one made-up household, written as a statement file: the example that an empty page offers."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import groupby
from operator import attrgetter
from random import Random

from florin.kernel.money import MoneyError, amount_text, scale_of

OWNER = "Example Household"
BANK = "Example Bank (sample data)"
MONTHS = 6
ALWAYS = range(99)


@dataclass(frozen=True, slots=True)
class Habit:
    """Something that the household does: how often, where, for how much (minor units, out is negative)."""

    name: str
    kind: str  # an OFX transaction type
    typical: int
    spread: float = 0.0  # standard deviation of the amount's logarithm
    days: tuple[int, ...] = ()  # of the month, moved off weekends; 31 is the last day
    times: int = 0  # a month, on any days
    months: range = ALWAYS  # from the first month of the statement
    card: bool = False


# Assumption: every figure from here to CARD_OPENING. They are chosen to look like one salaried tenant with a
# card that is never paid off, a repair that overdraws the account and a bonus that then lies idle; they are
# estimated from no data and judge nothing.
HABITS = (
    Habit("NORTHWIND LOGISTICS PAYROLL", "DIRECTDEP", 1_648_20, days=(15, 31)),
    Habit("PARKVIEW APARTMENTS RENT", "REPEATPMT", -1_390_00, days=(1,)),
    Habit("METRO ELECTRIC UTILITY", "DIRECTDEBIT", -81_40, spread=0.22, days=(12,)),
    Habit("BRIGHTLINE INTERNET", "DIRECTDEBIT", -59_99, days=(20,)),
    Habit("BLUEBIRD MOBILE PHONE", "DIRECTDEBIT", -42_00, days=(22,)),
    Habit("HARBOR AUTO INSURANCE", "DIRECTDEBIT", -118_35, days=(8,)),
    Habit("STREAMLY VIDEO SUBSCRIPTION", "DIRECTDEBIT", -15_49, days=(5,), months=range(3)),
    Habit("STREAMLY VIDEO SUBSCRIPTION", "DIRECTDEBIT", -17_99, days=(5,), months=range(3, 99)),
    Habit("TUNEBOX MUSIC SUBSCRIPTION", "DIRECTDEBIT", -10_99, days=(9,)),
    Habit("CITY GYM MEMBERSHIP", "DIRECTDEBIT", -39_00, days=(3,)),
    Habit("GREENLEAF MARKET GROCERIES", "POS", -67_50, spread=0.45, times=6),
    Habit("CORNER GROCER", "POS", -18_20, spread=0.40, times=4),
    Habit("ROUTE 9 FUEL", "POS", -41_00, spread=0.15, times=3),
    Habit("ATM WITHDRAWAL", "ATM", -60_00, times=2),
    Habit("TOWN PHARMACY", "POS", -22_00, spread=0.50, times=1),
    Habit("MONTHLY MAINTENANCE FEE", "SRVCHG", -12_00, days=(28,)),
    Habit("OAK STREET GARAGE CAR REPAIR", "POS", -785_00, days=(12,), months=range(1, 2)),
    Habit("NORTHWIND LOGISTICS BONUS", "DIRECTDEP", 3_985_00, days=(10,), months=range(4, 5)),
    Habit("TRATTORIA LUNA RESTAURANT", "POS", -38_00, spread=0.35, times=3, card=True),
    Habit("BEANHOUSE COFFEE", "POS", -6_40, spread=0.25, times=5, card=True),
    Habit("PARCELWAY ONLINE STORE", "POS", -44_00, spread=0.60, times=2, card=True),
)
CARD_PAYMENT = 235_00  # from the current account, on CARD_PAYMENT_DAY
CARD_PAYMENT_DAY = 17
CARD_YEARLY_RATE = 0.2499  # charged each month on what is owed
CARD_INTEREST_DAY = 25
OVERDRAFT_FEE = 35_00  # when the balance falls below zero
CURRENT_OPENING = 1_912_40
CARD_OPENING = -2_184_65


@dataclass(frozen=True, slots=True)
class Line:
    """One booked line; `amount` in minor units, out is negative."""

    day: date
    amount: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account of the household with its lines in order; `opening` and `closing` in minor units."""

    number: str
    name: str
    card: bool
    opening: int
    lines: tuple[Line, ...]

    @property
    def closing(self) -> int:
        """The opening balance and all lines."""
        return self.opening + sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sample:
    """The household's accounts from `first` to `last`, both included."""

    currency: str
    first: date
    last: date
    accounts: tuple[SampleAccount, SampleAccount]


def sample(today: date, *, seed: int = 1, currency: str = "USD") -> Sample:
    """The six whole months before `today`'s, and this month until yesterday; the same for the same seed.

    Two samples of one month agree on every day that both hold, and bear the same account numbers.

    Raises:
        MoneyError: `currency` does not have two decimals, which the amounts are written in.
    """
    if scale_of(currency) != 2:
        raise MoneyError(f"the sample is written in hundredths; {currency} has no such unit")
    starts = [_month(today, back) for back in range(MONTHS, -1, -1)]
    habits = [each for index, start in enumerate(starts) for each in _month_of_habits(start, index, seed)]
    first, last = starts[0], today - timedelta(days=1)
    current = _with_overdraft_fees(_sorted(line for line, card in habits if not card))
    card = _with_interest(_sorted(line for line, card in habits if card))
    series = f"EXAMPLE-{first:%Y%m}-{seed}"
    accounts = (
        SampleAccount(
            f"{series}-4101", "Example current account", False, CURRENT_OPENING, _until(last, current)
        ),
        SampleAccount(f"{series}-7302", "Example card", True, CARD_OPENING, _until(last, card)),
    )
    return Sample(currency, first, last, accounts)


def _month(today: date, back: int) -> date:
    """The first day of the month `back` months before today's."""
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _month_of_habits(start: date, index: int, seed: int) -> Iterator[tuple[Line, bool]]:
    for number, habit in enumerate(HABITS):
        if index in habit.months:
            random = Random(f"{seed} {start} {number}")
            for day in _days(habit, start, random):
                yield Line(day, _amount(habit, random), habit.name, habit.kind), habit.card
    day = _business_day(start.replace(day=CARD_PAYMENT_DAY), False)
    yield Line(day, -CARD_PAYMENT, "EXAMPLE CARD PAYMENT", "PAYMENT"), False
    yield Line(day, CARD_PAYMENT, "PAYMENT RECEIVED THANK YOU", "PAYMENT"), True


def _days(habit: Habit, start: date, random: Random) -> Iterator[date]:
    length = monthrange(start.year, start.month)[1]
    for day in habit.days:
        yield _business_day(start.replace(day=min(day, length)), habit.typical > 0)
    for day in random.sample(range(1, length + 1), habit.times):
        yield start.replace(day=day)


def _business_day(day: date, early: bool) -> date:
    """Pay comes on the Friday before a weekend, a debit on the Monday after, but never in another month."""
    into_weekend = day.weekday() - 4  # 1 on Saturday, 2 on Sunday
    if into_weekend <= 0:
        return day
    moved = day - timedelta(into_weekend) if early else day + timedelta(3 - into_weekend)
    return moved if moved.month == day.month else day


def _amount(habit: Habit, random: Random) -> int:
    return round(habit.typical * random.lognormvariate(0, habit.spread)) if habit.spread else habit.typical


def _sorted(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.day, -line.amount, line.name))


def _until(last: date, lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.day <= last)


def _with_overdraft_fees(lines: list[Line]) -> Iterator[Line]:
    balance = CURRENT_OPENING
    for day, group in groupby(lines, key=attrgetter("day")):
        before = balance
        for line in group:
            balance += line.amount
            yield line
        if before >= 0 > balance:
            balance -= OVERDRAFT_FEE
            yield Line(day, -OVERDRAFT_FEE, "OVERDRAFT FEE", "FEE")


def _with_interest(lines: list[Line]) -> Iterator[Line]:
    balance = CARD_OPENING
    for _, group in groupby(lines, key=lambda line: (line.day.year, line.day.month)):
        month = list(group)
        charged = month[0].day.replace(day=CARD_INTEREST_DAY)
        owed = balance + sum(line.amount for line in month if line.day <= charged)
        month.append(Line(charged, min(0, round(owed * CARD_YEARLY_RATE / 12)), "INTEREST CHARGE", "INT"))
        balance += sum(line.amount for line in month)
        yield from sorted(month, key=attrgetter("day"))


def as_ofx(made: Sample) -> str:
    """The sample as one OFX 2.1.1 file, current account and card."""
    current, card = (_ofx_statement(made, account) for account in made.accounts)
    status = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
    signed_on = (
        f"<DTSERVER>{_ofx_day(made.last)}</DTSERVER><LANGUAGE>ENG</LANGUAGE><FI><ORG>{BANK}</ORG></FI>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
        f"<OFX>\n<SIGNONMSGSRSV1><SONRS>{status}{signed_on}</SONRS></SIGNONMSGSRSV1>\n"
        f"<BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID>{status}\n<STMTRS>{current}</STMTRS>\n"
        "</STMTTRNRS></BANKMSGSRSV1>\n"
        f"<CREDITCARDMSGSRSV1><CCSTMTTRNRS><TRNUID>0</TRNUID>{status}\n<CCSTMTRS>{card}</CCSTMTRS>\n"
        "</CCSTMTTRNRS></CREDITCARDMSGSRSV1>\n</OFX>\n"
    )


def _ofx_statement(made: Sample, account: SampleAccount) -> str:
    number = f"<ACCTID>{account.number}</ACCTID>"
    bank = f"<BANKACCTFROM><BANKID>000000000</BANKID>{number}<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>"
    owner = f"<CCACCTFROM>{number}</CCACCTFROM>" if account.card else bank
    span = f"<DTSTART>{_ofx_day(made.first)}</DTSTART><DTEND>{_ofx_day(made.last)}</DTEND>"
    lines = "\n".join(
        _ofx_line(account, index, line, made.currency) for index, line in enumerate(account.lines)
    )
    closing = amount_text(account.closing, made.currency)
    return (
        f"<CURDEF>{made.currency}</CURDEF>{owner}\n<BANKTRANLIST>{span}\n{lines}\n</BANKTRANLIST>\n"
        f"<LEDGERBAL><BALAMT>{closing}</BALAMT><DTASOF>{_ofx_day(made.last)}</DTASOF></LEDGERBAL>"
    )


def _ofx_line(account: SampleAccount, index: int, line: Line, currency: str) -> str:
    return (
        f"<STMTTRN><TRNTYPE>{line.kind}</TRNTYPE><DTPOSTED>{_ofx_day(line.day)}</DTPOSTED>"
        f"<TRNAMT>{amount_text(line.amount, currency)}</TRNAMT><FITID>{_reference(account, index)}</FITID>"
        f"<NAME>{escape(line.name)}</NAME><MEMO>Example</MEMO></STMTTRN>"
    )


def _ofx_day(day: date) -> str:
    return f"{day:%Y%m%d}120000"


def _reference(account: SampleAccount, index: int) -> str:
    return f"{account.number}-{index:04}"


# ISO 20022 bank transaction codes (domain PMNT): family and sub-family of each OFX type.
_CAMT_CODES = {
    "DIRECTDEP": ("RCDT", "SALA"),
    "REPEATPMT": ("ICDT", "STDO"),
    "DIRECTDEBIT": ("RDDT", "PMDD"),
    "POS": ("CCRD", "POSD"),
    "ATM": ("CCRD", "CWDL"),
    "PAYMENT": ("ICDT", "BOOK"),
    "SRVCHG": ("MDOP", "CHRG"),
    "FEE": ("MDOP", "CHRG"),
    "INT": ("MDOP", "INTR"),
}


def as_camt053(made: Sample) -> str:
    """The sample as one camt.053.001.08 file with a statement for each account."""
    statements = "\n".join(_camt_statement(made, account) for account in made.accounts)
    created = f"<CreDtTm>{made.last}T23:59:59Z</CreDtTm>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>EXAMPLE-{made.last}</MsgId>{created}</GrpHdr>\n{statements}\n"
        "</BkToCstmrStmt></Document>\n"
    )


def _camt_statement(made: Sample, account: SampleAccount) -> str:
    kind = "CARD" if account.card else "CACC"
    entries = "\n".join(_camt_entry(account, index, line, made) for index, line in enumerate(account.lines))
    return (
        f"<Stmt><Id>{account.number}-{made.last}</Id>\n"
        f"<FrToDt><FrDtTm>{made.first}T00:00:00Z</FrDtTm><ToDtTm>{made.last}T23:59:59Z</ToDtTm></FrToDt>\n"
        f"<Acct><Id><Othr><Id>{account.number}</Id></Othr></Id><Tp><Cd>{kind}</Cd></Tp><Ccy>{made.currency}</Ccy>"
        f"<Nm>{account.name}</Nm><Ownr><Nm>{OWNER}</Nm></Ownr>"
        f"<Svcr><FinInstnId><Nm>{BANK}</Nm></FinInstnId></Svcr></Acct>\n"
        f"{_camt_balance('OPBD', account.opening, made.first, made.currency)}\n"
        f"{_camt_balance('CLBD', account.closing, made.last, made.currency)}\n{entries}\n</Stmt>"
    )


def _camt_amount(minor: int, currency: str) -> str:
    side = "DBIT" if minor < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{amount_text(abs(minor), currency)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _camt_balance(code: str, minor: int, day: date, currency: str) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{kind}{_camt_amount(minor, currency)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _camt_entry(account: SampleAccount, index: int, line: Line, made: Sample) -> str:
    family, sub = _CAMT_CODES[line.kind]
    domain = f"<Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn>"
    party = "Dbtr" if line.amount > 0 else "Cdtr"
    days = f"<BookgDt><Dt>{line.day}</Dt></BookgDt><ValDt><Dt>{line.day}</Dt></ValDt>"
    return (
        f"<Ntry>{_camt_amount(line.amount, made.currency)}<Sts><Cd>BOOK</Cd></Sts>{days}"
        f"<AcctSvcrRef>{_reference(account, index)}</AcctSvcrRef><BkTxCd>{domain}</BkTxCd>"
        f"<NtryDtls><TxDtls><RltdPties><{party}><Pty><Nm>{escape(line.name)}</Nm></Pty></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.name)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def sample_statement(today: date, form: str = "ofx", *, seed: int = 1) -> tuple[bytes, str, str]:
    """The example file of `form` ("ofx" or "camt"): its content, file name and media type."""
    made = sample(today, seed=seed)
    if form == "camt":
        return as_camt053(made).encode(), "florin-example.xml", "application/xml"
    return as_ofx(made).encode(), "florin-example.ofx", "application/x-ofx"
