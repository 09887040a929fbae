"""Everything about one customer, opened and told: JSON and CSV of each kind, files, and a manifest."""
