"""The words in which vendors refuse a request (HTTP 400): pydantic's findings, and what types cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import VendorError

_KIND = {
    "string": "a string",
    "int": "an integer",
    "float": "a decimal",
    "bool": "a boolean",
    "list": "an array",
}


@dataclass(frozen=True)
class _Finding:
    """One thing wrong: pydantic's type and sentence, the path so far, the rest of the location unread."""

    kind: str
    message: str
    path: tuple[str | int, ...]
    rest: tuple[tuple[bool, str | int], ...]  # (is a label of a union's branch, the step)
    given: Any


def worded(sdk: str, errors: Sequence[Mapping[str, Any]], body: Any) -> VendorError:
    """Make pydantic's errors into the one error that the vendor would answer."""
    found = _worst([_read(error, body) for error in errors])
    if sdk == "anthropic":
        return VendorError(400, f"{'.'.join(map(str, found.path))}: {found.message}")
    param = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in found.path).lstrip(".")
    if found.kind == "missing":
        return VendorError(
            400, f"Missing required parameter: '{param}'.", param, "missing_required_parameter"
        )
    if found.kind == "extra_forbidden":
        return VendorError(400, f"Unknown parameter: '{param}'.", param, "unknown_parameter")
    if found.kind == "literal_error":
        allowed = found.message.removeprefix("Input should be ")
        text = f"Invalid value: '{found.given}'. Supported values are: {allowed}."
        return VendorError(400, text, param, "invalid_value")
    wanted = _KIND.get(found.kind.removesuffix("_type"), "an object")
    text = f"Invalid type for '{param}': expected {wanted}, but got {_named(found.given)} instead."
    return VendorError(400, text, param, "invalid_type")


def _read(error: Mapping[str, Any], body: Any) -> _Finding:
    """Tell the labels that pydantic puts into a location (names of union branches) from real steps."""
    steps, here = [], body
    for step in error["loc"]:
        if (isinstance(here, dict) and step in here) or (isinstance(here, list) and isinstance(step, int)):
            here = here[step]  # type: ignore[index]
            steps.append((False, step))
        else:
            steps.append((error["type"] != "missing" or step is not error["loc"][-1], step))
    return _Finding(error["type"], error["msg"], (), tuple(steps), error.get("input"))


def _worst(found: Sequence[_Finding]) -> _Finding:
    """Follow the branch of each union that the input was meant for, down to one finding."""
    read = [_to_label(finding) for finding in found]
    plain = [finding for finding in read if not finding.rest]
    if plain:
        return plain[0]
    branches: dict[tuple[Any, ...], list[_Finding]] = {}
    for finding in read:
        branches.setdefault((finding.path, finding.rest[0][1]), []).append(
            _Finding(finding.kind, finding.message, finding.path, finding.rest[1:], finding.given)
        )
    meant = {label: group for label, group in branches.items() if not any(_other(f) for f in group)}
    if meant:
        return _worst(min(meant.values(), key=len))
    tags = [f for group in branches.values() for f in group if f.kind == "literal_error" and _other(f)]
    if not tags:
        # No branch is of this type; take the last, which is the richest (str before list before object).
        return _worst(list(branches.values())[-1])
    names = dict.fromkeys(name for tag in tags for name in _allowed(tag.message))
    first = _to_label(tags[0])
    return _Finding("literal_error", f"Input should be {_listed(list(names))}", first.path, (), first.given)


def _to_label(finding: _Finding) -> _Finding:
    place = next((i for i, (label, _) in enumerate(finding.rest) if label), len(finding.rest))
    path = finding.path + tuple(step for _, step in finding.rest[:place])
    return _Finding(finding.kind, finding.message, path, finding.rest[place:], finding.given)


def _other(finding: _Finding) -> bool:
    """Tell whether this finding says that the input was meant for another branch."""
    rest = [step for _, step in finding.rest]
    if finding.kind == "literal_error":
        return rest in (["type"], ["role"])
    if finding.kind == "missing":
        return rest == ["type"]
    if finding.kind == "extra_forbidden":
        return rest in (["type"], ["role"])
    return not finding.rest and finding.kind.endswith("_type")


