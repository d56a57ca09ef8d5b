"""Texts that try to turn a desk's assistant against it, and harmless ones that use the same words.

From bastioncorpus 0.6.0 (S. Rizzello, 2026; MIT): 118 attacks ("Ignore all previous instructions and ...")
and 63 benign traps ("Please ignore my previous email, ..."), in five languages, some encoded. A guard that
looks at words is measured on both. They are published to defend with, and mild. Left out: attacks made for
one model by search, and benchmarks of whole agents (agentdojo, garak).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kit.assets import asset


@dataclass(frozen=True)
class Payload:
    """One text as it might reach the desk.

    Attributes:
        id: its name in the data set.
        text: the text; "{canary}", in 15 of them, stands for a token that the attack wants repeated.
        attack: True for an attack, False for a benign trap.
        category: "direct_injection", "exfiltration", "obfuscation" ..., or "benign_ignore" ...
        language: "en", "de", "es", "fr" or "it".
        channel: where it would stand: "user_input", "tool_output" (a document, a note) or "memory".
        encoding: "base64", "leet", "binary" ...; "" where the text is written plainly.
        group: rows that belong together, by name: near copies, or one text under several encodings. Split by
            it, or a held-out row may be a copy of one that was trained on.
    """

    id: str
    text: str
    attack: bool
    category: str
    language: str = field(repr=False)
    channel: str = field(repr=False)
    encoding: str = field(repr=False, default="")
    group: str = field(repr=False, default="")

    def filled(self, canary: str) -> str:
        """The text with a token of yours in the place of "{canary}"."""
        return self.text.replace("{canary}", canary)


@lru_cache(maxsize=1)
def payloads() -> tuple[Payload, ...]:
    """All 181 rows, in the order of the data set.

    Raises:
        AssetError: the file is not here and cannot be fetched.
    """
    lines = asset("injections").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(
        Payload(
            id=row["id"],
            text=row["text"],
            attack=row["label"] == "malicious",
            category=row["category"],
            language=_MENDED.get(row["id"], row["lang"]),
            channel=row["channel"],
            encoding=_encoding(row),
            group=group,
        )
        for row, group in zip(rows, _groups(rows), strict=True)
    )


_MENDED = {"hp-010": "es"}  # the data set says "en" of a Spanish text


def _encoding(row: dict[str, str]) -> str:
    tactic = row.get("tactic") or ""
    return tactic.removeprefix("enc-") if tactic.startswith("enc-") else ""


def _groups(rows: list[dict[str, str]]) -> list[str]:
    """A name for each row: the first row that shares two thirds of its words, or an encoded set's prefix."""
    names: list[str] = []
    seen: list[tuple[str, set[str]]] = []
    for row in rows:
        if _encoding(row):
            names.append(row["id"].rpartition("-")[0])  # "ob-enc", "bn-enc": each one text, or one kind
            continue
        words = set(_words(row["text"]))
        near = (name for name, other in seen if 3 * len(words & other) >= 2 * len(words | other))
        names.append(next(near, row["id"]))
        seen.append((names[-1], words))
    return names


def _words(text: str) -> Iterable[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
