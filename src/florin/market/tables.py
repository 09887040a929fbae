"""The table of exchange rates."""

from sqlalchemy import CheckConstraint, Column, Date, MetaData, Numeric, PrimaryKeyConstraint, Table, Text

rate = Table(
    "rate",
    MetaData(),
    Column("currency", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("per_euro", Numeric, CheckConstraint("per_euro > 0"), nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("currency", "day"),
)
