"""Net worth: what the customer has and owes, by currency and together, now and at past months' ends."""
