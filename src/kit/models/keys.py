"""Keys: read from the environment at the moment of sending, and kept out of everything that is shown.

A kit client holds a placeholder instead of a key. The transport that talks to the network swaps the
placeholder for the key, and only towards the address that key belongs to; `scrub` takes every key that the
environment knows out of text that is kept or shown (error bodies, traces, recordings).
"""

from __future__ import annotations

import ipaddress
import os
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

PLACEHOLDER = "kit-puts-the-key-in-when-it-sends"
HIDDEN = "[key]"

_SECRET_NAME = re.compile(
    r"(API_?KEY|ADMIN_KEY|AUTH_TOKEN|SECRET|SIGNING_KEY|_TOKEN|PASSWORD)$", re.IGNORECASE
)


def vendor_key(vendor: str) -> str | None:
    """The key the environment holds for `vendor` ("openai", "anthropic" or "compatible"), or None."""
    if vendor == "anthropic":
        return os.environ.get("ANTHROPIC_API_KEY") or os.environ.get("ANTHROPIC_AUTH_TOKEN") or None
    return os.environ.get({"openai": "OPENAI_API_KEY", "compatible": "KIT_API_KEY"}[vendor]) or None


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, no port) is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:  # another name, were it `127.example.com`
        return False


def owner_of(host: str, port: int | None = None) -> str | None:
    """Whose key may be sent to `host`: "openai", "anthropic", "compatible" (KIT_BASE_URL), or None.

    Loopback addresses get a key only when KIT_BASE_URL names exactly that address and port.
    """
    if host == "api.openai.com" or host.endswith(".api.openai.com"):
        return "openai"
    if host == "api.anthropic.com":
        return "anthropic"
    base = os.environ.get("KIT_BASE_URL")
    if base:
        parts = urlsplit(base)
        if (parts.hostname, _port(parts.scheme, parts.port)) == (host, port):
            return "compatible"
    return None


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)


_seen: tuple[dict[Any, Any] | None, list[str]] = (None, [])


def is_secret(name: str, value: object) -> bool:
    """Whether a variable looks like a key's: by its name, or since a known key is in it."""
    return bool(_SECRET_NAME.search(name)) or scrub(str(value)) != str(value)


def known_keys() -> list[str]:
    """Every value in the environment whose variable is named like a secret, longest first."""
    global _seen
    now = getattr(os.environ, "_data", None)  # comparing two dicts is far cheaper than reading 60 variables
    if now is None or now != _seen[0]:
        found = {v for k, v in os.environ.items() if len(v) >= 8 and _SECRET_NAME.search(k)}
        _seen = (dict(now) if now is not None else None, sorted(found, key=len, reverse=True))
    return _seen[1]


def scrub(text: str) -> str:
    """`text` with every known key replaced by `[key]`."""
    for key in known_keys():
        if key in text:
            text = text.replace(key, HIDDEN)
    return text
