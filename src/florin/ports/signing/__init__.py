"""Signatures and the end of the audit chain, kept where no one who owns the database can reach them."""

from florin.kernel.audit.signing import Head, Jwk, Signing

__all__ = ["Head", "Jwk", "Signing"]
