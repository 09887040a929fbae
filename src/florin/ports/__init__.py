"""Capabilities from outside: a folder each, with its Protocol, an embedded adapter and one for AWS."""
