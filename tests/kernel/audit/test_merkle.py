"""Merkle trees against the RFC's own recursive definition, its published vectors, and forged proofs."""

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from florin.kernel.audit import merkle

LEAVES = st.lists(st.binary(max_size=40), min_size=1, max_size=70)
# Inputs and roots of the tests that RFC 6962's authors published with their log (certificate-transparency).
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def hashed(contents):
    return [merkle.leaf_hash(each) for each in contents]


def by_the_rfc(contents):
    """MTH(D[n]) as RFC 6962 § 2.1 writes it."""
    if len(contents) == 1:
        return sha256(b"\x00" + contents[0]).digest()
    half = 1
    while half * 2 < len(contents):
        half *= 2
    return sha256(b"\x01" + by_the_rfc(contents[:half]) + by_the_rfc(contents[half:])).digest()


def test_the_published_roots():
    leaves = hashed(bytes.fromhex(each) for each in INPUTS)
    assert [merkle.root(leaves[: n + 1]).hex() for n in range(8)] == list(ROOTS)


@given(LEAVES)
def test_the_root_is_that_of_the_rfc(contents):
    assert merkle.root(hashed(contents)) == by_the_rfc(contents)


@given(LEAVES, st.data())
def test_every_leaf_is_proved_by_its_path(contents, data):
    tree = merkle.levels(hashed(contents))
    index = data.draw(st.integers(0, len(contents) - 1))
    proof = merkle.path(tree, index)
    assert merkle.root_by(tree[0][index], index, len(contents), proof) == merkle.root(tree[0])
    assert len(proof) <= len(contents).bit_length()


@given(LEAVES, st.binary(max_size=40), st.data())
def test_nothing_else_is_proved_in_its_place(contents, other, data):
    tree = merkle.levels(hashed(contents))
    index = data.draw(st.integers(0, len(contents) - 1))
    assume(other != contents[index])
    forged = merkle.root_by(merkle.leaf_hash(other), index, len(contents), merkle.path(tree, index))
    assert forged != merkle.root(tree[0])


@given(LEAVES, st.data())
def test_a_path_proves_no_other_place_and_in_no_other_length(contents, data):
    assume(len(set(contents)) == len(contents) > 1)
    tree = merkle.levels(hashed(contents))
    index, place = (data.draw(st.integers(0, len(contents) - 1)) for _ in range(2))
    assume(index != place)
    proof, leaf = merkle.path(tree, index), tree[0][index]

    def proved(at, siblings):
        try:
            return merkle.root_by(leaf, at, len(contents), siblings) == merkle.root(tree[0])
        except ValueError:
            return False

    assert not proved(place, proof)
    assert not proved(index, proof[:-1])
    assert not proved(index, [*proof, leaf])
    assert not proved(len(contents) + index, proof)


def test_a_node_does_not_pass_for_a_leaf():
    left, right = hashed([b"a", b"b"])
    assert merkle.leaf_hash(left + right) != merkle.root([left, right])


def test_nothing_has_no_tree():
    with pytest.raises(ValueError, match="needs a leaf"):
        merkle.root([])
