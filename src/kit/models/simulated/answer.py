"""From a model's `Draft` to the `Answer` that goes out: schema filled, stops found, cut at max_tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .model import Ask, Draft, ToolCall
from .tokens import first_stop, logprobs, tokens


@dataclass(frozen=True)
class Answer:
    """One choice, ready to be written in any protocol. `pieces` are its tokens, for streaming."""

    text: str
    finish: Literal["stop", "length", "tool", "refusal"]
    stop_sequence: str | None = None
    calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    logprobs: list[dict[str, Any]] | None = None
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def pieces(self) -> list[str]:
        """Tokens of the text (or of the refusal)."""
        return tokens(self.refusal or self.text)


def shape(draft: Draft, ask: Ask, input_tokens: int) -> Answer:
    """Make a draft into the answer to a request of so many tokens."""
    text, options, calls = draft.text, draft.options, draft.tool_calls

    def filled(words: str) -> str:
        return json.dumps(fill(ask.schema or {}, words, draft.confidence), ensure_ascii=False)

    if draft.refusal is not None:
        text, calls = "", ()
    elif draft.fill and ask.must_call is not None and ask.tools:
        tool = next((tool for tool in ask.tools if tool.name == ask.must_call), ask.tools[0])
        text, calls = "", (ToolCall(tool.name, fill(tool.schema, text, draft.confidence)),)
    elif draft.fill and ask.schema is not None:
        text, options = filled(text), {filled(option): p for option, p in (options or {}).items()}
    pieces = tokens(text)
    kept, stop = first_stop("".join(pieces[: ask.limit]), ask.stops)
    finish: Literal["stop", "length", "tool", "refusal"] = "tool" if calls else "stop"
    if draft.refusal is not None:
        finish = "refusal"
    elif draft.finish == "length" or (ask.limit is not None and len(pieces) > ask.limit and stop is None):
        finish, calls = "length", ()
    found = None
    if ask.top_logprobs is not None:
        found = logprobs(text, options, ask.top_logprobs)[: len(tokens(kept))]
    spoken = [draft.refusal or kept, *(f"{call.name}{call.json}" for call in calls)]
    counted = max(sum(len(tokens(words)) for words in spoken), 1)
    return Answer(
        kept,
        finish,
        stop,
        calls,
        draft.refusal,
        found,
        input_tokens if draft.input_tokens is None else draft.input_tokens,
        counted if draft.output_tokens is None else draft.output_tokens,
    )


def fill(schema: Mapping[str, Any], text: str, confidence: float | None = None) -> Any:
    """Make a value that a JSON schema accepts and that says `text` wherever it can.

    Understands what the SDKs' `parse` sends: objects, arrays, enum, const, anyOf, $ref, numbers, strings,
    booleans. An enum takes the text if it has it (letter case ignored), else its first value; a number called
    confidence, probability or certainty takes the confidence; arrays have one item. A text that is itself a
    JSON object stays as it is.
    """
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return _value(schema, schema.get("$defs", {}), "", text, confidence) or {"answer": text}


def _value(
    schema: Mapping[str, Any], defs: Mapping[str, Any], name: str, text: str, sure: float | None
) -> Any:
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rpartition("/")[2]], defs, name, text, sure)
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            return _value(schema[many][0], defs, name, text, sure)
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed:
        return next((one for one in allowed if str(one).casefold() == text.casefold()), allowed[0])
    kind = schema.get("type", "string" if name else "object")
    if kind == "object":
        parts = schema.get("properties") or {}
        return {key: _value(part, defs, key, text, sure) for key, part in parts.items()}
    if kind == "array":
        return [_value(schema.get("items") or {}, defs, name or "item", text, sure)]
    if kind in ("number", "integer"):
        if sure is not None and any(word in name.casefold() for word in ("confiden", "probab", "certain")):
            percent = kind == "integer" or schema.get("maximum", 1) > 1
            return round(sure * 100) if percent else round(sure, 4)
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError:
            return schema.get("minimum", 0)
    if kind == "boolean":
        return text.casefold() in ("true", "yes", "1", "a", "pass")
    return None if kind == "null" else text
