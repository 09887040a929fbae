"""A house whose trail is sealed in several seals, for all that is done to it."""

import pytest

from tests.kernel.audit.house import audited


@pytest.fixture(scope="module")
def house(home, env, tmp_path_factory, request):
    """A fresh database for this module."""
    name = request.module.__name__.rpartition(".")[2]
    with audited(home, env, name, tmp_path_factory.mktemp(name)) as made:
        yield made
