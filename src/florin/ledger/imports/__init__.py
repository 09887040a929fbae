"""Statements of other banks into the journal: preview, import, undo; never twice, never half."""
