"""What the ledger knows of one customer: told when they take it along, gone when they leave."""

from florin.kernel.leaving import Files, Gone, Kind

_WORDS = ("text", "counterparty", "counterparty_account", "reference", "kind")

EXPORT: tuple[Kind, ...] = (
    Kind(
        name="accounts",
        source="bank and customer",
        tables=("florin.account", "florin.balance"),
        query="""
select a.id, a.kind, a.here, a.currency, a.personal, coalesce(b.amount, 0) as balance, a.rate, a.rate_source,
       a.credit_limit, a.opened, a.closed
  from account a left join balance b on b.account_id = a.id
 where a.customer_id = :customer order by a.created, a.id""",
        sealed={"personal": ("name", "number", "bank", "owner")},
        money=("balance", "credit_limit"),
    ),
    Kind(
        name="postings",
        source="bank and statement",
        tables=("florin.posting", "florin.original"),
        query="""
select p.entry_id as entry, p.line, p.account_id as account, p.booked, e.kind as entry_kind, p.amount,
       p.currency,
       e.reverses, o.personal
  from posting p join entry e on e.id = p.entry_id left join original o on o.entry_id = p.entry_id
 where p.customer_id = :customer order by p.booked, p.entry_id, p.line""",
        sealed={"personal": _WORDS},
        money=("amount",),
    ),
    Kind(
        name="imports",
        source="customer",
        tables=("florin.statement_import", "florin.statement_file"),
        query="""
select i.id, i.state, i.format, i.account_id as account, i.personal, i.summary, i.added, i.duplicates,
       i.pending,
       i.created, i.finished
  from statement_import i where i.customer_id = :customer order by i.created, i.id""",
        sealed={"personal": ("file", "error", "profile"), "summary": ("*",)},
        files=Files(
            "imports",
            """
select i.id, i.personal, f.content from statement_import i join statement_file f on f.import_id = i.id
 where i.customer_id = :customer order by i.created, i.id""",
            "file",
            packed=True,
        ),
    ),
    Kind(
        name="statement_lines",
        source="statement",
        tables=("florin.statement_line", "florin.statement_slot"),
        query="""
select l.id, l.import_id as import, l.account_id as account, l.status, l.booked, l.value, l.currency,
       l.personal,
       s.entry_id as entry
  from statement_line l
  left join statement_slot s on s.account_id = l.account_id and s.booked = l.booked and s.amount = l.amount
                            and s.slot = l.slot
 where l.customer_id = :customer order by l.id""",
        sealed={"personal": ("amount", *_WORDS, "original", "where")},
    ),
    Kind(
        name="stated_balances",
        source="statement and customer",
        tables=("florin.statement_anchor", "florin.opening"),
        query="""
select n.account_id as account, n.import_id as import, n.day, n.amount, a.currency
  from statement_anchor n join account a on a.id = n.account_id
 where n.customer_id = :customer order by n.account_id, n.day, n.amount""",
        money=("amount",),
    ),
    Kind(
        name="holdings",
        source="statement",
        tables=("florin.holding",),
        query="""
select import_id as import, account_id as account, line, as_of, security_id, security, units, price, value,
       currency
  from holding where customer_id = :customer order by import_id, account_id, line""",
        money=("value",),
    ),
    Kind(
        name="statement_readings",
        source="customer",
        tables=("florin.statement_profile",),
        query="select profile from statement_profile where customer_id = :customer order by layout_mac",
        sealed={"profile": ("profile",)},
    ),
    Kind(
        name="holds",
        source="bank",
        tables=("florin.hold",),
        query="""
select id, account_id as account, source, reference, amount, currency, state, authorised, expires, entry_id
       as entry
  from hold where customer_id = :customer order by authorised, id""",
        money=("amount",),
    ),
    Kind(
        name="planned_transfers",
        source="customer",
        tables=("florin.planned_transfer",),
        query="""
select id, from_account, to_account, amount, currency, state, planned, expires, entry_id as entry
  from planned_transfer where customer_id = :customer order by planned, id""",
        money=("amount",),
    ),
)

# The journal itself (entry, posting, balance) stays: amounts, dates and ids, without which the books break.
GONE = Gone(
    (
        "florin.holding",
        "florin.statement_anchor",
        "florin.statement_line",
        "florin.statement_file",
        "florin.statement_slot",
        "florin.statement_import",
        "florin.statement_profile",
        "florin.opening",
        "florin.planned_transfer",
        "florin.hold",
        "florin.original",
    )
)
