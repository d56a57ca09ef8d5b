"""Where llama.cpp's server and the vendors differ, endpoint by endpoint, and how each difference is mended.

Found by holding its answers against the SDKs' own types, and its behaviour against the vendors' documents:

- chat completions: with `n` > 1 the usage counts the first answer's tokens only; here it counts them all.
- responses: a schema in `text.format` is ignored, an answer cut by `max_output_tokens` is called completed,
  and required fields are missing; streamed events lack their numbers, and the opening ones come again at
  each character made of several tokens (an emoji). All mended. What is not there (`previous_response_id`)
  is refused, as a vendor would refuse what it has not.
- messages: no output schema is enforced and no seed heard; a schema is refused rather than ignored.
- embeddings: an over-long input is called a server error; here it is the request's, and says what to do.
- errors come in the vendor's shape, so that the SDK's exceptions carry the sentence.

One thing cannot be told on responses: an answer whose natural end falls on exactly the last token allowed
is called incomplete.
"""

from __future__ import annotations

import json
from typing import Any

import httpx2

from kit.models.embedder import EMBEDDER_CONTEXT, EMBEDDER_WIDTH
from kit.models.wire import moved

Json = dict[str, Any]
_OPENAI_KINDS = {
    400: "invalid_request_error",
    404: "not_found_error",
    500: "server_error",
    503: "server_error",
}
_ANTHROPIC_KINDS = {404: "not_found_error", 503: "overloaded_error"}


class Refused(ValueError):
    """The request asks for what the local engine has not; nothing was sent."""


class Endpoint:
    """One request's way out and back. This plain one changes nothing but the shape of errors."""

    wants = "chat"

    def __init__(self, body: Json) -> None:
        self.body = body

    def outward(self, request: httpx2.Request, address: httpx2.URL) -> httpx2.Request:
        """The request as the engine should get it. Raises Refused."""
        content = json.dumps(self.ask(dict(self.body))).encode() if self.body else request.content
        return moved(request, address, content)

    def inward(self, answer: httpx2.Response) -> tuple[int, bytes]:
        """Status and body of a whole (not streamed) answer, mended."""
        status = answer.status_code
        try:
            said = json.loads(answer.content)
        except ValueError:
            return status, answer.content
        if status < 400:
            said = self.reply(said) if isinstance(said, dict) else said
        else:
            told = said.get("error", said) if isinstance(said, dict) else {}
            message = str(told.get("message", said))
            too_long = told.get("type") == "exceed_context_size_error" or "too large to process" in message
            status = 400 if too_long else status
            said = self.error(status, message, too_long=too_long)
        return status, json.dumps(said).encode()

    def ask(self, body: Json) -> Json:
        """The request's body, mended."""
        return body

    def reply(self, said: Json) -> Json:
        """The answer's body, mended."""
        return said

    def event(self, said: Json) -> Json | None:
        """One streamed event, mended; None if it should not have been sent."""
        if "error" in said and "message" in (said["error"] or {}):
            return self.error(500, said["error"]["message"])
        return said

    def error(self, status: int, message: str, *, too_long: bool = False) -> Json:
        """An error's body in OpenAI's shape."""
        kind = _OPENAI_KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")
        code = "context_length_exceeded" if too_long else None
        return {"error": {"message": message, "type": kind, "param": None, "code": code}}


class Chat(Endpoint):
    """`/v1/chat/completions`."""

    def ask(self, body: Json) -> Json:
        self._counting = (body.get("n") or 1) > 1 and not body.get("stream") and not body.get("logprobs")
        return body | {"logprobs": True} if self._counting else body

    def reply(self, said: Json) -> Json:
        choices = said.get("choices", [])
        seen = [len((choice.get("logprobs") or {}).get("content") or []) for choice in choices]
        usage = said.get("usage")
        if usage and len(choices) > 1 and sum(seen):
            usage["completion_tokens"] = sum(seen)
            usage["total_tokens"] = usage["prompt_tokens"] + sum(seen)
        if self._counting:
            for choice in choices:
                choice.pop("logprobs", None)
        return said


class Messages(Endpoint):
    """`/v1/messages` and its `/count_tokens`."""

    def ask(self, body: Json) -> Json:
        if (body.get("output_config") or {}).get("format") or body.get("output_format"):
            raise Refused(
                "The local engine enforces no output schema on messages: ask with a tool and tool_choice, "
                "use chat completions or responses, or another source."
            )
        return body

    def reply(self, said: Json) -> Json:
        if "id" in said:
            said["id"] = "msg_" + str(said["id"]).removeprefix("chatcmpl-")
        if "role" in said:
            said["usage"] = {"cache_creation_input_tokens": 0} | (said.get("usage") or {})
        return said

    def event(self, said: Json) -> Json | None:
        if said.get("type") == "message_start":
            said["message"] = self.reply(said["message"])
        return super().event(said)

    def error(self, status: int, message: str, *, too_long: bool = False) -> Json:
        """An error's body in Anthropic's shape."""
        kind = _ANTHROPIC_KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
        message = f"prompt is too long: {message}" if too_long else message
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": None}


class Embeddings(Endpoint):
    """`/v1/embeddings`, answered by a second engine that holds the embedding model."""

    wants = "embeddings"

    def ask(self, body: Json) -> Json:
        if body.get("dimensions") not in (None, EMBEDDER_WIDTH):
            raise Refused(f"The local embedder gives {EMBEDDER_WIDTH} dimensions, not {body['dimensions']}.")
        return body

    def error(self, status: int, message: str, *, too_long: bool = False) -> Json:
        """Says in the vendor's words what the engine calls a server error: the input is too long."""
        if too_long:
            tokens = "".join(filter(str.isdigit, message.partition("tokens")[0]))
            message = (
                f"This model's maximum input is {EMBEDDER_CONTEXT} tokens, and one input has {tokens}: "
                "cut it into pieces and embed each."
            )
        return super().error(status, message, too_long=too_long)
