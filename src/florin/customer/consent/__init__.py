"""What a customer allows: purpose by purpose and source by source, with a receipt, until it ends."""
