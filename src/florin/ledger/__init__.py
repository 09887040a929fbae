"""What the customer did: accounts, journal and statements."""