def _allowed(message: str) -> list[str]:
    return message.removeprefix("Input should be ").replace(" or ", ", ").split(", ")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _named(value: Any) -> str:
    if value is None:
        return "null"
    kinds = (
        (bool, "a boolean"),
        (int, "an integer"),
        (float, "a decimal"),
        (str, "a string"),
        (list, "an array"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "an object")


def rules(protocol: str, body: Mapping[str, Any]) -> None:
    """Raise a VendorError for what types allow and vendors do not."""
    if protocol in ("chat", "responses"):
        _openai_rules(protocol, body)
    else:
        _anthropic_rules(body)


def _openai_rules(protocol: str, body: Mapping[str, Any]) -> None:
    if body.get("messages") == []:
        raise VendorError(
            400,
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got "
            "an empty array instead.",
            "messages",
            "empty_array",
        )
    for name, low, high in (
        ("temperature", 0, 2),
        ("top_p", 0, 1),
        ("n", 1, 128),
        ("top_logprobs", 0, 20),
        ("max_tokens", 1, None),
        ("max_completion_tokens", 1, None),
        ("max_output_tokens", 1, None),
    ):
        _between(body, name, low, high)
    if protocol == "responses":
        if not body.get("model"):
            raise VendorError(
                400, "Missing required parameter: 'model'.", "model", "missing_required_parameter"
            )
        if body.get("previous_response_id"):
            name = "previous_response_id"
            text = f"Previous response with id '{body[name]}' not found."
            raise VendorError(400, text, name, "previous_response_not_found")
        return
    if body.get("top_logprobs") and not body.get("logprobs"):
        raise VendorError(
            400, "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "logprobs"
        )
    if isinstance(body.get("stop"), list) and len(body["stop"]) > 4:
        text = "Invalid 'stop': array too long. Expected an array with maximum length 4."
        raise VendorError(400, text, "stop", "array_above_max_length")
    known: set[str] = set()
    for place, message in enumerate(body["messages"]):
        known |= {call["id"] for call in message.get("tool_calls") or ()}
        if message["role"] == "tool" and message["tool_call_id"] not in known:
            text = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            raise VendorError(400, f"Invalid parameter: {text}", f"messages.[{place}].role")


def _between(body: Mapping[str, Any], name: str, low: float, high: float | None) -> None:
    value = body.get(name)
    if value is None:
        return
    for wrong, edge, word in (
        (value < low, low, "below minimum"),
        (high and value > high, high, "above maximum"),
    ):
        if wrong:
            kind = "integer" if isinstance(value, int) else "decimal"
            sign = ">=" if word == "below minimum" else "<="
            text = f"Invalid '{name}': {kind} {word} value. Expected a value {sign} {edge}, "
            text += f"but got {value} instead."
            raise VendorError(400, text, name, f"{kind}_{word.replace(' ', '_')}_value")


def _anthropic_rules(body: Mapping[str, Any]) -> None:
    if not body["messages"]:
        raise VendorError(400, "messages: at least one message is required")
    if body.get("max_tokens", 1) < 1:
        raise VendorError(400, "max_tokens: Input should be greater than or equal to 1")
    if not 0 <= (body.get("temperature") or 0) <= 1:
        raise VendorError(400, "temperature: range: 0..1")
    called: set[str] = set()
    for place, message in enumerate(body["messages"]):
        blocks = message["content"] if isinstance(message["content"], list) else []
        for at, block in enumerate(blocks):
            if block["type"] == "text" and not block["text"]:
                raise VendorError(400, "messages: text content blocks must be non-empty")
            if block["type"] == "tool_result" and block["tool_use_id"] not in called:
                text = (
                    f"unexpected `tool_use_id` found in `tool_result` blocks: {block['tool_use_id']}. Each "
                )
                text += (
                    "`tool_result` block must have a corresponding `tool_use` block in the previous message."
                )
                raise VendorError(400, f"messages.{place}.content.{at}: {text}")
        if message["content"] in ("", []) and place < len(body["messages"]) - 1:
            text = "all messages must have non-empty content except for the optional final assistant message"
            raise VendorError(400, f"messages.{place}: {text}")
        called = {block["id"] for block in blocks if block["type"] == "tool_use"}
