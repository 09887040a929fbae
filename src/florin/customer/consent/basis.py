"""Pieces of SQL by which derived data keeps to consent: which accounts may be read, and what still stands.

The parameters: `customer`, `today` (the customer's business day), `purposes`; `stands` needs `today` alone.
"""

PICTURE = ("picture",)
SUGGESTIONS = ("picture", "suggestions")  # advice is made from the picture, so it needs both

# The ids of the accounts that may be used for all the purposes; every account where there are none.
ALLOWED = "array(select w.account_id from consented(:customer, cast(:purposes as text[]), :today) w)"
# The ids of the consents that this rests on.
BASIS = """array(select k.id from consent k
  where k.customer_id = :customer and k.purpose = any(cast(:purposes as text[])) and k.ended is null
    and k.expires >= :today order by k.id)"""


# Of a consent k whether it stands no more by itself, and whether what took its place does not either.
_REPLACED_AND_GONE = """(k.ended_as = 'replaced' and not exists (
  select from consent o where o.customer_id = k.customer_id and o.purpose = k.purpose and o.source = k.source
     and o.account_id is not distinct from k.account_id and o.ended is null))"""


def stands(row: str) -> str:
    """Whether a derived row was made under consents of which none was revoked or has run out by `today`."""
    return _made_under(row, "or (k.ended is null and k.expires < :today)")


def not_ended(row: str) -> str:
    """The same without the day: a consent that ran out counts once its end is recorded."""
    return _made_under(row, "")


def _made_under(row: str, or_late: str) -> str:
    return f"""(cardinality({row}.basis) > 0 and not exists (
      select from consent k where k.id = any({row}.basis)
         and (k.ended_as in ('revoked', 'expired') {or_late} or {_REPLACED_AND_GONE})))"""
