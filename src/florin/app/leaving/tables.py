"""Every table with a customer: exported, erased, or kept apart for a reason that is stated here."""

from florin.app.parts import PARTS, load
from florin.kernel.leaving import Gone, Kind

# What stays when a person leaves: ids, amounts, dates and codes, nothing that says who it was.
STAYS = {
    "florin.account": "the journal's accounts; emptied of name, number and rate, and closed",
    "florin.posting": "the journal: amounts, dates and ids, without which the books break",
    "florin.balance": "the journal's sums, which the postings must come to",
    "florin.event_log": "the audit trail: ids and codes only; a gap in it would look like tampering",
    "florin.approval": "who of the staff asked for the erasure and who approved it",
    "florin.erasure": "that they left, when, and by which law what is kept is kept",
    "florin.legal_hold": "which hold stood, placed and released by whom",
    "florin.retained": "what the law makes the bank keep, under a key of its own until its day",
}
# What an export leaves out: it tells nothing about the person that is not in another file.
UNTOLD = {
    "florin.event_failure": "our own trouble with an event, which is exported itself",
    "florin.retained": "empty until they leave; then told by `florin customer retained` alone",
    "florin.approval": "requests among staff; what became of them is among the events",
    "florin.challenge": "random numbers of a sign-in under way, gone within minutes",
    "florin.step_up": "that a passkey was just shown, gone within minutes; the showing is among the events",
    "florin.invitation": "the hash of a link's secret; the invitation is among the events",
    "florin.household_invitation": "the same, of an invitation into a household",
    "florin.life_person": "what the demo plays for one of its people: invented by chance, about nobody",
    "florin.life_account": "which simulated account is which of theirs, which are exported themselves",
    "florin.life_month": "what the demo begins a month from: sums of the postings",
}


def kinds() -> tuple[Kind, ...]:
    """Everything that all parts export of a customer."""
    return tuple(kind for part in PARTS if part.export for kind in load(part.export))


def gone() -> tuple[str, ...]:
    """The tables whose rows go when a customer leaves, in an order that the database allows."""
    found: list[Gone] = [load(part.erase) for part in reversed(PARTS) if part.erase]
    return tuple(table for each in found for table in each.tables)
