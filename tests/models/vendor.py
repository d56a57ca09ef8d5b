"""What the vendors answer, and two ways to put it in front of a real SDK: a transport and a socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

ASK: dict[str, Any] = {
    "model": "gpt-6-luna",
    "messages": [{"role": "user", "content": "Say hello."}],
    "max_tokens": 20,
}
ASK_CLAUDE = {**ASK, "model": "claude-haiku-5-5"}


def chat(text: str = "hello", finish: str = "stop", tokens: tuple[int, int] = (9, 3), **message: Any) -> dict:
    """A chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-6-luna",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
            "prompt_tokens_details": {"cached_tokens": 2},
        },
    }


def message(text: str = "hello", stop: str = "end_turn", tokens: tuple[int, int] = (7, 3)) -> dict:
    """An Anthropic message: 7 fresh tokens, 10 written to the cache, 100 read from it."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {
            "input_tokens": tokens[0],
            "cache_creation_input_tokens": 10,
            "cache_read_input_tokens": 100,
            "output_tokens": tokens[1],
        },
    }


def response(text: str = "hello", status: str = "completed", **more: Any) -> dict:
    """A Responses API response."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-6-luna",
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": None,
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "output": [
            {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": text, "annotations": []}],
            }
        ],
        "usage": {
            "input_tokens": 9,
            "input_tokens_details": {"cached_tokens": 2},
            "output_tokens": 3,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 12,
        },
        **more,
    }


def chat_stream(words: list[str], usage: bool = False) -> bytes:
    """The same as server-sent events, with the closing usage chunk if asked for."""
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-6-luna"}
    chunks: list[dict] = [
        {**head, "choices": [{"index": 0, "delta": {"content": w}, "finish_reason": None}]} for w in words
    ]
    if usage:
        chunks.append({**head, "choices": [], "usage": chat()["usage"]})
    return b"".join(b"data: " + json.dumps(c).encode() + b"\n\n" for c in chunks) + b"data: [DONE]\n\n"


def message_stream(words: list[str]) -> bytes:
    """An Anthropic stream; usage comes in its first and its last event."""
    start = {**message(""), "content": [], "stop_reason": None}
    events: list[dict] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": w}}
            for w in words
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 5},
        },
        {"type": "message_stop"},
    ]
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that arrives event by event, and may break after `breaks_after` of them."""

    def __init__(self, body: bytes, breaks_after: int | None = None) -> None:
        self._pieces = [p + b"\n\n" for p in body.split(b"\n\n") if p]
        self._breaks_after = breaks_after

    def __iter__(self) -> Iterator[bytes]:
        for number, piece in enumerate(self._pieces):
            if number == self._breaks_after:
                raise httpx2.ReadError("connection reset")
            yield piece

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def stream_response(body: bytes, breaks_after: int | None = None) -> httpx2.Response:
    """An HTTP response that streams `body`."""
    return httpx2.Response(
        200, headers={"content-type": "text/event-stream"}, stream=Pieces(body, breaks_after)
    )


def vendor(*answers: Any) -> tuple[httpx2.MockTransport, list[httpx2.Request]]:
    """A transport that answers like both vendors, and the requests that reached it.

    `answers` come one after the other, the last for ever: bodies, responses, exceptions, or functions of the
    request. Without any, chat completions and messages say hello, streamed if asked for.
    """
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        if not answers:
            return usual(request)
        answer = answers[min(len(seen), len(answers)) - 1]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)

    return httpx2.MockTransport(handle), seen


def usual(request: httpx2.Request) -> httpx2.Response:
    """The usual answer to a call of either SDK."""
    claude = request.url.path.endswith("/messages")
    if json.loads(request.content or b"{}").get("stream"):
        words = ["he", "llo"]
        return stream_response(message_stream(words) if claude else chat_stream(words, usage=True))
    return httpx2.Response(200, json=message() if claude else chat())


@contextmanager
def server(answer: Callable[[str, dict[str, str], bytes], tuple[int, bytes]]) -> Iterator[str]:
    """A vendor on a real socket of this machine: `answer(path, headers, body)` gives status and JSON body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {k.lower(): v for k, v in self.headers.items()}
            status, content = answer(self.path, headers, body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        httpd.server_close()
