"""Law: dated rules as data, each with its source, and the readers that answer what holds on a day."""
