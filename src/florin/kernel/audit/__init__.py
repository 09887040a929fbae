"""The audit trail: the event log, chained by signed seals so that any change of it, or of the money it tells
of, is found and the first bad record named."""
