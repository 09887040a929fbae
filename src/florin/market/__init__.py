"""What the world did: exchange rates, for now."""
