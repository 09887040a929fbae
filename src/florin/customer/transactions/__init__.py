"""A customer's transactions as they read and search them: derived rows over the journal."""
