"""How one customer signs in: told when they take it along, gone when they leave."""

from florin.kernel.leaving import Gone, Kind

EXPORT: tuple[Kind, ...] = (
    Kind(
        name="sessions",
        source="bank",
        tables=("florin.session",),
        query="""
select id, how, passkey_id as passkey, created, seen, expires, personal from session
 where customer_id = :customer order by created, id""",
        sealed={"personal": ("device",)},
    ),
    Kind(
        name="passkeys",
        source="customer",
        tables=("florin.passkey",),
        query="""
select id, credential_id, transports, backed_up, personal, created, used from passkey
 where customer_id = :customer order by created, id""",
        sealed={"personal": ("name",)},
    ),
    Kind(
        name="recovery_codes",
        source="bank",
        tables=("florin.recovery_code",),
        query="select created, used from recovery_code where customer_id = :customer order by created",
    ),
    Kind(
        name="household",
        source="customer",
        tables=("florin.household_member",),
        query="""
select household_id as household, shares, joined from household_member
 where customer_id = :customer order by joined""",
    ),
)

GONE = Gone(
    (
        "florin.step_up",
        "florin.challenge",
        "florin.invitation",
        "florin.recovery_code",
        "florin.session",
        "florin.passkey",
        "florin.household_invitation",
        "florin.household_member",
    )
)
