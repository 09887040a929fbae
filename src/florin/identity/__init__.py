"""Who is asking: invitations, passkeys, recovery, sessions, households; knows customers by id only."""
