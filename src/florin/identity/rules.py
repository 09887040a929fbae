"""Pure rules: what a device is called, what a code looks like, which address a request came from."""

import hashlib
import secrets
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

CODES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: none is taken for another
_LENGTH = 20  # of five bits each
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
# The first that fits: a browser names those that it descends from too, and Android names Linux.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def hashed(secret: str) -> bytes:
    """What the database keeps of a secret with many bits (32 bytes): nothing that opens anything."""
    return hashlib.sha256(secret.encode()).digest()


def device_label(user_agent: str | None) -> str:
    """A coarse name such as "Chrome on Android": browser and system without versions; empty where unknown."""
    told = user_agent or ""
    browser = next((name for mark, name in _BROWSERS if mark in told), "")
    system = next((name for mark, name in _SYSTEMS if mark in told), "")
    return " on ".join(part for part in (browser, system) if part)


def new_code() -> str:
    """A recovery code of 100 random bits, in four groups of five letters and digits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, _LENGTH, 5))


def read_code(typed: str) -> str:
    """A code as it was made, from how a person typed it: case, hyphens and look-alikes do not matter."""
    return typed.upper().translate(_READ_AS)


def network_of(address: str) -> str:
    """What tries are counted by: an IPv4 address whole, of IPv6 the /64 that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return (
            network_of(str(found.ipv4_mapped)) if found.ipv4_mapped else str(ip_network((found, 64), False))
        )
    return str(found)


def source_of(socket: str, forwarded: Sequence[str], trusted: Sequence[str]) -> str:
    """The address that a request came from: the socket's, unless a trusted proxy sent it; then, from the
    right of `X-Forwarded-For`, the first that is no trusted proxy either."""
    hops = [socket, *reversed([hop.strip() for line in forwarded for hop in line.split(",")])]
    for hop in hops:
        if not _within(hop, trusted):
            return hop
    return hops[-1]


def _within(address: str, networks: Sequence[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)
