"""The port `keys`: one contract for every adapter, and the vault that seals with them."""

import pytest
from cryptography.exceptions import InvalidTag

from florin.kernel.ids import new_id
from florin.ports.keys import PURPOSES, KeyDestroyed
from florin.ports.keys.embedded import FileKeys
from florin.ports.keys.vault import Vault


@pytest.fixture(params=["embedded"])
def keys(request, tmp_path):
    """Every adapter; one for a cloud joins this list when it is written."""
    return {"embedded": lambda: FileKeys(tmp_path)}[request.param]()


def test_each_customer_and_purpose_has_a_key_of_its_own_that_stays(keys):
    one, other = new_id(), new_id()
    for customer in (one, other, one):
        keys.create(customer)
    found = {keys.data_key(c, p) for c in (one, other) for p in PURPOSES}
    assert len(found) == 4
    assert {len(key) for key in found} == {32}
    assert keys.data_key(one) == keys.data_key(one)


def test_a_destroyed_key_is_gone_for_good_and_the_other_stays(keys):
    customer = new_id()
    keys.create(customer)
    sealed = Vault(keys, customer).seal(b"text")
    keys.destroy(customer, "personal")
    keys.destroy(customer, "personal")
    with pytest.raises(KeyDestroyed):
        Vault(keys, customer)
    assert keys.data_key(customer, "retained")
    keys.create(customer)
    with pytest.raises(InvalidTag):
        Vault(keys, customer).open(sealed)


def test_an_unknown_customer_has_no_key(keys):
    with pytest.raises(KeyDestroyed):
        keys.data_key(new_id())


def test_no_key_lies_in_clear_in_the_embedded_folder(tmp_path):
    keys, customer = FileKeys(tmp_path), new_id()
    keys.create(customer)
    plain = keys.data_key(customer)
    assert all(plain not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert FileKeys(tmp_path).data_key(customer) == plain, "another process finds the same key"


def test_what_is_sealed_opens_only_for_its_customer_and_untouched(keys):
    one, other = new_id(), new_id()
    keys.create(one)
    keys.create(other)
    vault = Vault(keys, one)
    sealed = vault.seal(b"text")
    assert vault.open(sealed) == b"text"
    assert vault.seal(b"text") != sealed, "never the same twice"
    with pytest.raises(InvalidTag):
        Vault(keys, other).open(sealed)
    with pytest.raises(InvalidTag):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_codes_match_within_a_customer_and_nowhere_else(keys):
    one, other = new_id(), new_id()
    keys.create(one)
    keys.create(other)
    vault = Vault(keys, one)
    assert vault.code("NL91  ABNA 0417") == vault.code(" NL91 ABNA 0417")
    assert vault.code("a") != vault.code("b")
    assert vault.code("a") != Vault(keys, other).code("a")
