"""What may be written on a transaction, and how it is written out: pure, no database."""
