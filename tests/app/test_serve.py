"""The server's socket."""

import socket

from florin.app.serve import _listening
from tests.conftest import settings_for


def test_answers_do_not_wait_for_the_clients_acknowledgement(home):
    """asyncio turns the delay off only on sockets that are named TCP; it cost 40 ms on every answer."""
    with _listening(settings_for(home, host="127.0.0.1", port=0)) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.proto == socket.IPPROTO_TCP
