"""How llama.cpp's `/v1/responses` differs from the vendor's, mended; see `kit.models.local_shapes`."""

from __future__ import annotations

from kit.models.engine import SLOT_CONTEXT
from kit.models.local_shapes import Endpoint, Json, Refused


class Responses(Endpoint):
    """`/v1/responses`."""

    def __init__(self, body: Json) -> None:
        super().__init__(body)
        self._sequence = -1
        self._output = -1

    def ask(self, body: Json) -> Json:
        for absent in ("previous_response_id", "conversation", "background"):
            if body.get(absent):
                raise Refused(
                    f"The local engine keeps no conversations, so no `{absent}`: send the earlier turns."
                )
        wanted = (body.get("text") or {}).get("format") or {}
        if wanted.get("type") == "json_schema":
            return body | {"json_schema": wanted["schema"]}
        if wanted.get("type") == "json_object":
            return body | {"json_schema": {"type": "object"}}
        return body

    def reply(self, said: Json) -> Json:
        usage = said.get("usage") or {}
        if usage:
            usage["input_tokens_details"] = {"cached_tokens": 0, "cache_write_tokens": 0} | (
                usage.get("input_tokens_details") or {}
            )
            usage.setdefault("output_tokens_details", {"reasoning_tokens": 0})
        limit = self.body.get("max_output_tokens")
        cut = limit is not None and usage.get("output_tokens", 0) >= limit
        if said.get("status") == "completed" and (cut or usage.get("total_tokens", 0) >= SLOT_CONTEXT):
            said["status"] = "incomplete"
            for item in said.get("output", [])[-1:]:
                item["status"] = "incomplete"
        reason = {"reason": "max_output_tokens"} if said.get("status") == "incomplete" else None
        asked = {name: self.body.get(name) for name in ("instructions", "temperature", "top_p")}
        return {
            "output": [],
            "model": self.body.get("model"),
            "error": None,
            "incomplete_details": reason,
            "metadata": self.body.get("metadata") or {},
            "parallel_tool_calls": True,
            "tool_choice": self.body.get("tool_choice") or "auto",
            "tools": self.body.get("tools") or [],
            "max_output_tokens": limit,
            "text": self.body.get("text") or {"format": {"type": "text"}},
            **asked,
            **said,
        }

    def event(self, said: Json) -> Json | None:
        kind = str(said.get("type", ""))
        if not kind.startswith("response."):
            return super().event(said)
        if kind in ("response.created", "response.in_progress") and self._output >= 0:
            return None
        self._sequence += 1
        numbers: Json = {"sequence_number": self._sequence}
        if "response" in said:
            said["response"] = self.reply(said["response"])
            said["response"].setdefault("created_at", 0)
            if said["response"]["status"] == "incomplete":
                said["type"] = "response.incomplete"
        else:
            self._output += kind == "response.output_item.added"
            numbers["output_index"] = max(self._output, 0)
        if kind.startswith(("response.output_text.", "response.content_part.")):
            numbers["content_index"] = 0
            if "part" in said:
                said["part"].setdefault("annotations", [])
            else:
                numbers["logprobs"] = []
        return numbers | said
