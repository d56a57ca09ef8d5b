"""Answers as HTTP responses: JSON, or server-sent events that leave one by one."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterable, Iterator

import httpx2

from . import write_chat, write_messages, write_responses
from .answer import Answer
from .request import Request


class EventStream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A response body made of chunks, each sent on its own; an exception among them breaks it off there."""

    def __init__(self, chunks: Iterable[bytes | Exception]) -> None:
        """Take the chunks; they are made as they are read."""
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        """Send the chunks."""
        for chunk in self._chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Send the chunks."""
        for chunk in self:
            yield chunk


def written(asked: Request, answers: list[Answer], ident: str, sdk: str) -> httpx2.Response:
    """Write answers to a request as its vendor would, streamed if it asked for that."""
    created, chunks, body = int(time.time()), None, None
    if asked.ask.protocol == "chat":
        if asked.stream:
            chunks = write_chat.stream(asked, answers, ident, created)
        else:
            body = write_chat.whole(asked, answers, ident, created)
    elif asked.ask.protocol == "responses":
        if asked.stream:
            chunks = write_responses.stream(asked, answers[0], ident, created)
        else:
            body = write_responses.whole(asked, answers[0], ident, created)
    elif asked.stream:
        chunks = write_messages.stream(asked, answers[0], ident)
    else:
        body = write_messages.whole(asked, answers[0], ident)
    if chunks is not None:
        head = {**_headers(sdk, ident), "content-type": "text/event-stream; charset=utf-8"}
        return httpx2.Response(200, headers=head, stream=EventStream(chunks))
    return plain(200, json.dumps(body, ensure_ascii=False).encode(), sdk, ident)


def models(sdk: str, path: str) -> bytes:
    """Write the list of models, or the one that the path names, as `sdk` reads them."""
    names = ["simulated-small", "simulated-large", "simulated-judge"]
    one = path.rpartition("/models/")[2] if "/models/" in path else None
    if sdk == "anthropic":
        made = [
            {
                "type": "model",
                "id": name,
                "display_name": name,
                "created_at": "2025-01-01T00:00:00Z",
                "lifecycle": "active",
                "max_input_tokens": 32768,
                "max_tokens": 8192,
            }
            for name in ([one] if one else names)
        ]
        listed = {"data": made, "has_more": False, "first_id": made[0]["id"], "last_id": made[-1]["id"]}
    else:
        made = [
            {"id": name, "object": "model", "created": 1735689600, "owned_by": "simulated"}
            for name in ([one] if one else names)
        ]
        listed = {"object": "list", "data": made}
    return json.dumps(made[0] if one else listed).encode()


def _headers(sdk: str, ident: str) -> dict[str, str]:
    name = "request-id" if sdk == "anthropic" else "x-request-id"
    return {name: f"req_{ident}"}


def plain(status: int, body: bytes, sdk: str, ident: str) -> httpx2.Response:
    """Make a JSON response with the headers that `sdk` looks for."""
    head = {**_headers(sdk, ident), "content-type": "application/json"}
    return httpx2.Response(status, headers=head, content=body)
