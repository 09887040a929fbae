"""What follows from what the customer did: facts, suggestions, imports, and what they may decide."""
