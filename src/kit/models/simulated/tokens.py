"""Tokens of the simulated models: a word of up to 12 letters with the space before it, or one mark.

Real tokenisers download tables and differ by vendor; this one is a line, loses no character, and gives about
4/3 tokens a word of English with its punctuation. Counting, cutting at max_tokens, streaming and
log-probabilities all use it, so they agree with each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .model import Ask

_TOKEN = re.compile(r"\s?\w{1,12}|\s?[^\w\s]|\s+")


def tokens(text: str) -> list[str]:
    """Split text into tokens; joined again they are the text."""
    return _TOKEN.findall(text)


def prompt_tokens(ask: Ask) -> int:
    """Tokens of a request: those of its texts and tools, and 3 a message for the framing."""
    texts = sum(len(tokens(turn.text)) + 3 for turn in ask.turns)
    return texts + sum(len(tokens(f"{tool.name} {tool.schema}")) for tool in ask.tools)


def logprobs(text: str, options: Mapping[str, float] | None, top: int) -> list[dict[str, Any]]:
    """Log-probability of each token of `text`, exact from the probabilities of whole answers.

    At each place, the answers that begin like `text` so far share out the probability of the next token, so
    the log-probabilities of all tokens add up to that of the answer. Without `options` every token is certain
    (0.0). An answer that ends where another goes on puts its share on the empty token.

    Returns:
        For each token what OpenAI's two APIs send: token, logprob (natural), bytes and the `top` likeliest
        tokens at its place.
    """
    pieces = tokens(text)
    split = {tuple(tokens(answer)): p for answer, p in (options or {text: 1.0}).items() if p > 0}
    split.setdefault(tuple(pieces), 1e-9)
    found = []
    for place, piece in enumerate(pieces):
        mass: dict[str, float] = {}
        for answer, p in split.items():
            if answer[:place] == tuple(pieces[:place]):
                token = answer[place] if place < len(answer) else ""
                mass[token] = mass.get(token, 0.0) + p
        total = sum(mass.values())
        ranked = sorted(mass, key=lambda token: -mass[token])
        one = {
            token: {"token": token, "logprob": math.log(mass[token] / total), "bytes": [*token.encode()]}
            for token in mass
        }
        found.append({**one[piece], "top_logprobs": [one[token] for token in ranked[:top]]})
    return found


def first_stop(text: str, stops: Iterable[str]) -> tuple[str, str | None]:
    """Cut `text` before the earliest stop sequence; the second value is that sequence, or None."""
    places = [(text.find(stop), stop) for stop in stops if stop and stop in text]
    if not places:
        return text, None
    place, stop = min(places)
    return text[:place], stop
