"""A payment that was sent back: no income of the month, labelled by its kind, above the debit it undoes."""

STATEMENT = b"""Date,Description,Counterparty,Type,Amount
2026-11-02,Salary November,Northwind Payroll,Salary,2400.00
2026-11-05,Power November,City Grid,Direct debit,-180.00
2026-11-05,Power November,City Grid,Direct debit returned,180.00
2026-11-09,Coat,Luna Wear,Card,-90.00
2026-11-12,Coat sent back,Luna Wear,Refund,60.00
"""


def test_what_was_returned_counts_against_what_went_out(visit):
    pat = visit()
    pat.bring(STATEMENT)
    shown = pat.http.get("/api/home").json()
    assert shown["month"]["label"] == "2026-11"
    assert (shown["month"]["in"]["amount"], shown["month"]["out"]["amount"]) == ("2400.00", "30.00")
    assert [(row["amount"]["amount"], row["kind"]) for row in shown["recent"][1:4]] == [
        ("-90.00", "card"),
        ("180.00", "refund"),
        ("-180.00", "direct_debit"),
    ]
