"""What is known of one customer: told when they take it along, gone when they leave."""

from florin.kernel.leaving import Files, Gone, Kind

EXPORT: tuple[Kind, ...] = (
    Kind(
        name="customer",
        source="customer and bank",
        tables=("florin.customer",),
        query="select id, personal, country, currency, created from customer where id = :customer",
        sealed={"personal": ("name",)},
    ),
    Kind(
        name="transactions",
        source="derived",
        tables=("derived.transaction", "derived.mark"),
        query="""
select case when t.entry_id is null then 'l' || t.statement_line_id else 'e' || t.entry_id || '.' || t.line
       end as id,
       t.entry_id as entry, t.line, t.statement_line_id as statement_line, t.account_id as account,
       t.status, t.booked,
       t.value, t.amount, t.currency, t.kind, t.opening, t.own_transfer, t.counterparty, t.text, m.note,
       m.tags
  from derived.transaction t left join derived.mark m on m.entry_id = t.entry_id and m.line = t.line
 where t.customer_id = :customer order by t.booked, t.id""",
        money=("amount",),
    ),
    Kind(
        name="notes",
        source="customer",
        tables=("florin.transaction_mark",),
        query="""
select id as mark, entry_id as entry, line, note, changed from transaction_mark
 where customer_id = :customer order by entry_id, line""",
        sealed={"note": ("note",)},
    ),
    Kind(
        name="tags",
        source="customer",
        tables=("florin.tag", "florin.transaction_tag"),
        query="""
select g.id, g.personal, g.created, x.mark_id as mark, x.n
  from tag g left join transaction_tag x on x.tag_id = g.id
 where g.customer_id = :customer order by g.created, g.id, x.mark_id""",
        sealed={"personal": ("name",)},
    ),
    Kind(
        name="parts",
        source="customer",
        tables=("florin.transaction_part",),
        query="""
select x.mark_id as mark, x.n, x.personal, x.amount, p.currency
  from transaction_part x join transaction_mark m on m.id = x.mark_id
  join posting p on p.entry_id = m.entry_id and p.line = m.line
 where x.customer_id = :customer order by x.mark_id, x.n""",
        sealed={"personal": ("label",)},
        money=("amount",),
    ),
    Kind(
        name="attachments",
        source="customer",
        tables=("florin.attachment",),
        query="""
select id, mark_id as mark, size, personal, created from attachment
 where customer_id = :customer order by created, id""",
        sealed={"personal": ("name", "type")},
        files=Files(
            "attachments",
            "select id, personal, content from attachment where customer_id = :customer order by created, id",
            "name",
        ),
    ),
    Kind(
        name="facts",
        source="derived",
        tables=("derived.fact",),
        query="""
select name, version, unit, case when currency is null then value end as value,
       case when currency is not null then value end as amount, currency, known, missing, as_of, evidence,
       figures
  from derived.fact where customer_id = :customer order by name""",
        money=("amount",),
    ),
    Kind(
        name="recurring",
        source="derived",
        tables=("derived.recurring",),
        query="""
select id, account_id as account, direction, name, kind, currency, cadence, anchors, due, shift, typical,
       low, high,
       was, changed, first, last, count, evidence
  from derived.recurring where customer_id = :customer order by id""",
        money=("typical", "low", "high", "was"),
    ),
    Kind(
        name="suggestions",
        source="derived",
        tables=("florin.suggestion",),
        query="""
select id, kind, state, rank, proposal, evidence, model, model_hash, picture, created, expires, decided,
       decided_on,
       result from suggestion where customer_id = :customer order by created, id""",
    ),
    Kind(
        name="consents",
        source="customer",
        tables=("florin.consent",),
        query="""
select c.id, c.purpose, c.source, c.account_id as account, c.collected, c.given, c.expires, c.recorded,
       c.ended,
       c.ended_as, c.revoked, x.language, x.said
  from consent c join consent_text x on x.hash = c.text_hash
 where c.customer_id = :customer order by c.recorded, c.id""",
    ),
    Kind(
        name="muted",
        source="customer",
        tables=("florin.suggestion_mute",),
        query="select kind, until from suggestion_mute where customer_id = :customer order by kind",
    ),
)

GONE = Gone(
    (
        "derived.mark",
        "derived.recurring",
        "derived.fact",
        "derived.transaction",
        "florin.attachment",
        "florin.transaction_part",
        "florin.transaction_tag",
        "florin.tag",
        "florin.transaction_mark",
        "florin.suggestion_mute",
        "florin.suggestion",
        "florin.consent",
    )
)
