"""The port `signing`: one contract for the key in a folder and the key in AWS KMS (moto's server)."""

import os
import stat
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.app.wiring import environment
from florin.kernel.audit.signing import Head, algorithm, b64, thumbprint, unb64, verified
from florin.kernel.errors import InvalidInput, Unavailable
from florin.ports.signing.embedded import FileSigning
from tests.conftest import settings_for


@pytest.fixture(scope="module")
def cloud():
    """AWS as moto's server plays it, reached over HTTP by boto3's own settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that the server is made of
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
    host, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        yield told
    server.stop()


@pytest.fixture(params=["embedded", "aws"])
def keys(request, tmp_path):
    """Makes the adapter, again with the same key for the same number."""
    if request.param == "embedded":
        return lambda number=0: FileSigning(tmp_path / str(number))
    request.getfixturevalue("cloud")
    import boto3

    from florin.ports.signing.aws import KmsSigning

    kms, made = boto3.client("kms"), {}

    def make(number=0):
        if number not in made:
            key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
            made[number] = key["KeyMetadata"]["KeyId"]
        return KmsSigning(made[number], f"/florin/{made[number]}")

    return make


def test_what_is_signed_is_verified_and_nothing_else(keys):
    signing = keys()
    for message in (b".", b"one", b"of some length " * 200):
        signature = signing.sign(message)
        assert len(signature) == 64
        assert signing.verify(message, signature, signing.key_id)
        assert not signing.verify(message + b".", signature, signing.key_id)
        for place in (0, 31, 32, 63):
            forged = bytearray(signature)
            forged[place] ^= 1
            assert not signing.verify(message, bytes(forged), signing.key_id)
        assert not signing.verify(message, signature[:-1], signing.key_id)


def test_anyone_verifies_with_the_public_key_alone(keys):
    signing = keys()
    key = dict(signing.public_key())
    assert thumbprint(key) == signing.key_id
    assert "d" not in key, "no private part"
    assert verified(key, b"one", signing.sign(b"one"))
    assert not verified(dict(keys(1).public_key()), b"one", signing.sign(b"one"))
    assert algorithm(key) in ("EdDSA", "ES256")


def test_the_key_stays_and_another_home_has_another(keys):
    assert keys().key_id == keys().key_id
    assert keys().verify(b"one", keys().sign(b"one"), keys().key_id)
    assert keys(1).key_id != keys().key_id
    assert not keys().verify(b"one", keys(1).sign(b"one"), keys(1).key_id), "a key that is not ours"


def test_the_newest_head_is_kept_and_none_goes_back(keys):
    signing = keys()
    assert signing.head() is None
    for number in (1, 2, 9):
        signing.keep_head(Head(number, f"{number:064x}"))
    signing.keep_head(Head(8, "00" * 32))
    assert keys().head() == Head(9, f"{9:064x}")


def test_a_restored_chain_moves_the_head_back_or_away(keys):
    signing = keys()
    signing.move_head(None)
    signing.keep_head(Head(9, f"{9:064x}"))
    signing.move_head(Head(4, f"{4:064x}"))
    assert signing.head() == Head(4, f"{4:064x}")
    signing.keep_head(Head(5, f"{5:064x}"))
    assert signing.head() == Head(5, f"{5:064x}")
    signing.move_head(None)
    assert signing.head() is None


def test_only_a_restore_moves_the_head_back_or_away(keys):
    signing = keys()
    for head in (Head(9, "11" * 32), Head(3, "22" * 32), None, None, Head(1, "33" * 32)):
        signing.move_head(head)
        assert keys().head() == head


def test_a_standard_library_for_jws_verifies_it(keys):
    from joserfc import jws
    from joserfc.jwk import ECKey, OKPKey

    signing = keys()
    key = dict(signing.public_key())
    protected, payload = b64(b'{"alg":"%s"}' % algorithm(key).encode()), b64(b"{}")
    signature = b64(signing.sign(f"{protected}.{payload}".encode()))
    imported = (OKPKey if key["kty"] == "OKP" else ECKey).import_key(key)
    compact = f"{protected}.{payload}.{signature}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RFC 9864 has a new name for EdDSA, which few tools know yet
        found = jws.deserialize_compact(compact, imported, algorithms=[algorithm(key)])
    assert found.payload == b"{}"


# The embedded one ------------------------------------------------------------


def test_the_key_in_the_folder_is_its_owners_alone(tmp_path):
    signing = FileSigning(tmp_path)
    assert not (tmp_path / "keys").exists(), "made at first use"
    signing.keep_head(Head(1, signing.key_id))
    files = [tmp_path / "keys" / name for name in ("signing", "audit-head.json")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert sorted(os.listdir(tmp_path / "keys")) == ["audit-head.json", "signing"], "nothing is left about"


def test_many_who_are_first_at_once_make_one_key(tmp_path, monkeypatch):
    begin = threading.Barrier(8)

    def first(_):
        signing = FileSigning(tmp_path)
        begin.wait()
        return signing.key_id

    with ThreadPoolExecutor(8) as pool:
        (made,) = set(pool.map(first, range(8)))
    monkeypatch.setattr(Path, "exists", lambda _: False)  # who looked before the key was there
    assert FileSigning(tmp_path).key_id == made


def test_a_head_that_is_none_is_not_taken_for_no_head(tmp_path):
    signing = FileSigning(tmp_path)
    signing.keep_head(Head(1, "00"))
    (tmp_path / "keys" / "audit-head.json").write_text("{}")
    with pytest.raises(Unavailable, match="is no head"):
        signing.head()


# That of AWS ------------------------------------------------------------


def test_a_kms_that_does_not_answer_is_said_as_such(cloud, monkeypatch):
    from florin.ports.signing.aws import KmsSigning

    with pytest.raises(Unavailable, match="NotFoundException"):
        KmsSigning("00000000-0000-0000-0000-000000000000").sign(b"one")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(Unavailable, match="EndpointConnectionError"):
        KmsSigning("any").head()


def test_of_a_long_message_the_digest_is_signed(monkeypatch):
    """Against a small server of ours: moto hashes a digest once more, which KMS does not."""
    from florin.ports.signing.aws import KmsSigning
    from tests.ports.kms import small_kms

    with small_kms() as (url, asked):
        for name, value in {"URL": url, "REGION": "eu-central-1"}.items():
            monkeypatch.setenv(f"AWS_{'ENDPOINT_' if name == 'URL' else 'DEFAULT_'}{name}", value)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
        signing = KmsSigning("any")
        for message in (b"x" * 4096, b"x" * 4097, b"x" * 100_000):
            assert signing.verify(message, signing.sign(message), signing.key_id)
            assert not signing.verify(message + b"x", signing.sign(message), signing.key_id)
    assert [each["MessageType"] for each in asked if "Message" in each] == ["RAW"] * 2 + ["DIGEST"] * 4


def test_another_kind_of_kms_key_is_refused(cloud):
    import boto3

    from florin.ports.signing.aws import KmsSigning

    made = boto3.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    with pytest.raises(InvalidInput, match="ECC_NIST_P256"):
        KmsSigning(made["KeyMetadata"]["KeyId"]).public_key()


@pytest.mark.parametrize("told", [{"cloud": "aws"}, {"signing": "aws"}])
def test_the_settings_choose_the_adapter(cloud, tmp_path, told):
    with pytest.raises(InvalidInput, match="FLORIN_SIGNING_KEY"):
        environment(settings_for(tmp_path, **told))
    chosen = environment(settings_for(tmp_path, **told, signing_key="alias/florin")).signing
    assert type(chosen).__name__ == "KmsSigning"
    assert type(environment(settings_for(tmp_path, cloud="aws", signing="embedded")).signing) is FileSigning


def test_without_boto3_it_says_what_to_install(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "florin.ports.signing.aws", raising=False)
    with pytest.raises(InvalidInput, match=r"florin-bank\[aws\]"):
        environment(settings_for(tmp_path, signing="aws", signing_key="x"))


# Forms ------------------------------------------------------------


@given(st.binary(max_size=50))
def test_base64url_has_one_form(content):
    told = b64(content)
    assert unb64(told) == content
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    if told:
        other = told[:-1] + letters[(letters.index(told[-1]) + 1) % 64]
        with suppress(ValueError):
            assert unb64(other) != content


def test_the_thumbprint_of_the_rfc():
    """RFC 8037 § A.3: an Ed25519 key and its thumbprint."""
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
