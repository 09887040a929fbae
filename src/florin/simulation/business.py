"""The small business of the self-employed: takings, costs, tax, and what the owner draws."""

import numpy as np

from florin.simulation.draws import bits
from florin.simulation.leaves import BUSINESS as COSTS
from florin.simulation.leaves import category
from florin.simulation.lines import BUSINESS, CURRENT
from florin.simulation.now import Now
from florin.simulation.texts import phrase

INVOICE_DAY = (0, 8)  # where in a client's 64 bits its day is: first bit, how many


def trade(now: Now) -> None:
    """Takings follow the business year and chance; costs and drawings never exceed what was there."""
    s = now.state
    owners = s.has[:, BUSINESS]
    if not owners.any():
        return
    there = np.maximum(s.balance[:, BUSINESS], 0).astype(float)
    month = np.exp(now.p("business.month_spread") * now.draws.normal("trade"))
    ill = np.where(s.ill_months > 0, now.p("illness.pay"), 1.0)
    takings = s.monthly_net_income * (1 + now.p("business.costs") + now.p("business.tax")) * month * ill
    _takings(now, np.flatnonzero(owners), takings)
    costs = np.minimum(takings * now.p("business.costs"), there * now.p("business.cost_most"))
    for turn, leaf in enumerate(COSTS):
        who = np.flatnonzero(owners)
        share = now.p(f"{leaf}.part")[who]
        day = now.debit_day(
            (s.biller_day[who] + turn * 2) % now.p("home.days")[who].astype(np.int64) + 1, who
        )
        text = now.biller(leaf)[who]
        now.lines.add(
            who, BUSINESS, day, -costs[who] * share, "card", category(leaf), text, recurring=turn > 0
        )
    _tax_and_drawings(now, np.flatnonzero(owners), there - costs)


def _takings(now: Now, who: np.ndarray, takings: np.ndarray) -> None:
    """Invoices paid by a handful of clients, each some days into the month."""
    s = now.state
    clients = int(now.block.parameters.table("business.clients")[0, 0])
    for client in range(clients):
        words = now.draws.words(f"client {client}")[who]
        part = now.draws.uniform(f"invoice {client}")[who] * 2 / clients
        day = now.debit_day(1 + bits(words, *INVOICE_DAY) % now.days.count, who)
        text = phrase("sales", s.employer[who] + client)
        now.lines.add(
            who,
            BUSINESS,
            day,
            takings[who] * part,
            "transfer",
            category("business.sales"),
            text,
            recurring=True,
        )


def _tax_and_drawings(now: Now, who: np.ndarray, there: np.ndarray) -> None:
    s = now.state
    keep = now.p("business.buffer") * s.usual_income
    tax = np.where(
        now.month % 3 == 1,
        np.minimum(s.monthly_net_income * now.p("business.tax") * 3, there * now.p("business.cost_most")),
        0.0,
    )
    day = now.debit_day(s.biller_day[who], who)
    now.lines.add(
        who,
        BUSINESS,
        day,
        -tax[who],
        "direct_debit",
        category("business.sales_tax"),
        phrase("sales_tax"),
        recurring=True,
    )
    usual = s.monthly_net_income + np.maximum(there - tax - keep - s.monthly_net_income, 0.0) * now.p(
        "business.extra_drawn"
    )
    drawn = np.minimum(usual, np.maximum(there - tax, 0.0))
    day = now.pay_day(s.pay_day[who], who)
    now.lines.move(
        who,
        (BUSINESS, CURRENT),
        day,
        np.rint(drawn[who] / 100) * 100,
        category("money.own_transfer"),
        (phrase("drawing_out"), phrase("drawing_in")),
    )
