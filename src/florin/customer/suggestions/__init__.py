"""The one kind of advice: evidence, effect in money with a band, reasons, an action and an expiry."""
