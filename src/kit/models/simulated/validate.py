"""Requests held against the SDKs' own parameter types, and refused in the vendor's words.

The types are the TypedDicts that the installed SDKs use for `create(...)`. As they stand, pydantic checks
their `Iterable[...]` fields only when iterated and lets unknown keys pass, so the schema that pydantic makes
of them is rewritten once: iterables become lists, and every TypedDict forbids what it does not name. One
validator per protocol is built when first needed (about 0.1 s each, the SDK's import aside), and checking a
request then takes some tens of microseconds.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib import import_module
from typing import Any

from .errors import VendorError
from .refuse import rules, worded

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
_ALSO = {
    "chat": {"cache_prompt"},
    "responses": {"cache_prompt"},
    "messages": {"cache_prompt", "temperature", "top_p", "top_k"},
    "count_tokens": {"cache_prompt"},
}
_lock = threading.Lock()


def check(protocol: str, body: Any, *, beta: bool = False) -> None:
    """Raise a `VendorError` (HTTP 400) for a request that the vendor would not take.

    Args:
        protocol: chat, responses, messages or count_tokens.
        body: the request's JSON, parsed.
        beta: the beta variant of the Messages API.
    """
    sdk = "openai" if protocol in ("chat", "responses") else "anthropic"
    if not isinstance(body, dict):
        raise VendorError(400, "We could not parse the JSON body of your request.")
    known = {key: value for key, value in body.items() if key not in _ALSO[protocol]}
    for name in ("messages", "input"):
        if isinstance(known.get(name), list):
            known[name] = [_as_sent_back(turn) for turn in known[name]]
    if protocol == "responses" and isinstance(known.get("tools"), list):
        # The type demands `strict` and `parameters`; the API fills them in where they are left out.
        known["tools"] = [
            {"strict": None, "parameters": None, **tool} if _is_function(tool) else tool
            for tool in known["tools"]
        ]
    with _lock:
        validator = _validator(f"{protocol}-beta" if beta and sdk == "anthropic" else protocol)
    from pydantic_core import ValidationError

    try:
        validator.validate_python(known, strict=True)
    except ValidationError as wrong:
        raise worded(sdk, wrong.errors(include_url=False), known) from None
    rules(protocol, body)


def _as_sent_back(turn: Any) -> Any:
    """A turn without what the SDKs' answers carry and their parameters do not name, when it comes back as it
    was.

    Vendors take their own answers back, `annotations` and nulls and all.
    """
    if not isinstance(turn, dict) or turn.get("role") in ("user", "system", "developer", "tool"):
        return turn
    kept = {key: value for key, value in turn.items() if value is not None and key != "annotations"}
    if isinstance(kept.get("content"), list):
        kept["content"] = [
            {key: value for key, value in part.items() if value is not None}
            if isinstance(part, dict)
            else part
            for part in kept["content"]
        ]
    return kept


def _is_function(tool: Any) -> bool:
    return isinstance(tool, dict) and tool.get("type") == "function"


@cache
def _validator(name: str) -> Any:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

    module, type_name = _TYPES[name]
    found = getattr(import_module(module), type_name)
    # Create params come as a union of the streaming and the plain variant, which differ in `stream` alone.
    variants = getattr(found, "__args__", (found,))
    plain = {**variants[0].__annotations__}
    schema = TypeAdapter(variants[0]).core_schema
    strict = _strict(schema)
    top = strict["schema"] if strict["type"] == "definitions" else strict
    if "stream" in plain:
        bool_or_none = {"type": "nullable", "schema": {"type": "bool"}}
        top["fields"]["stream"] = {"type": "typed-dict-field", "schema": bool_or_none, "required": False}
    return SchemaValidator(strict)


def _strict(schema: Any) -> Any:
    """Rewrite a pydantic core schema: generators to lists, typed dicts closed to unknown keys."""
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
    return new
