"""The vendors' own client classes, set up so that requests go to the chosen source.

`from kit import OpenAI` is the real `openai.OpenAI` with another `__init__`: it fills in the address, a
placeholder key and an `http_client`, and adds no method. Import it from `openai` instead, set a key, and the
code still works.

- The source is fixed when the client is built; layers and `answering` models are looked up at each request.
- A client never holds a key, nor reads the SDKs' other environment settings (OPENAI_BASE_URL,
  OPENAI_CUSTOM_HEADERS and the like), which could carry one to the wrong address. For another address:
  `base_url=`, or source `compatible`.
- `base_url=`, `api_key=` and `http_client=` given by the caller are used as they are, on the caller's head.
  For other ways to sign in (a workload identity, a credentials profile) take the client from its SDK.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anthropic import Anthropic, AsyncAnthropic
    from openai import AsyncOpenAI, OpenAI

__all__ = ["Anthropic", "AsyncAnthropic", "AsyncOpenAI", "OpenAI"]

# Given as "", these keep the SDK from reading them from the environment into the client.
_NOT_FROM_ENVIRONMENT = {"openai": ("admin_api_key", "webhook_secret"), "anthropic": ("webhook_key",)}


def __getattr__(name: str) -> Any:
    """Load one vendor's SDK (half a second and more) only when one of its clients is asked for."""
    if name not in __all__:
        raise AttributeError(f"kit.models.clients has no {name!r}; it has: {', '.join(__all__)}")
    globals()[name] = made = _aimed(getattr(import_module(name.removeprefix("Async").lower()), name))
    return made


def _aimed(genuine: Any) -> Any:
    """The SDK's client class, answered by the source in use. All arguments are the SDK's own."""
    name, sdk = genuine.__name__, genuine.__module__.split(".")[0]

    def __init__(self: Any, **arguments: Any) -> None:
        genuine.__init__(self, **filled_in(sdk, arguments, is_async=name.startswith("Async")))

    about = {"__init__": __init__, "__doc__": f"{sdk}.{name}, answered by the source in use (`kit.use`)."}
    shown = {"__module__": __name__, "__signature__": signature(genuine)}  # for help and the notebook
    return type(name, (genuine,), about | shown)


def filled_in(sdk: str, given: Mapping[str, Any], *, is_async: bool) -> dict[str, Any]:
    """The arguments for an SDK client: those the caller gave, and what the source in use adds.

    Args:
        sdk: "openai" or "anthropic".
        given: the caller's keyword arguments. A copy by the SDK (`with_options`) arrives with all of them.
        is_async: whether the client is an asynchronous one.
    Raises:
        SourceError: the source lacks a key or an address. PaidCallRefused: KIT_NO_PAID forbids it.
    """
    import httpx2

    from kit.models.keys import PLACEHOLDER, owner_of
    from kit.models.sources import source_for
    from kit.models.wire import Direct, Route, own_transport, paid_wire

    args = dict(given)
    for name in _NOT_FROM_ENVIRONMENT[sdk]:
        args[name] = args.get(name) or ""
    args["default_headers"] = _no_headers_of_the_environment(sdk) | dict(args.get("default_headers") or {})
    args["api_key"] = args.get("api_key") or PLACEHOLDER
    if address := args.get("base_url"):
        own = paid_wire() if owner_of(httpx2.URL(address).host) else Direct()
    else:
        chosen = source_for(sdk)
        if args.get("http_client") is None:
            chosen.check()
        args["base_url"] = chosen.address.removesuffix("/v1") if sdk == "anthropic" else chosen.address
        own = own_transport(chosen)
    if args.get("http_client") is None:
        kind = httpx2.AsyncClient if is_async else httpx2.Client
        args["http_client"] = kind(transport=Route(own), follow_redirects=True, trust_env=False)
    return args


def _no_headers_of_the_environment(sdk: str) -> dict[str, Any]:
    """What makes the SDK leave out each header that its CUSTOM_HEADERS variable names."""
    lines = os.environ.get(f"{sdk.upper()}_CUSTOM_HEADERS", "").splitlines()
    left_out = import_module(sdk).Omit() if lines else None
    return {line.partition(":")[0].strip(): left_out for line in lines if ":" in line}
