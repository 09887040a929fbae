"""How a person leaves, and what they take along: export, erasure, what the law keeps, backup and restore."""
