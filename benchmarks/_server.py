"""A little server for the benchmarks beside this file: it answers every call alike, in its own process."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import urllib.request
from typing import Any


def chat(text: str, tokens: int) -> dict[str, Any]:
    """A chat completion that says `text`."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 9, "completion_tokens": tokens, "total_tokens": 9 + tokens}
    head = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
    return {**head, "choices": [choice], "usage": usage}


def message(text: str, tokens: int) -> dict[str, Any]:
    """An anthropic message that says `text`."""
    return {
        "id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
        "stop_sequence": None, "content": [{"type": "text", "text": text}],
        "usage": {"input_tokens": 9, "output_tokens": tokens},
    }  # fmt: skip


def _serve(ready: Any, text: str, tokens: int, delay: float) -> None:
    """Answer every POST after `delay` seconds, connections kept; a GET says how many POSTs there were."""
    bodies = {
        True: json.dumps(message(text, tokens)).encode(),
        False: json.dumps(chat(text, tokens)).encode(),
    }
    posts = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal posts
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if b"content-length" in line]
                await reader.readexactly(int(lengths[0]) if lengths else 0)
                body = str(posts).encode()
                if head.startswith(b"post"):
                    posts += 1
                    body = bodies[b"/messages" in head.split(b"\r\n", 1)[0]]
                    if delay:
                        await asyncio.sleep(delay)
                kind = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                writer.write(kind % len(body) + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def server(text: str, tokens: int, delay: float = 0.0) -> tuple[Any, str]:
    """Start it.

    Args:
        text: what every answer says, in both vendors' shapes.
        tokens: output tokens that the usage states.
        delay: seconds before each answer.
    Returns:
        its process (to kill), and its address.
    """
    receiving, sending = multiprocessing.Pipe(duplex=False)
    spawned = multiprocessing.get_context("spawn").Process
    process = spawned(target=_serve, args=(sending, text, tokens, delay), daemon=True)
    process.start()
    return process, f"http://127.0.0.1:{receiving.recv()}"


def posts(address: str) -> int:
    """How many calls the server has answered or is answering."""
    return int(urllib.request.urlopen(address, timeout=10).read())
