"""`openai.OpenAI` and `openai.AsyncOpenAI`, aimed at the chosen source. See `kit.models.clients`."""

from __future__ import annotations

from inspect import signature
from typing import Any

import openai

from kit.models.clients import filled_in

# Given as "", these keep the SDK from reading them from the environment into the client.
_NOT_FROM_ENVIRONMENT = ("admin_api_key", "webhook_secret")


def _arguments(given: dict[str, Any], is_async: bool) -> dict[str, Any]:
    if given.get("provider") is not None or given.get("workload_identity") is not None:
        return given  # another way to sign in: nothing of ours applies
    args = filled_in("openai", given, is_async=is_async)
    for name in _NOT_FROM_ENVIRONMENT:
        if args.get(name) is None:
            args[name] = ""
    return args


class OpenAI(openai.OpenAI):
    """The OpenAI SDK's client, answered by the source in use (`kit.use`). All arguments are the SDK's own."""

    __signature__ = signature(openai.OpenAI)  # shown by help and the notebook

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**_arguments(arguments, is_async=False))
        self._custom_headers = arguments.get("default_headers") or {}


class AsyncOpenAI(openai.AsyncOpenAI):
    """The OpenAI SDK's asynchronous client, answered by the source in use. Arguments: the SDK's."""

    __signature__ = signature(openai.AsyncOpenAI)  # shown by help and the notebook

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**_arguments(arguments, is_async=True))
        self._custom_headers = arguments.get("default_headers") or {}
