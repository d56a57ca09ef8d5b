"""The exercise that hostile answers are graded on: a function, a value, a model, trials, an exception."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.learn.sheet import Sheet, parse
from kit.learn.verify import answers_from

SLUG = "90_attacked"
CELLS = [
    (
        "given",
        "given-start",
        "from kit import OpenAI, exercise, simulated\n\nRATE = 2\n"
        f'check = exercise("{SLUG}")\nclient = OpenAI(max_retries=0, timeout=5)',
    ),
    (
        "answer",
        "answer-price",
        "# BEGIN ANSWER\ndef price_of(tokens):\n    return tokens * RATE\n# END ANSWER",
    ),
    (
        "check",
        "check-price",
        'with check("price", points=2, seconds=2) as c:\n    for _ in range(3):\n'
        "        n = c.rng.randint(10, 10**9)\n        c.equal(c.call(price_of, n), n * RATE)",
    ),
    ("answer", "answer-craft", '# BEGIN ANSWER\n# STUB: craft = ...\ncraft = "engineering"\n# END ANSWER'),
    (
        "check",
        "check-craft",
        'with check("craft", seconds=2) as c:\n    c.equal(c.value(craft), "engineering")',
    ),
    (
        "answer",
        "answer-ask",
        "# BEGIN ANSWER\ndef ask(text):\n    reply = client.chat.completions.create(\n"
        '        model="any", messages=[{"role": "user", "content": text}]\n    )\n'
        "    return reply.choices[0].message.content\n# END ANSWER",
    ),
    (
        "check",
        "check-ask",
        'with check("ask", points=2, seconds=6) as c:\n'
        '    word, asked = f"w{c.rng.randint(0, 10**9)}", f"colour {c.rng.randint(0, 10**9)}?"\n'
        '    with c.model(simulated.Coin(word, rate=1.0, other="x")) as calls:\n'
        "        c.equal(c.call(ask, asked), word)\n"
        '    c.equal(len(calls), 1, what="calls of the model")\n'
        "    c.that(asked in str(calls[0].messages), expected='the question, in the messages')",
    ),
    (
        "answer",
        "answer-even",
        "# BEGIN ANSWER\ndef is_even(n):\n    return n % 2 == 0\n# END ANSWER",
    ),
    (
        "check",
        "check-even",
        'with check("even", seconds=2) as c:\n\n    def one(i):\n        n = c.rng.randint(1, 10**6)\n'
        "        return c.call(is_even, n) is (n % 2 == 0)\n\n    c.trials(one)",
    ),
    (
        "answer",
        "answer-refuse",
        "# BEGIN ANSWER\ndef refuse(text):\n    if not text:\n"
        '        raise ValueError("empty")\n    return text\n# END ANSWER',
    ),
    (
        "check",
        "check-refuse",
        'with check("refuse", seconds=2) as c:\n    c.equal(c.raises(refuse, "")["type"], "ValueError")\n'
        '    word = f"w{c.rng.randint(0, 10**9)}"\n    c.equal(c.call(refuse, word), word)',
    ),
]


def sheet() -> Sheet:
    """The exercise, as the grader knows it."""
    made: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": cell_id,
            "metadata": {"tags": [kind]},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
        for kind, cell_id, source in CELLS
    ]
    return parse({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, SLUG)


@dataclass(frozen=True)
class Attack:
    """A kept attack: its answers, and what its file's header says must come of it.

    Attributes:
        expected: the ways it may end; each says which checks do not pass, and how. All others pass.
        says: a pattern that is found in what the learner reads.
        wall: without this one (see `kit.learn.jail.WALLS`) it cannot be kept from getting through.
    """

    answers: dict[str, str]
    expected: tuple[dict[str, str], ...]
    says: str
    wall: str


def attack(path: Path, sheet: Sheet, **places: object) -> Attack:
    """Read a file of `hostile/`; `@NAME@` in it becomes the place of that name."""
    text = path.read_text(encoding="utf-8")
    expected = tuple(json.loads(found) for found in re.findall(r"^# (?:EXPECT|OR): (.*)$", text, re.M))
    header = {key: found for key, found in re.findall(r"^# (SAYS|WALL): (.*)$", text, re.M)}

    def filled(source: str) -> str:
        return re.sub(r"@([A-Z]+)@", lambda found: str(places[found[1].lower()]), source)

    answers = {name: filled(source) for name, source in answers_from(path, sheet).items()}
    return Attack(answers, expected, header.get("SAYS", ""), header.get("WALL", ""))
