"""The wire: how a kit client's request finds what answers it.

A client's httpx2 transport is a `Route`. At each request it puts the layers in force around what answers:
the gateway of KIT_GATEWAY, else the innermost `answering` model, else the client's own source. Connection
pools are made once per process and kept (a TLS set-up costs 20 ms and more), so a client is cheap and
closing one closes nothing that another uses.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import httpx2

from kit.models.keys import PLACEHOLDER, is_loopback, known_keys, owner_of, vendor_key
from kit.models.layers.exchange import FREE
from kit.models.layers.stack import Answers, active, composed
from kit.models.sources import PaidCallRefused, Source, SourceError, named, no_paid

_PRIVATE = ("authorization", "x-api-key", "openai-organization", "openai-project")
_OPENAI, _PLACEHOLDER = b"openai-", PLACEHOLDER.encode()
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
_lock = threading.Lock()
_simulated_wires: dict[int, tuple[Any, Any]] = {}
_sync: dict[tuple[int, str], httpx2.HTTPTransport] = {}
_async: WeakKeyDictionary[Any, dict[tuple[int, str], httpx2.AsyncHTTPTransport]] = WeakKeyDictionary()


class Wire(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for sync and async clients alike. Closing it closes no kept connection."""


class Route(Wire):
    """A client's transport: the layers in force, around what answers."""

    def __init__(self, own: Any) -> None:
        self._own = own
        self._made: tuple[Any, Any, Any, bool] = (None, None, None, False)

    def _chain_for(self, request: httpx2.Request) -> Any:
        entries, gateway = active(), os.environ.get("KIT_GATEWAY")
        made = self._made
        if made[0] is not entries or made[1] != gateway:
            chain = composed(self._own, entries, _gateway(gateway) if gateway else None)
            free = bool(gateway) or any(isinstance(entry, Answers) for entry in entries)
            made = self._made = (entries, gateway, chain, free)
        if made[3]:
            request.extensions[FREE] = True
        return made[2]

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._chain_for(request).handle_request(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._chain_for(request).handle_async_request(request)


class Direct(Wire):
    """The network. Puts the key in, for the one address it belongs to, at the moment of sending.

    The request the SDK holds keeps its placeholder: a copy carries the key. Error bodies come back scrubbed.
    Refuses (before sending) any address but this machine's while KIT_NO_PAID is set.
    """

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = kept(request.url).handle_request(_with_key(request))
        if response.status_code < 400:
            return response
        response.read()
        response.close()
        return _scrubbed(response, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await kept_async(request.url).handle_async_request(_with_key(request))
        if response.status_code < 400:
            return response
        await response.aread()
        await response.aclose()
        return _scrubbed(response, request)


class Elsewhere(Wire):
    """Sends to another address than the SDK was told, without any key; the path from /v1/ on is kept."""

    def __init__(self, address: str, inner: Any = None) -> None:
        self._address = address.rstrip("/").removesuffix("/v1")
        self._inner = inner or Direct()

    def _moved(self, request: httpx2.Request) -> httpx2.Request:
        url = _moved_url(self._address, request.url.raw_path)
        headers = without_keys(request).headers.copy()
        headers["host"] = url.netloc.decode()
        return httpx2.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._inner.handle_request(self._moved(request))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._inner.handle_async_request(self._moved(request))


class Keyless(Wire):
    """In front of answers made in this process: takes the keys off the request."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._inner.handle_request(without_keys(request))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._inner.handle_async_request(without_keys(request))


def own_transport(chosen: Source) -> Any:
    """The transport that reaches `chosen`, before any layer."""
    if chosen.name == "local":
        return _local()
    if chosen.name == "simulated":
        return Keyless(_simulated(chosen.answers))
    if chosen.name == "replay":
        from kit.models.layers.replay import Replay, ReplayTransport

        return Keyless(ReplayTransport(Direct(), Replay(os.environ["KIT_REPLAY"], mode="replay")))
    return paid_wire() if chosen.paid else Direct()


@lru_cache(maxsize=1)
def paid_wire() -> Any:
    """The network behind the process's cap on paid calls."""
    from kit.models.layers.budget import BudgetTransport, paid_budget

    return BudgetTransport(Direct(), paid_budget())


@lru_cache(maxsize=1)
def _local() -> Any:
    from kit.models.local_wire import LocalTransport

    return Keyless(LocalTransport())


def _simulated(answers: Any) -> Any:
    if id(answers) not in _simulated_wires:  # one per model, so that clients share its count of samples
        from kit.models import simulated

        wire = simulated.SimulatedTransport(answers if answers is not None else simulated.default_model())
        _simulated_wires[id(answers)] = (wire, answers)
    return _simulated_wires[id(answers)][0]


@lru_cache(maxsize=8)
def _gateway(address: str) -> Any:
    return Elsewhere(address)


@lru_cache(maxsize=256)
def _moved_url(address: str, raw_path: bytes) -> httpx2.URL:
    path = raw_path.decode("ascii")
    at = path.find("/v1/")
    return httpx2.URL(address + (path[at:] if at >= 0 else path))


def without_keys(request: httpx2.Request) -> httpx2.Request:
    """`request` itself, its key headers removed."""
    for name in _PRIVATE:
        if name in request.headers:
            del request.headers[name]
    return request


def _with_key(request: httpx2.Request) -> httpx2.Request:
    url = request.url
    if no_paid() and not is_loopback(url.host):
        raise PaidCallRefused(
            f'KIT_NO_PAID is set, so nothing is sent to {url.host}. Unset it, or kit.use("local").'
        )
    owner = owner_of(url.host, url.port or (443 if url.scheme == "https" else 80))
    key = vendor_key(owner) if owner else None
    others = [k.encode() for k in known_keys() if k != key]
    headers = []
    for name, value in request.headers.raw:
        if _PLACEHOLDER in value:
            if key is None and owner in ("openai", "anthropic"):
                raise SourceError(named(owner).missing() or f"No key for {owner}.")
            if key is not None:
                headers.append((name, value.replace(_PLACEHOLDER, key.encode())))
        elif not any(k in value for k in others) and (owner == "openai" or _OPENAI not in name.lower()):
            headers.append((name, value))
    return httpx2.Request(
        request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
    )


def _scrubbed(response: httpx2.Response, request: httpx2.Request) -> httpx2.Response:
    """The error response without any key in body or headers (vendors echo parts of a refused key)."""
    sent = request.headers.get("authorization", "").removeprefix("Bearer ")
    keys = [k.encode() for k in [*known_keys(), sent] if len(k) >= 8]
    body = response.content
    for key in keys:
        body = body.replace(key, b"[key]")
    dropped = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [
        (k, v) for k, v in response.headers.raw if k.lower() not in dropped and not any(s in v for s in keys)
    ]
    return httpx2.Response(
        response.status_code, headers=headers, content=body, extensions=response.extensions
    )


def kept(url: httpx2.URL) -> httpx2.HTTPTransport:
    """The process's connection pool for `url`: one for this machine, one per proxy for the rest."""
    key = (os.getpid(), _by_way_of(url))
    with _lock:
        if key not in _sync:
            _sync[key] = httpx2.HTTPTransport(**_settings(key[1]))
        return _sync[key]


def kept_async(url: httpx2.URL) -> httpx2.AsyncHTTPTransport:
    """Like `kept`, for the running event loop: an async pool must not cross loops."""
    key = (os.getpid(), _by_way_of(url))
    with _lock:
        pools = _async.setdefault(asyncio.get_running_loop(), {})
        if key not in pools:
            pools[key] = httpx2.AsyncHTTPTransport(**_settings(key[1]))
        return pools[key]


def _by_way_of(url: httpx2.URL) -> str:
    if is_loopback(url.host):
        return "here"
    from urllib.request import getproxies, proxy_bypass

    proxies = {} if proxy_bypass(url.host) else getproxies()
    return proxies.get(url.scheme) or proxies.get("all") or "direct"


def _settings(way: str) -> dict[str, Any]:
    if way == "here":  # plain http: no trust store to load
        return {"limits": _LIMITS, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
    return {"limits": _LIMITS, "proxy": None if way == "direct" else way}
