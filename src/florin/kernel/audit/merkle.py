"""Merkle trees as RFC 6962 § 2.1 has them: the root of a list of leaves, and proof that one is among them."""

from collections.abc import Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf (32 bytes); another prefix than a node's, so that neither passes for the other."""
    return sha256(LEAF + content).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels of the tree over leaf hashes, the leaves first, the root last and alone.

    A node without a sibling rises as it is: that is the tree of the RFC, whose left side is the largest power
    of two. ValueError without leaves, whose tree is not needed here.
    """
    if not leaves:
        raise ValueError("a tree needs a leaf")
    tree = [list(leaves)]
    while len(level := tree[-1]) > 1:
        paired = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        tree.append(paired + level[len(level) & ~1 :])
    return tree


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of leaf hashes."""
    return levels(leaves)[-1][0]


def path(tree: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The audit path of a leaf in the tree that `levels` made: its siblings, from the leaf up."""
    found = []
    for level in tree[:-1]:
        if (sibling := index ^ 1) < len(level):
            found.append(level[sibling])
        index //= 2
    return found


def root_by(leaf: bytes, index: int, size: int, siblings: Sequence[bytes]) -> bytes:
    """The root that a leaf hash at `index` of `size` leaves has by its audit path.

    ValueError where the path does not fit the place (RFC 9162 § 2.1.3.2).
    """
    if not 0 <= index < size:
        raise ValueError("the leaf lies outside the tree")
    found, last, left = leaf, size - 1, list(siblings)
    while last:
        if index != last or index & 1:
            if not left:
                raise ValueError("the path is too short")
            sibling = left.pop(0)
            found = _node(sibling, found) if index & 1 else _node(found, sibling)
        index, last = index // 2, last // 2
    if left:
        raise ValueError("the path is too long")
    return found


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()
