"""The vendors' own client classes, set up so that requests go to the chosen source.

`from kit import OpenAI` is the real `openai.OpenAI` with another `__init__`: it fills in the address, a
placeholder key and an `http_client`, and adds no method. Import it from `openai` instead, set a key, and the
code still works.

- The source is fixed when the client is built; layers and `answering` models are looked up at each request.
- A client never holds a key, nor reads the SDKs' other environment settings (OPENAI_BASE_URL,
  OPENAI_CUSTOM_HEADERS and the like), which could carry one to the wrong address. For another address:
  `base_url=`, or source `compatible`.
- `base_url=`, `api_key=` and `http_client=` given by the caller are used as they are, on the caller's head.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.models.clients_anthropic import Anthropic, AsyncAnthropic
    from kit.models.clients_openai import AsyncOpenAI, OpenAI

__all__ = ["Anthropic", "AsyncAnthropic", "AsyncOpenAI", "OpenAI"]


def __getattr__(name: str) -> Any:
    """Load one vendor's SDK (half a second and more) only when one of its clients is asked for."""
    if name not in __all__:
        raise AttributeError(f"kit.models.clients has no {name!r}; it has: {', '.join(__all__)}")
    value = getattr(
        import_module(f"kit.models.clients_{'openai' if 'OpenAI' in name else 'anthropic'}"), name
    )
    globals()[name] = value
    return value


def filled_in(sdk: str, given: Mapping[str, Any], *, is_async: bool) -> dict[str, Any]:
    """The arguments for an SDK client: those the caller gave, and what the source in use adds.

    Args:
        sdk: "openai" or "anthropic".
        given: the caller's keyword arguments. A copy by the SDK (`with_options`) arrives with all of them.
        is_async: whether the client is an asynchronous one.
    Raises:
        SourceError: the source lacks a key or an address. PaidCallRefused: KIT_NO_PAID forbids it.
    """
    from kit.models.keys import PLACEHOLDER

    args = dict(given)
    if sdk == "anthropic" and any(args.get(k) for k in ("auth_token", "credentials", "config", "profile")):
        pass
    elif args.get("api_key") is None:
        args["api_key"] = PLACEHOLDER
    if args.get("http_client") is not None and args.get("base_url") is not None:
        return args
    import httpx2

    from kit.models.keys import owner_of
    from kit.models.sources import PaidCallRefused, SourceError, no_paid, source_for
    from kit.models.wire import Direct, Route, own_transport, paid_wire

    if args.get("base_url") is not None or args.get("data_residency") is not None:
        host = httpx2.URL(args["base_url"]).host if args.get("base_url") else "api.openai.com"
        own = paid_wire() if owner_of(host) else Direct()
    else:
        chosen = source_for(sdk)
        if args.get("http_client") is None and (why := chosen.missing()):
            raise PaidCallRefused(why) if chosen.paid and no_paid() else SourceError(why)
        args["base_url"] = chosen.address.removesuffix("/v1") if sdk == "anthropic" else chosen.address
        own = own_transport(chosen)
    if args.get("http_client") is None:
        kind = httpx2.AsyncClient if is_async else httpx2.Client
        args["http_client"] = kind(transport=Route(own), follow_redirects=True, trust_env=False)
    return args
