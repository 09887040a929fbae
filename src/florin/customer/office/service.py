"""What staff may ask about customers: pages of all of them, and what is known about the one opened."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text

from florin.customer.suggestions.rules import model_hash
from florin.customer.suggestions.service import TOLD
from florin.kernel.errors import FieldError, InvalidInput
from florin.kernel.work import Work
from florin.ports.environment import Environment

PAGE = 50
Sort = Literal["newest", "overdrafts", "liquid", "net_worth"]
# By which fact each order goes, and whether its greatest comes first.
_ORDERS = {
    "newest": (None, False),
    "overdrafts": ("overdrafts", True),
    "liquid": ("liquid", False),
    "net_worth": ("net_worth", True),
    "severity": ("severity", False),
}
_FILTER = ":demo, :country, :currency, :trouble, :open, :day, :model"
_CUSTOMERS = text(f"""
select * from office_customers({_FILTER}, :by_fact, :greatest_first,
                               :after_currency, cast(:after_key as numeric), cast(:after_id as uuid), :most)
""")
_COUNT = text(f"select office_customer_count({_FILTER})")
_IMPORTS = text("select * from office_imports(cast(:before as uuid), :state, :most)")
_SUGGESTIONS = text(f"""
select * from suggestion s where customer_id = :customer and {TOLD}
 order by (state in ('open', 'accepting')) desc, created desc, rank limit :most
""")
_OWN_IMPORTS = text(
    "select * from statement_import where customer_id = :customer order by id desc limit :most"
)
_EVENTS = text("""
select id, created, name, customer_id, body from event_log
 where customer_id = :customer and (cast(:before as bigint) is null or id < :before)
   and (cast(:names as text[]) is null or name = any(:names))
 order by id desc limit :most
""")
_OPENED = text("""
select c.created, (select min(t.booked) from derived.transaction t
                    where t.customer_id = c.id and t.status = 'booked' and not t.opening) as first_movement
  from customer c where c.id = :customer
""")


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers: None is any. In trouble: below zero on at least 5 of the last 90 days, less than
    nothing at hand, or more going out than comes in while what is at hand would not last 90 days."""

    demo: bool | None = None
    country: str | None = None
    currency: str | None = None
    trouble: bool = False
    open: bool = False


def customers(
    unit: Work, env: Environment, wanted: CustomerFilter, sort: Sort | None, cursor: str | None
) -> tuple[list[Any], str | None]:
    """A page of customers, and where the next one starts; amounts are ordered within their currency. Without
    an order: who is in trouble by how bad it is, the newest first among any others.

    Logged, since their names are opened to show it.
    """
    by_fact, greatest_first = _ORDERS[sort or ("severity" if wanted.trouble else "newest")]
    currency, key, identifier = _place(cursor)
    place = {"after_currency": currency, "after_key": key, "after_id": identifier}
    order = {"by_fact": by_fact, "greatest_first": greatest_first}
    rows = unit.all(_CUSTOMERS, **_values(unit, env, wanted), **order, **place, most=PAGE + 1)
    unit.emit("StaffAccess", None, {"staff": unit.caller.name, "page": "customers"})
    shown = rows[:PAGE]
    last = shown[-1] if len(rows) > PAGE else None
    return shown, None if last is None else f"{last.order_currency}_{last.order_key}_{last.id}"


def customer_count(unit: Work, env: Environment, wanted: CustomerFilter) -> int:
    """How many customers there are of this filter."""
    return unit.scalar(_COUNT, **_values(unit, env, wanted))


def imports(unit: Work, state: str | None, before: UUID | None) -> tuple[list[Any], str | None]:
    """A page of everyone's statement imports, newest first, and where the next one starts."""
    rows = unit.all(_IMPORTS, state=state, before=before, most=PAGE + 1)
    unit.emit("StaffAccess", None, {"staff": unit.caller.name, "page": "imports"})
    return _page(rows)


def suggestions_of(unit: Work, env: Environment) -> Sequence[Any]:
    """The newest suggestions of the opened customer in all their states, open ones first."""
    return unit.all(_SUGGESTIONS, customer=unit.customer, most=PAGE, today=unit.today(env.clock))


def imports_of(unit: Work) -> Sequence[Any]:
    """The newest imports of the opened customer."""
    return unit.all(_OWN_IMPORTS, customer=unit.customer, most=PAGE)


def events_of(
    unit: Work, before: int | None = None, names: Sequence[str] | None = None
) -> tuple[list[Any], str | None]:
    """A page of the opened customer's events, newest first, and where the next one starts."""
    wanted = None if names is None else list(names)
    rows = unit.all(_EVENTS, customer=unit.customer, before=before, names=wanted, most=PAGE + 1)
    return _page(rows)


def opened(unit: Work) -> Any:
    """When the opened customer was added, and the day of their first transaction (None without any)."""
    return unit.first(_OPENED, customer=unit.customer)


def _page(rows: Sequence[Any]) -> tuple[list[Any], str | None]:
    shown = list(rows[:PAGE])
    return shown, str(shown[-1].id) if len(rows) > PAGE else None


def _values(unit: Work, env: Environment, wanted: CustomerFilter) -> dict[str, Any]:
    return {**asdict(wanted), "day": unit.today(env.clock), "model": model_hash()}


def _place(cursor: str | None) -> tuple[str | None, Decimal | None, UUID | None]:
    """The place in the order that a cursor names: currency (empty in most orders), key and id."""
    if cursor is None:
        return None, None, None
    try:
        currency, key, identifier = cursor.split("_")
        return currency, Decimal(key), UUID(identifier)
    except (ValueError, ArithmeticError):
        wrong = FieldError("cursor", "is not a place in this list", "wrong")
        raise InvalidInput("there is no such place in the list", fields=[wrong]) from None
