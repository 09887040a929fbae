"""Florin: banking products shaped to one person, from that person's real data."""
