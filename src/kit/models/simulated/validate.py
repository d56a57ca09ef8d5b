"""Requests held against the SDKs' own parameter types, and refused (HTTP 400) in the vendor's shape.

The types are the TypedDicts that the installed SDKs use for `create(...)`. As they stand, pydantic checks
their `Iterable[...]` fields only when iterated and lets unknown keys pass, so the schema that pydantic makes
of them is rewritten once: iterables become lists, and every TypedDict forbids what it does not name. Null is
the same as not there, in both directions, so that answers can be sent back as they were dumped. One
validator per protocol is built when first needed (about 0.1 s each, the SDK's import aside), and checking a
request then takes some tens of microseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from .errors import VendorError

_TYPES = {
    "chat": ("openai.types.chat.completion_create_params", "CompletionCreateParams"),
    "responses": ("openai.types.responses.response_create_params", "ResponseCreateParams"),
    "messages": ("anthropic.types.message_create_params", "MessageCreateParams"),
    "messages-beta": ("anthropic.types.beta.message_create_params", "MessageCreateParams"),
    "count_tokens": ("anthropic.types.message_count_tokens_params", "MessageCountTokensParams"),
    "count_tokens-beta": ("anthropic.types.beta.message_count_tokens_params", "MessageCountTokensParams"),
}
# Parameters that are no part of a vendor's type and are taken all the same: `cache_prompt` is the local
# engine's (its runs are only repeatable with it off) and is ignored; sampling knobs left the Messages type
# with the newest models, while the API still takes them for older ones.
_ALSO = {"cache_prompt", "stream"}
_ALSO_MESSAGES = {*_ALSO, "temperature", "top_p", "top_k"}
# What types allow and vendors do not: the least and the most of a number (Anthropic's temperature ends at 1).
_RANGES = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "n": (1, 128),
    "top_logprobs": (0, 20),
    "max_tokens": (1, 10**9),
    "max_completion_tokens": (1, 10**9),
    "max_output_tokens": (1, 10**9),
}
_lock = threading.Lock()


def check(protocol: str, body: Any, *, beta: bool = False) -> None:
    """Raise a `VendorError` (HTTP 400) for a request that the vendor would not take.

    Args:
        protocol: chat, responses, messages or count_tokens.
        body: the request's JSON, parsed.
        beta: the beta variant of the Messages API.
    """
    if not isinstance(body, dict):
        raise VendorError(400, "We could not parse the JSON body of your request.")
    anthropic = protocol in ("messages", "count_tokens")
    taken = _ALSO_MESSAGES if protocol == "messages" else _ALSO
    known = _without_nulls({key: value for key, value in body.items() if key not in taken})
    with _lock:
        validator = _validator(f"{protocol}-beta" if beta and anthropic else protocol)
    from pydantic_core import ValidationError

    try:
        validator.validate_python(known, strict=True)
    except ValidationError as wrong:
        raise _worded(anthropic, wrong.errors(include_url=False), known) from None
    for name, (low, high) in _RANGES.items():
        highest = 1 if anthropic and name == "temperature" else high
        value = body.get(name)
        if value is not None and not low <= value <= highest:
            text = f"{name}: must be between {low} and {highest}, but got {value}."
            raise VendorError(400, text, name, "invalid_value")
    if body.get("messages") == []:
        raise VendorError(400, "messages: at least one message is required", "messages", "empty_array")
    if protocol == "chat" and body.get("top_logprobs") and not body.get("logprobs"):
        raise VendorError(400, "'top_logprobs' is only allowed when 'logprobs' is enabled.", "logprobs")
    if protocol == "responses":
        _stateless(body)
    _answered(body.get("messages") or ())


def _stateless(body: Mapping[str, Any]) -> None:
    """Refuse what needs a memory of earlier calls; and the type leaves out `model`, the API does not."""
    if not body.get("model"):
        raise _missing("model")
    if body.get("previous_response_id"):
        text = f"Previous response with id '{body['previous_response_id']}' not found."
        raise VendorError(400, text, "previous_response_id", "previous_response_not_found")


def _answered(messages: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a tool's result that no call before it asked for."""
    called: set[str] = set()
    for place, message in enumerate(messages):
        blocks = message["content"] if isinstance(message.get("content"), list) else ()
        for part in (message, *blocks):
            answers = part.get("tool_call_id") or part.get("tool_use_id")
            if answers and answers not in called:
                text = f"the tool result for {answers!r} must follow a message that has that tool call."
                raise VendorError(400, f"messages.{place}: {text}", f"messages[{place}]")
        called |= {call["id"] for call in (*(message.get("tool_calls") or ()), *blocks) if "id" in call}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


