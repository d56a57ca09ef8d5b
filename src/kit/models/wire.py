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
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import httpx2

from kit.models.keys import HIDDEN, PLACEHOLDER, is_loopback, known_keys, owner_of, vendor_key
from kit.models.layers.exchange import FREE
from kit.models.layers.stack import Answers, active
from kit.models.sources import PaidCallRefused, Source, SourceError, named, no_paid

T = TypeVar("T")
_PRIVATE = ("authorization", "x-api-key", "openai-organization", "openai-project")
_OF_THE_BODY = (b"content-encoding", b"content-length", b"transfer-encoding")
_OPENAI, _PLACEHOLDER = b"openai-", PLACEHOLDER.encode()
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
# The engine hangs up on a connection that was idle for five seconds, as httpx2 would: so it is given up well
# before, or a request may be sent just as the other side hangs up.
_NEARBY = httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=2.5)
_lock = threading.Lock()
_sync: dict[tuple[int, str], httpx2.HTTPTransport] = {}
_async: WeakKeyDictionary[Any, dict[tuple[int, str], httpx2.AsyncHTTPTransport]] = WeakKeyDictionary()


class Route(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A client's transport: the layers in force, around what answers. Closing it closes nothing kept."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def _chain_for(self, request: httpx2.Request) -> Any:
        entries, gateway = active(), os.environ.get("KIT_GATEWAY")
        answering = [entry for entry in entries if isinstance(entry, Answers)]
        chain = Elsewhere(gateway) if gateway else answering[-1].transport if answering else self._own
        if gateway or answering:
            request.extensions[FREE] = True
        for entry in reversed(entries):
            if not isinstance(entry, Answers):
                chain = entry.wrap(chain)
        return chain

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._chain_for(request).handle_request(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._chain_for(request).handle_async_request(request)


class Direct(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
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


class Elsewhere(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Sends to another address than the SDK was told, without any key; the path from /v1/ on is kept."""

    def __init__(self, address: str) -> None:
        self._address, self._inner = httpx2.URL(address), Direct()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._inner.handle_request(moved(request, self._address))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._inner.handle_async_request(moved(request, self._address))


def moved(request: httpx2.Request, address: httpx2.URL, content: bytes | None = None) -> httpx2.Request:
    """`request` for another address, without any key: its path from /v1/ on, its body or `content`."""
    path = request.url.raw_path
    url = address.copy_with(raw_path=path[max(path.find(b"/v1/"), 0) :])
    headers = {name: value for name, value in request.headers.items() if name not in _PRIVATE}
    headers["host"] = url.netloc.decode()
    if content is None:
        body: dict[str, Any] = {"stream": request.stream}
    else:
        body = {"content": content}
        headers.pop("content-length", None)
    return httpx2.Request(request.method, url, headers=headers, extensions=request.extensions, **body)


def own_transport(chosen: Source) -> Any:
    """The transport that reaches `chosen`, before any layer."""
    if chosen.name == "local":
        from kit.models.local_wire import LocalTransport

        return LocalTransport()
    if chosen.name == "simulated":
        return chosen.answers or _simulated()
    if chosen.name == "replay":
        from kit.models.layers.replay import Replay

        return Replay(os.environ["KIT_REPLAY"], mode="replay").wrap(Direct())
    return paid_wire() if chosen.paid else Direct()


@lru_cache(maxsize=1)
def paid_wire() -> Any:
    """The network behind the process's cap on paid calls."""
    from kit.models.layers.budget import BudgetTransport, paid_budget

    return BudgetTransport(Direct(), paid_budget())


@lru_cache(maxsize=1)
def _simulated() -> Any:
    from kit.models.simulated import SimulatedTransport, default_model

    return SimulatedTransport(default_model())


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
    keys = [key.encode() for key in [*known_keys(), sent] if len(key) >= 8]
    body = response.content
    for key in keys:
        body = body.replace(key, HIDDEN.encode())
    headers = [
        (name, value)
        for name, value in response.headers.raw
        if name.lower() not in _OF_THE_BODY and not any(key in value for key in keys)
    ]
    return httpx2.Response(
        response.status_code, headers=headers, content=body, extensions=response.extensions
    )


def kept(url: httpx2.URL) -> httpx2.HTTPTransport:
    """The process's connection pool for `url`: one for this machine, one per proxy for the rest."""
    return _pool(_sync, url, httpx2.HTTPTransport)


def kept_async(url: httpx2.URL) -> httpx2.AsyncHTTPTransport:
    """Like `kept`, for the running event loop: an async pool must not cross loops."""
    return _pool(_async.setdefault(asyncio.get_running_loop(), {}), url, httpx2.AsyncHTTPTransport)


def _pool(pools: dict[tuple[int, str], T], url: httpx2.URL, kind: Callable[..., T]) -> T:
    key = (os.getpid(), _by_way_of(url))
    with _lock:
        if key not in pools:
            pools[key] = kind(**_settings(key[1]))
        return pools[key]


def _by_way_of(url: httpx2.URL) -> str:
    if is_loopback(url.host):
        return "here"
    from urllib.request import getproxies, proxy_bypass

    proxies = {} if proxy_bypass(url.host) else getproxies()
    return proxies.get(url.scheme) or proxies.get("all") or "direct"


def _settings(way: str) -> dict[str, Any]:
    if way == "here":  # plain http: no trust store to load
        return {"limits": _NEARBY, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
    return {"limits": _LIMITS, "proxy": None if way == "direct" else way}
