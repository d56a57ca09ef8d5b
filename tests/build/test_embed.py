"""The embedder is the SDK's call in batches; a store pays for each text once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import openai
import pytest

from kit.build.embed import embedder


class Wire(httpx2.BaseTransport):
    """Answers /v1/embeddings with the lengths of each text, in reversed order, as the protocol allows."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.broken_after = 10_000

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        texts = json.loads(request.read())["input"]
        self.asked.append(texts)
        if len(self.asked) > self.broken_after:
            return httpx2.Response(400, json={"error": {"message": "too long", "type": "x"}})
        rows: list[dict[str, Any]] = [
            {"object": "embedding", "index": i, "embedding": [len(t), 1.0]} for i, t in enumerate(texts)
        ]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return httpx2.Response(200, json={"object": "list", "model": "m", "data": rows[::-1], "usage": usage})


@pytest.fixture
def wire() -> Wire:
    return Wire()


def client(wire: Wire) -> openai.OpenAI:
    http = openai.DefaultHttpxClient(transport=wire)
    return openai.OpenAI(api_key="x", base_url="http://sim/v1", http_client=http, max_retries=0)


def test_rows_come_in_the_order_of_the_texts_whatever_the_order_of_the_reply(wire: Wire) -> None:
    embed = embedder(client(wire), batch=2)
    assert embed(["a", "bbb", "cc"]).tolist() == [[1, 1], [3, 1], [2, 1]]
    assert [len(texts) for texts in wire.asked] == [2, 1]
    assert (embed.usage.calls, embed.usage.input_tokens, embed.usage.usd) == (2, 3, 0.0)


def test_the_same_text_twice_is_asked_once(wire: Wire) -> None:
    assert embedder(client(wire))(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    assert wire.asked == [["a", "bb"]]


def test_a_store_pays_for_a_text_once_across_processes(wire: Wire, tmp_path: Path) -> None:
    first = embedder(client(wire), store=tmp_path / "new" / "vectors.sqlite")
    before = first(["a", "bb"])
    again = embedder(client(wire), store=tmp_path / "new" / "vectors.sqlite")
    assert np.array_equal(again(["bb", "a", "ccc"])[:2], before[::-1])
    assert wire.asked == [["a", "bb"], ["ccc"]]
    assert (again.known, again.usage.calls) == (2, 1)


def test_what_was_paid_for_before_a_call_failed_is_kept(wire: Wire, tmp_path: Path) -> None:
    wire.broken_after = 1
    with pytest.raises(openai.BadRequestError):
        embedder(client(wire), batch=1, store=tmp_path / "v.sqlite")(["a", "bb"])
    wire.broken_after = 10_000
    embedder(client(wire), batch=1, store=tmp_path / "v.sqlite")(["a", "bb"])
    assert wire.asked == [["a"], ["bb"], ["bb"]]


@pytest.mark.parametrize(
    ("texts", "said"),
    [("one text", "brackets"), ([], "no text"), (["a", " "], "number 1"), (["a", None], "number 1")],
)
def test_what_has_no_meaning_is_refused_before_a_call(wire: Wire, texts: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        embedder(client(wire))(texts)
    assert wire.asked == []


def test_a_batch_holds_at_least_one_text(wire: Wire) -> None:
    with pytest.raises(ValueError, match="batch=0"):
        embedder(client(wire), batch=0)


def test_the_local_embedder_answers_and_refuses_what_it_cannot_read(engine_url: str) -> None:
    from kit import OpenAI

    embed = embedder(OpenAI())
    vectors = embed(["How do I close my account?", "closing an account", "QR codes do not scan"])
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far
    with pytest.raises(openai.BadRequestError, match="512 tokens"):
        embed(["word " * 600])
