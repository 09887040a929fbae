"""Decisions about a customer, as a document that says everything and proves itself to anyone."""
