"""What everything stands on: money, clock, ids, errors, settings, database, unit of work, event log."""
