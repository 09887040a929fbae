"""Customers as the bank's staff see them: a list to find who needs attention, and one picture at a time."""
