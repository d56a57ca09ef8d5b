"""Answers as HTTP responses: JSON, or server-sent events that leave one by one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import httpx2

from . import write_chat, write_messages, write_responses
from .answer import Answer
from .model import Ask

_WRITERS: dict[str, Any] = {"chat": write_chat, "responses": write_responses, "messages": write_messages}


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


def written(ask: Ask, answers: list[Answer], ident: str) -> httpx2.Response:
    """Write answers to a request as its vendor would, streamed if it asked for that."""
    head, writer = headers(ask.protocol == "messages", ident), _WRITERS[ask.protocol]
    if not ask.stream:
        body = json.dumps(writer.whole(ask, answers, ident), ensure_ascii=False)
        return httpx2.Response(200, headers=head, content=body.encode())
    head["content-type"] = "text/event-stream; charset=utf-8"
    return httpx2.Response(200, headers=head, stream=EventStream(_events(ask, answers, ident)))


def _events(ask: Ask, answers: list[Answer], ident: str) -> Iterator[bytes]:
    for data in _WRITERS[ask.protocol].stream(ask, answers, ident):
        name = f"event: {data['type']}\n" if "type" in data else ""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        yield f"{name}data: {text}\n\n".encode()
    if ask.protocol == "chat":
        yield b"data: [DONE]\n\n"


def headers(anthropic: bool, ident: str) -> dict[str, str]:
    """Give the headers of a JSON response, with the request id where the SDK looks for it."""
    name = "request-id" if anthropic else "x-request-id"
    return {name: f"req_{ident}", "content-type": "application/json"}
