"""Whatever a browser sends is an answer, or malformed, or proves nothing; never an error of ours."""

import secrets
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florin.identity import ceremony
from florin.identity.ceremony import Answer
from florin.kernel.errors import NotVerified
from tests.identity.authenticator import ORIGIN, Authenticator

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.sampled_from(["", "AA", "e30", "W10", "bnVsbA", "____", "\ud800", "ä", "A" * 30]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
PLACES = (
    ("id",), ("rawId",), ("type",), ("response",), ("authenticatorAttachment",),
    ("response", "clientDataJSON"),
    ("response", "authenticatorData"), ("response", "signature"), ("response", "userHandle"),
    ("response", "attestationObject"), ("response", "transports"),
)  # fmt: skip


@pytest.fixture(scope="module")
def given_answers(env) -> tuple[Any, ...]:
    """An answer to a registration and one to a sign-in, both true, and the environment that asks for them."""
    from dataclasses import replace

    asking = replace(env, settings=env.settings.model_copy(update={"origins": ORIGIN, "rp_id": "localhost"}))
    device, challenge = Authenticator(), secrets.token_bytes(32)
    made = device.create(ceremony.creation_options(asking, uuid4(), "Ann", challenge, []))
    passkey = ceremony.registered(asking, _answer(made))
    shown = device.get(ceremony.request_options(asking, challenge))
    assert ceremony.shown(asking, _answer(shown), passkey.public_key, 0).sign_count > 0
    return asking, made, shown, passkey.public_key


def _answer(credential: dict[str, Any]) -> Answer:
    found = ceremony.read(credential)
    assert found is not None
    return found


def _with(credential: dict[str, Any], place: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = deepcopy(credential)
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    if value == "":
        inner.pop(place[-1], None)
    else:
        inner[place[-1]] = value
    return changed


@given(place=st.sampled_from(PLACES), value=ODD, which=st.booleans())
def test_an_answer_that_is_odd_anywhere_is_told_apart_or_proves_nothing(given_answers, place, value, which):
    env, made, shown, key = given_answers
    odd = _with(made if which else shown, place, value)
    answer = ceremony.read(odd)
    whole = ceremony.read(made if which else shown)
    assert whole is not None
    # As it is read, and as if reading it had found nothing odd.
    for each in (answer, Answer(whole.challenge, whole.credential, whole.handle, False, odd)):
        if each is not None:
            try:
                ceremony.registered(env, each) if which else ceremony.shown(env, each, key, 0)
            except NotVerified:
                continue


@given(cut=st.integers(0, 200), flip=st.integers(0, 255))
def test_bytes_that_are_changed_prove_nothing(given_answers, cut, flip):
    from tests.identity.authenticator import b64, unb64

    env, _, shown, key = given_answers
    for name in ("authenticatorData", "signature"):
        content = bytearray(unb64(shown["response"][name]))
        at = cut % len(content)
        for changed in (content[:at], content[:at] + bytes([content[at] ^ (flip or 1)]) + content[at + 1 :]):
            odd = _with(shown, ("response", name), b64(bytes(changed)) or "AA")
            with pytest.raises(NotVerified):
                ceremony.shown(env, _answer(odd), key, 0)
