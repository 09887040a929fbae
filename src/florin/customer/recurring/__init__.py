"""What comes again: bills and income found in the customer's own transactions, and their next days."""
