"""Rate limits and lock-out: by account and by address, in a window that slides, also for many at once."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from florin.identity import limits
from florin.identity.rules import network_of, source_of
from florin.kernel.ids import new_id
from tests.identity.authenticator import PRESENT, Authenticator
from tests.identity.conftest import SITE, Door

FAR = dict.fromkeys(("attempts_per_account", "attempts_per_address"), 10_000)


def test_an_account_is_locked_after_failures_from_anywhere_and_opens_again(ann, browser, make_env, moving):
    env = make_env(**FAR | {"attempts_per_account": 3})
    for _ in range(3):
        assert Door(browser(env)).sign_in(ann.device, flags=PRESENT).status_code == 403
        moving.move(minutes=4)
    door = Door(browser(env))
    locked = door.sign_in(ann.device)  # even the right answer
    assert (locked.status_code, locked.json()["type"]) == (429, "/problems/too-many-tries")
    assert locked.headers["retry-after"] == str(3 * 60)
    assert ann.client.get("/api/session").status_code == 200  # who is in stays in
    moving.move(minutes=3, seconds=1)
    assert door.sign_in(ann.device).status_code == 201


def test_a_passkey_that_nobody_has_is_locked_alike(browser, make_env):
    env = make_env(**FAR | {"attempts_per_account": 2})
    unknown = Authenticator(origin=SITE, handle=b"x" * 16, rp="testserver")
    told = [Door(browser(env)).sign_in(unknown).status_code for _ in range(3)]
    assert told == [403, 403, 429]


def test_an_address_is_stopped_whatever_it_tries(browser, make_env, invite, customer):
    env = make_env(**FAR | {"attempts_per_address": 3})
    door, other = Door(browser(env, "203.0.113.7")), Door(browser(env, "203.0.113.8"))
    assert door.post("recovery", code="wrong").status_code == 403
    assert door.post("registration/options", invitation="wrong").status_code == 403
    assert door.post("sign-in", credential={}).status_code == 403
    for answer in (door.post("recovery", code="wrong"), door.post("sign-in", credential={})):
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
    assert door.post("registration/options", invitation=invite(customer)).status_code == 429
    assert other.post("recovery", code="wrong").status_code == 403


def test_what_comes_to_good_does_not_count(ann, browser, make_env):
    door = Door(browser(make_env(attempts_per_account=2, attempts_per_address=2)))
    for _ in range(5):
        assert door.sign_in(ann.device).status_code == 201


def test_beginning_is_limited_too(browser, make_env):
    door = Door(browser(make_env(challenges_per_address=4)))
    told = [door.post("sign-in/options").status_code for _ in range(6)]
    assert told == [200] * 4 + [429] * 2


def test_many_at_once_get_as_many_tries_as_one_after_the_other(database, make_env):
    env = make_env()
    key = new_id().bytes

    def spend(_):
        with database.app.begin() as connection:
            return limits.spend(connection, env, {key: 7})

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(spend, range(40)))
    assert sum(wait is None for wait in waits) == 7


def test_the_window_slides(database, make_env, moving):
    env = make_env()
    key = new_id().bytes

    def allowed():
        with database.app.begin() as connection:
            return limits.spend(connection, env, {key: 3}) is None

    told = []
    for _ in range(12):
        told.append(allowed())
        moving.move(minutes=3)
    assert told == [True, True, True, False, False, True, True, True, False, False, True, True]


# Which address ------------------------------------------------------------


def test_only_trusted_proxies_are_believed(browser, make_env):
    plain = make_env(**FAR | {"attempts_per_address": 1})
    forged = [
        Door(browser(plain, "198.51.100.1", **{"x-forwarded-for": f"192.0.2.{n}"})).post("recovery", code="x")
        for n in range(2)
    ]
    assert [a.status_code for a in forged] == [403, 429]
    behind = make_env(**FAR | {"attempts_per_address": 1, "trusted_proxies": "198.51.100.0/24"})
    honest = [
        Door(browser(behind, "198.51.100.2", **{"x-forwarded-for": f"192.0.2.{n + 100}"})).post(
            "recovery", code="x"
        )
        for n in range(2)
    ]
    assert [a.status_code for a in honest] == [403, 403]


@given(st.lists(st.ip_addresses(v=4).map(str), max_size=4), st.ip_addresses(v=4).map(str))
def test_without_a_trusted_proxy_the_socket_alone_counts(hops, socket):
    assert source_of(socket, [", ".join(hops)], []) == socket


def test_from_the_right_the_first_that_is_no_proxy():
    trusted = ["10.0.0.0/8", "2001:db8::/32"]
    assert source_of("10.0.0.1", ["192.0.2.66, 192.0.2.1, 10.0.0.2"], trusted) == "192.0.2.1"
    assert source_of("10.0.0.1", ["192.0.2.66", "192.0.2.1"], trusted) == "192.0.2.1"
    assert source_of("10.0.0.1", ["nonsense"], trusted) == "nonsense"
    assert source_of("10.0.0.1", [], trusted) == "10.0.0.1"
    assert source_of("192.0.2.9", ["192.0.2.1"], trusted) == "192.0.2.9"


def test_a_household_of_ipv6_counts_as_one():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
