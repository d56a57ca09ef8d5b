"""`anthropic.Anthropic` and its asynchronous twin, aimed at the chosen source. See `kit.models.clients`."""

from __future__ import annotations

from inspect import signature
from typing import Any

import anthropic

from kit.models.clients import filled_in


def _arguments(given: dict[str, Any], is_async: bool) -> dict[str, Any]:
    args = filled_in("anthropic", given, is_async=is_async)
    if args.get("webhook_key") is None:
        args["webhook_key"] = ""  # else the SDK reads it from the environment into the client
    return args


class Anthropic(anthropic.Anthropic):
    """The Anthropic SDK's client, answered by the source in use. All arguments are the SDK's own."""

    __signature__ = signature(anthropic.Anthropic)  # shown by help and the notebook

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**_arguments(arguments, is_async=False))
        self._custom_headers = arguments.get("default_headers") or {}


class AsyncAnthropic(anthropic.AsyncAnthropic):
    """The Anthropic SDK's asynchronous client, answered by the source in use. Arguments: the SDK's."""

    __signature__ = signature(anthropic.AsyncAnthropic)  # shown by help and the notebook

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**_arguments(arguments, is_async=True))
        self._custom_headers = arguments.get("default_headers") or {}
