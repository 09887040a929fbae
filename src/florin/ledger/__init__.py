"""What the customer did: accounts, the double-entry journal, statements of other banks."""
