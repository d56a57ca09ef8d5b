"""Lesson 08: a model that grades. One order of two answers, and a verdict that must survive the swap."""

import random
import re
from collections.abc import Iterator

from kit import desk
from kit.measure.cases import Case
from kit.measure.evaluate import evaluate
from kit.measure.judges import pair_prompt, swapped
from techniques.lab import SEED, Kept, Lab, Line, line, reading
from techniques.labels import BAD, GOOD


def judge(lab: Lab) -> Iterator[Line]:
    """Which of two reviews is happier? In one order, and in both, with a verdict that must survive."""
    rng = random.Random(SEED)
    rated = [r for r in desk.reviews("product") if 20 < len(r.text) < 120]
    happy = rng.sample([r.text for r in rated if r.mean >= 2], lab.size(40, 4))
    sad = rng.sample([r.text for r in rated if r.mean <= -1.5], len(happy))
    cases = []
    for number, (up, down) in enumerate(zip(happy, sad, strict=True)):
        cases.append(Case([up, down] if number % 2 else [down, up], 1 - number % 2, id=str(number)))

    def solve(pair: list[str]) -> Kept:
        question = "Two customers reviewed a product. Which of the two is happier with it?"
        both = swapped(lambda a, b: lab.ask(pair_prompt(question, a, b), room=4), [(pair[0], pair[1])])
        return Kept({"verdicts": both.verdicts[0], "pick": both.picks[0]}, both.usage)

    scorers = {
        "right": lambda answer, case: answer == case.expected,
        "right or silent": lambda answer, case: answer is None or answer == case.expected,
    }
    asked = lab.run("judge, both orders", solve, cases, scorers)
    places = {"A": 0, "B": 1}
    raw = [places.get(kept["verdicts"][0]) for kept in asked.answers]
    once = reading(asked, "judge, as shown", raw, scorers)
    both = reading(asked, "judge, both orders agree", [kept["pick"] for kept in asked.answers], scorers)
    words = evaluate(_happier, cases, scorers, name="keyword rule", progress=False)
    yield line(once, both)
    yield line(once, both, "right or silent")
    yield line(once, words)


def _happier(pair: list[str]) -> int:
    good, bad = ([len(re.findall(rf"\b(?:{w})", text.lower())) for text in pair] for w in (GOOD, BAD))
    return int(good[1] - bad[1] > good[0] - bad[0])
