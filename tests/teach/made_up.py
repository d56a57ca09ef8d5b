"""Made-up classes: a seeded one of any size, and one whose texts do all that a text can do to a page."""

from __future__ import annotations

import random

from kit.learn.verdict import Verdict
from kit.teach.results import REFUSED, ClassGrades, Result

CHECKS = {"price": 2.0, "receipt": 3.0, "chat": 3.0, "cap": 2.0}
FIRST = (
    "Ada",
    "Alan",
    "Barbara",
    "Donald",
    "Edsger",
    "Frances",
    "Grace",
    "Ivan",
    "John",
    "Ken",
    "Lynn",
    "Tim",
)
LAST = ("Lovelace", "Turing", "Liskov", "Knuth", "Dijkstra", "Allen", "Hopper", "Sutherland", "Backus")
MESSAGES = (
    ("`price(usage)` is a number; text is expected.", "'0.0021'", "0.0021"),
    ("`receipt('Hi')` raised KeyError, in line 4.", "{'text': ..., 'total': 31}", "KeyError: 'usage'"),
    ("`chat` is not written yet: in cell `answer-chat`, put your answer in place of `raise ...`.", "", ""),
    ("`answer_all(tickets, 3)` differs first at place 2 (counted from 0).", "['a', 'b', 'c']", "['a', 'b']"),
)
HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=1">',
    "]]></failure><!-- &amp; &#0;",
    "\x00\x01\x1b[31m\x7f",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1",
    "x" * 1_000_000,
    "\u202eabc\u2066def",
    "half \ud800 half \udfff",
    "\ufffe\uffff\U0001ffff",
    "</style></title></details></body>",
    "a\r\nb\nc,\"d\";e",
    "[red]rich[/red] [link=x]",
)  # fmt: skip


def slug(number: int) -> str:
    """An exercise's name."""
    return f"{number:02}_exercise_{number}"


def people(n: int) -> list[str]:
    """n names, no two alike."""
    full = [f"{first} {last}" for last in LAST for first in FIRST]
    return [full[i] if i < len(full) else f"{full[i % len(full)]} {i}" for i in range(n)]


def result(learner: str, exercise: str, draw: random.Random, skill: float = 0.6) -> Result:
    """A graded submission, each check passed with a chance of `skill`."""
    verdicts = []
    for (check, worth), (message, expected, got) in zip(CHECKS.items(), MESSAGES, strict=True):
        if draw.random() < skill:
            verdicts.append(Verdict(exercise, check, "pass", worth, worth))
        else:
            state = draw.choice(("fail", "fail", "need more", "not run"))
            where = f"cell `answer-{check}`"
            verdicts.append(Verdict(exercise, check, state, 0, worth, message, expected, got, where))
    return Result(learner, exercise, f"{learner}/{exercise}.ipynb", tuple(verdicts))


def a_class(learners: int, exercises: int, seed: int = 0, **more: object) -> ClassGrades:
    """A class; about one in twelve submissions is missing, one in thirty could not be graded."""
    draw = random.Random(seed)
    found = []
    for learner in people(learners):
        skill = draw.uniform(0.2, 0.95)
        for number in range(1, exercises + 1):
            chance = draw.random()
            name = slug(number)
            if chance < 0.03:
                why = (f"{name}.ipynb is not a notebook (not valid JSON: Expecting value: line 1 column 1).",)
                found.append(Result(learner, name, f"{learner}/{name}.ipynb", notes=why, state=REFUSED))
            elif chance < 0.92:
                found.append(result(learner, name, draw, skill * (1 - number / 40)))
    checks = {slug(number): CHECKS for number in range(1, exercises + 1)}
    return ClassGrades.made(found, checks=checks, **more)


def hostile_class() -> ClassGrades:
    """One learner per hostile text, with that text everywhere that a learner's text may stand."""
    name = slug(1)
    found = []
    for text in HOSTILE:
        verdicts = tuple(
            Verdict(name, check, state, 0, worth, text, text, text, text)
            for (check, worth), state in zip(
                CHECKS.items(), ("fail", "need more", "not run", "fail"), strict=True
            )
        )
        found.append(Result(text, name, text, verdicts, (text,), answers={"answer-price": text}))
        found.append(Result(text, "", text + "2", notes=(text,), state=REFUSED))
    return ClassGrades.made(found, checks={name: CHECKS}, missing_walls=("network",), notes=HOSTILE)
