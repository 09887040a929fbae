"""What this part itself knows of one customer: what happened, who asked to leave, what holds them back."""

from florin.kernel.leaving import Gone, Kind

EXPORT: tuple[Kind, ...] = (
    Kind(
        name="events",
        source="bank",
        tables=("florin.event_log",),
        query="""
select id, created, name, actor, body from event_log where customer_id = :customer order by id""",
    ),
    Kind(
        name="leaving",
        source="customer and bank",
        tables=("florin.erasure",),
        query="""
select id, state, by_customer, asked, checked, law_day, kept_until, ended from erasure
 where customer_id = :customer order by asked, id""",
    ),
    Kind(
        name="legal_holds",
        source="bank",
        tables=("florin.legal_hold",),
        query="""
select id, reason, until, placed, released from legal_hold where customer_id = :customer order by placed,
       id""",
    ),
    Kind(
        name="exports",
        source="customer",
        tables=("florin.export",),
        query="select id, asked, taken from export where customer_id = :customer order by asked, id",
    ),
)

GONE = Gone(("florin.export", "florin.event_failure"))
