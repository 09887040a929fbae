"""Households that earn and spend: pure, seeded, no database."""
