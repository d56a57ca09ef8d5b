"""From a model's `Draft` to the `Answer` that goes out: schema filled, stops found, cut at max_tokens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .model import Draft
from .request import Request
from .tokens import TokenLogprob, first_stop, logprobs, tokens


@dataclass(frozen=True)
class CallOut:
    """A tool call as it goes out: an id in no vendor's dress, the tool's name, arguments as JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Answer:
    """One choice, ready to be written in any protocol. `pieces` are its tokens, for streaming."""

    text: str
    finish: Literal["stop", "length", "tool", "refusal"]
    stop_sequence: str | None = None
    calls: tuple[CallOut, ...] = ()
    refusal: str | None = None
    logprobs: tuple[TokenLogprob, ...] | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    sample: str = "0"

    @property
    def pieces(self) -> list[str]:
        """Tokens of the text (or of the refusal)."""
        return tokens(self.refusal or self.text)


def shape(draft: Draft, request: Request, *, input_tokens: int, sample: str, number: int) -> Answer:
    """Make a draft into the answer to a request."""
    ask = request.ask
    calls = draft.tool_calls
    if draft.fill and ask.must_call is not None and ask.tools:
        tool = next((tool for tool in ask.tools if tool.name == ask.must_call), ask.tools[0])
        filled = fill(tool.schema, draft.text, draft.confidence)
        forced = CallOut(_id(request, sample, number, 0), tool.name, json.dumps(filled))
        return _count(Answer("", "tool", calls=(forced,), sample=sample), draft, input_tokens)
    if draft.refusal is not None:
        return _count(Answer("", "refusal", refusal=draft.refusal, sample=sample), draft, input_tokens)
    text, options = draft.text, draft.options
    if draft.fill and ask.schema is not None:
        text = json.dumps(fill(ask.schema, text, draft.confidence), ensure_ascii=False)
        options = {
            json.dumps(fill(ask.schema, option, draft.confidence), ensure_ascii=False): p
            for option, p in (options or {}).items()
        } or None
    finish: Literal["stop", "length", "tool"] = "tool" if calls else "stop"
    pieces = tokens(text)
    cut = request.limit is not None and len(pieces) > request.limit
    kept, stop = first_stop("".join(pieces[: request.limit]) if cut else text, request.stops)
    found = None
    if request.top_logprobs is not None:
        found = tuple(logprobs(text, options)[: len(tokens(kept))])
    if draft.finish == "length" or (cut and stop is None):
        finish, calls = "length", ()
    out = tuple(
        CallOut(
            _id(request, sample, number, place),
            call.name,
            call.arguments if isinstance(call.arguments, str) else json.dumps(dict(call.arguments)),
        )
        for place, call in enumerate(calls)
    )
    answer = Answer(kept, finish, stop_sequence=stop, calls=out, logprobs=found, sample=sample)
    return _count(answer, draft, input_tokens)


def _count(answer: Answer, draft: Draft, input_tokens: int) -> Answer:
    spoken = len(answer.pieces) + sum(len(tokens(f"{call.name}{call.arguments}")) for call in answer.calls)
    changes = {
        "input_tokens": input_tokens if draft.input_tokens is None else draft.input_tokens,
        "output_tokens": max(spoken, 1) if draft.output_tokens is None else draft.output_tokens,
    }
    return Answer(**{**answer.__dict__, **changes})


def _id(request: Request, sample: str, number: int, place: int) -> str:
    return hashlib.sha256(f"{request.ask.key}:{sample}:{number}:{place}".encode()).hexdigest()[:24]


def fill(schema: Mapping[str, Any], text: str, confidence: float | None = None) -> Any:
    """Make a value that a JSON schema accepts and that says `text`.

    Understands what the SDKs' `parse` sends: objects, arrays, enum, const, anyOf, $ref, numbers, strings,
    booleans. The first property whose enum has the text takes it (letter case ignored), or else the first
    free string; a number called confidence, probability or certainty takes the confidence; the rest gets the
    plainest legal value. A text that is itself JSON for the schema's type stays as it is.
    """
    if schema.get("type", "object") == "object" and text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            pass
    told = [text]
    value = _value(schema, schema, "", told, confidence)
    return {"answer": text} if value == {} else value


def _value(
    schema: Mapping[str, Any], root: Mapping[str, Any], name: str, told: list[str], sure: float | None
) -> Any:
    if "$ref" in schema:
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return _value(found, root, name, told, sure)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return _pick(schema["enum"], told)
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            real = [option for option in schema[many] if option.get("type") != "null"]
            return _value(real[0], root, name, told, sure) if real else None
    kind = schema.get("type", "object" if "properties" in schema or not name else "string")
    kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties") or {}
        first = {
            key: _value(part, root, key, told, sure)
            for key, part in properties.items()
            if _has_enum(part, root)
        }
        return {
            key: first[key] if key in first else _value(part, root, key, told, sure)
            for key, part in properties.items()
        }
    if kind == "array":
        least = max(schema.get("minItems", 0), 1 if told else 0)
        return [
            _value(schema.get("items") or {"type": "string"}, root, name, told, sure) for _ in range(least)
        ]
    if kind in ("number", "integer"):
        if sure is not None and any(word in name.casefold() for word in ("confiden", "probab", "certain")):
            percent = kind == "integer" or schema.get("maximum", 1) > 1
            return round(sure * 100) if percent else round(sure, 4)
        number = float(told[0]) if told and _is_number(told[0]) else schema.get("minimum", 0)
        return int(number) if kind == "integer" else number
    if kind == "boolean":
        return bool(told) and told[0].casefold() in ("true", "yes", "1", "a", "pass")
    if kind == "null":
        return None
    return told.pop() if told else ""


def _pick(allowed: list[Any], told: list[str]) -> Any:
    if told:
        same = [option for option in allowed if str(option).casefold() == told[0].casefold()]
        if same:
            told.clear()
            return same[0]
    return allowed[0]


def _has_enum(schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    if "$ref" in schema:
        return "enum" in root.get("$defs", {}).get(schema["$ref"].rsplit("/", 1)[-1], {})
    return "enum" in schema


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
