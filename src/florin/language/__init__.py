"""Everything Florin says: one catalogue a language, typed slots, the composer and the fact check."""
