"""Who is asking: sessions and, later, passkeys; knows customers by id only."""
