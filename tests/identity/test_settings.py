"""Where passkeys hold and whose word on addresses counts: a wrong setting is named at the start."""

import pytest

from florin.identity.ceremony import origins, rp_id
from florin.kernel.errors import InvalidInput
from florin.kernel.settings import settings


@pytest.fixture
def told(monkeypatch):
    """The settings of these variables, read anew."""

    def read(**variables: str):
        for name, value in variables.items():
            monkeypatch.setenv(f"FLORIN_{name}", value)
        settings.cache_clear()
        return settings()

    yield read
    settings.cache_clear()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"ORIGINS": "http://bank.example"}, "FLORIN_ORIGINS"),
        ({"ORIGINS": "https://bank.example/"}, "FLORIN_ORIGINS"),
        ({"ORIGINS": "https://bank.example, bank.example"}, "FLORIN_ORIGINS"),
        ({"ORIGINS": "http://127.0.0.1:8000"}, "FLORIN_ORIGINS"),
        ({"ORIGINS": "https://bank.example", "RP_ID": "other.example"}, "FLORIN_RP_ID"),
        ({"ORIGINS": "https://bank.example", "RP_ID": "ank.example"}, "FLORIN_RP_ID"),
        (
            {"ORIGINS": "https://a.bank.example,https://b.other.example", "RP_ID": "bank.example"},
            "FLORIN_RP_ID",
        ),
        ({"RP_ID": "bank.example"}, "FLORIN_RP_ID"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8,proxy"}, "FLORIN_TRUSTED_PROXIES"),
        ({"ATTEMPTS_PER_ACCOUNT": "0"}, "FLORIN_ATTEMPTS_PER_ACCOUNT"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named(variables, named, told):
    with pytest.raises(InvalidInput, match=named):
        told(**variables)


def test_passkeys_hold_for_the_pages_and_the_domain_above_them(told, make_env):
    found = told(ORIGINS="https://app.bank.example, https://www.bank.example", RP_ID="bank.example")
    env = make_env(origins=found.origins, rp_id=found.rp_id)
    assert origins(env) == ["https://app.bank.example", "https://www.bank.example"]
    assert rp_id(env) == "bank.example"
    assert rp_id(make_env(origins="https://app.bank.example", rp_id=None)) == "app.bank.example"
    demo = make_env(demo=True, origins=None, rp_id=None, port=8123)
    assert (origins(demo), rp_id(demo)) == (["http://localhost:8123"], "localhost")