@cache
def _validator(name: str) -> Any:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    module, type_name = _TYPES[name]
    found = getattr(import_module(module), type_name)
    # Create params come as a union of the streaming and the plain variant, which differ in `stream` alone.
    variants = getattr(found, "__args__", (found,))
    return SchemaValidator(_strict(TypeAdapter(variants[0]).core_schema))


def _strict(schema: Any) -> Any:
    """Rewrite a pydantic core schema: generators to lists, typed dicts closed, what may be null optional."""
    if isinstance(schema, list | tuple):
        return type(schema)(_strict(part) for part in schema)
    if not isinstance(schema, dict):
        return schema
    new = {key: _strict(value) if key != "metadata" else value for key, value in schema.items()}
    if new.get("type") == "generator":
        new["type"] = "list"
    if new.get("type") == "typed-dict":
        new["extra_behavior"] = "forbid"
        new.pop("extras_schema", None)
    if new.get("type") == "typed-dict-field" and new["schema"]["type"] == "nullable":
        new["required"] = False
    return new


def _worded(anthropic: bool, errors: Sequence[Mapping[str, Any]], body: Any) -> VendorError:
    """Make pydantic's errors into the one error that the vendor would answer."""
    meant = [error for error in errors if not _for_another(error["loc"], errors)]
    paths = [_path(error, body) for error in meant]
    path = max(paths, key=len)
    here = [error for error, its in zip(meant, paths, strict=True) if its == path]
    first = here[0]
    if all(error["type"] == "literal_error" for error in here):
        names = dict.fromkeys(error["ctx"]["expected"] for error in here)
        message = f"Input should be {', '.join(names)}; got {first['input']!r}"
    else:
        message = first["msg"]
    if anthropic:
        return VendorError(400, f"{'.'.join(map(str, path))}: {message}")
    param = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    if first["type"] == "missing":
        return _missing(param)
    if first["type"] == "extra_forbidden":
        return VendorError(400, f"Unknown parameter: '{param}'.", param, "unknown_parameter")
    kind = "value" if first["type"] == "literal_error" else "type"
    return VendorError(400, f"Invalid {kind} for '{param}': {message}.", param, f"invalid_{kind}")


def _missing(param: str) -> VendorError:
    return VendorError(400, f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def _for_another(loc: tuple[Any, ...], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether an error stems from a union's branch that the input was not meant for.

    Branches whose `role` or `type` is not the input's are not meant, unless none of their union is.
    """
    unmeant = {error["loc"][:-1] for error in errors if error["loc"][-1] in ("role", "type")}
    for depth in range(1, len(loc)):
        siblings = {error["loc"][:depth] for error in errors if error["loc"][: depth - 1] == loc[: depth - 1]}
        if loc[:depth] in unmeant and siblings - unmeant:
            return True
    return False


def _path(error: Mapping[str, Any], body: Any) -> tuple[Any, ...]:
    """The steps of an error's location that lead through the body, without pydantic's names of branches."""
    path, here = [], body
    for step in error["loc"]:
        if (isinstance(here, dict) and step in here) or (isinstance(here, list) and isinstance(step, int)):
            here = here[step]  # type: ignore[index]
            path.append(step)
    return (*path, error["loc"][-1]) if error["type"] == "missing" else tuple(path)
